using Treff.Rtc.Rtp;
using Treff.Rtc.Tests.Rtcp;
using Treff.Rtc.Tests.Support;

namespace Treff.Rtc.Tests.Rtp;

public sealed class KeyFrameDetectorTests
{
    [Theory]
    [InlineData(VideoCodec.Vp8, "90 80 05 10", true)]
    [InlineData(VideoCodec.Vp8, "90 80 05 11", false)]
    [InlineData(VideoCodec.Vp8, "80 80 05 10", false)]
    [InlineData(VideoCodec.Vp8, "90 80 05", false)]
    [InlineData(VideoCodec.H264, "65 88", true)]
    [InlineData(VideoCodec.H264, "67 42", true)]
    [InlineData(VideoCodec.H264, "68 ce", false)]
    [InlineData(VideoCodec.H264, "41 9a", false)]
    [InlineData(VideoCodec.H264, "78 0002 68ce 0003 67421f", true)]
    [InlineData(VideoCodec.H264, "78 0002 68ce 0002 0610", false)]
    [InlineData(VideoCodec.H264, "78 0002 68ce 00ff 65", false)]
    [InlineData(VideoCodec.H264, "78 0000 65", false)]
    [InlineData(VideoCodec.H264, "7c 85 88", true)]
    [InlineData(VideoCodec.H264, "7c 05 88", false)]
    [InlineData(VideoCodec.H264, "7c 81 88", false)]
    [InlineData(VideoCodec.H264, "7c", false)]
    [InlineData(VideoCodec.H265, "26 01 af", true)]
    [InlineData(VideoCodec.H265, "02 01 d0", false)]
    [InlineData(VideoCodec.H265, "62 01 93", true)]
    [InlineData(VideoCodec.H265, "62 01 13", false)]
    [InlineData(VideoCodec.H265, "60 01 0003 400101 0003 420101", true)]
    [InlineData(VideoCodec.Vp9, "88 01", true)]
    [InlineData(VideoCodec.Vp9, "8a 01", true)]
    [InlineData(VideoCodec.Vp9, "08", true)]
    [InlineData(VideoCodec.Vp9, "48", false)]
    [InlineData(VideoCodec.Vp9, "00", false)]
    [InlineData(VideoCodec.Vp9, "28 00 00", true)]
    [InlineData(VideoCodec.Vp9, "28 03 00", false)]
    [InlineData(VideoCodec.Vp9, "a8 8001 0000", true)]
    [InlineData(VideoCodec.Vp9, "a8 8001", false)]
    [InlineData(VideoCodec.Av1, "18 0a", true)]
    [InlineData(VideoCodec.Av1, "10 0a", false)]
    [InlineData(VideoCodec.Av1, "98 0a", false)]
    [InlineData(VideoCodec.Unknown, "10 00", false)]
    public void Knows_the_first_packet_of_a_key_frame(VideoCodec codec, string payload, bool expected) =>
        Assert.Equal(expected, KeyFrameDetector.IsKeyFrame(codec, MediaSamples.Hex(payload)));

    [Fact]
    public void An_empty_payload_is_no_key_frame()
    {
        foreach (var codec in Enum.GetValues<VideoCodec>()) Assert.False(KeyFrameDetector.IsKeyFrame(codec, []));
    }

    [Fact]
    public void Survives_any_bytes()
    {
        var random = new SeededRandom(3);
        for (var i = 0; i < 20_000; i++)
        {
            var payload = new byte[random.Next(24)];
            random.Fill(payload);
            foreach (var codec in Enum.GetValues<VideoCodec>()) KeyFrameDetector.IsKeyFrame(codec, payload);
        }
    }

    [Theory]
    [InlineData("VP8", VideoCodec.Vp8)]
    [InlineData("vp9", VideoCodec.Vp9)]
    [InlineData("h264", VideoCodec.H264)]
    [InlineData("H265", VideoCodec.H265)]
    [InlineData("AV1", VideoCodec.Av1)]
    [InlineData("AV1X", VideoCodec.Unknown)]
    public void Knows_codecs_by_their_sdp_names(string name, VideoCodec expected) => Assert.Equal(expected, VideoCodecs.FromName(name));
}
