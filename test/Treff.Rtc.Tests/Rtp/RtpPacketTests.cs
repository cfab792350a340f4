using Treff.Rtc.Rtp;
using Treff.Rtc.Tests.Rtcp;
using Treff.Rtc.Tests.Support;

namespace Treff.Rtc.Tests.Rtp;

public sealed class RtpPacketTests
{
    [Fact]
    public void Reads_every_recorded_packet()
    {
        foreach (var sample in MediaSamples.Rtp())
        {
            Assert.True(RtpPacket.TryParse(sample.Bytes, out var packet));
            Assert.Equal(sample.Ssrc, packet.Ssrc);
            Assert.Equal(sample.PayloadType, packet.PayloadType);
            Assert.Equal(sample.Profile is not null, packet.HasExtensions);
            Assert.Equal(sample.Bytes.Length, packet.HeaderLength + packet.Payload.Length + packet.PaddingLength);
        }
    }

    [Fact]
    public void Reads_a_key_frame_packet_with_two_byte_extensions()
    {
        var sample = MediaSamples.Rtp().First(s => s.Profile == "1000");
        Assert.True(RtpPacket.TryParse(sample.Bytes, out var packet));
        Assert.True(packet.Marker);
        Assert.Equal(0x47C1, packet.SequenceNumber);
        Assert.Equal(0x5135B317u, packet.Timestamp);
        AssertExtension(packet, 2, "a0a746");
        AssertExtension(packet, 3, "0002");
        AssertExtension(packet, 4, "38");
        AssertExtension(packet, 10, "71");
        AssertExtension(packet, 12, "c000018002044eaaaf2860414d34538a0940404fc02cc0");
        Assert.True(KeyFrameDetector.IsKeyFrame(VideoCodec.Vp8, packet.Payload));
    }

    [Fact]
    public void Reads_a_padding_only_probe()
    {
        var sample = MediaSamples.Rtp().First(s => s.Bytes.Length == 283);
        Assert.True(RtpPacket.TryParse(sample.Bytes, out var packet));
        Assert.True(packet.Payload.IsEmpty);
        Assert.Equal(255, packet.PaddingLength);
        AssertExtension(packet, 11, "66");
    }

    [Theory]
    [InlineData("10 ff 10 ee 00 00 00 00", "ff", "second of the same id is hidden")]
    [InlineData("00 00 11 aa bb 00 00 00", "aabb", "padding before")]
    [InlineData("20 01 00 00 10 77 00 00", "77", "padding between")]
    [InlineData("f0 00 10 77 00 00 00 00", null, "id 15 ends the block")]
    [InlineData("01 00 00 10 77 00 00 00", null, "id 0 with a length ends the block")]
    [InlineData("20 00 00 00 00 00 1f 77", null, "truncated element")]
    public void Walks_the_one_byte_form(string elements, string? expected, string because)
    {
        var packet = Parse("bede0002" + elements);
        Assert.True(packet.TryGetExtension(1, out var value) == expected is not null, because);
        Assert.Equal(expected ?? "", Convert.ToHexStringLower(value));
    }

    [Theory]
    [InlineData("1000", "01 00 02 01 55 00 00 00", "")]
    [InlineData("100f", "00 00 02 00 01 02 aa bb", "aabb")]
    [InlineData("1000", "0f 01 11 00 01 01 99 00", "99")]
    [InlineData("1000", "02 00 00 00 00 01 04 11", null)]
    [InlineData("1000", "02 03 00 00 00 00 00 01", null)]
    [InlineData("1234", "01 01 11 00 10 11 00 00", null)]
    public void Walks_the_two_byte_form(string profile, string elements, string? expected)
    {
        var packet = Parse(profile + "0002" + elements);
        Assert.Equal(expected is not null, packet.TryGetExtension(1, out var value));
        Assert.Equal(expected ?? "", Convert.ToHexStringLower(value));
    }

    [Theory]
    [InlineData("")]
    [InlineData("80 60 0001 00000000 000000")]
    [InlineData("40 60 0001 00000000 00000001")]
    [InlineData("c0 60 0001 00000000 00000001")]
    [InlineData("81 60 0001 00000000 00000001 000000")]
    [InlineData("90 60 0001 00000000 00000001 bede00")]
    [InlineData("90 60 0001 00000000 00000001 bede0001 000000")]
    [InlineData("a0 60 0001 00000000 00000001")]
    [InlineData("a0 60 0001 00000000 00000001 00")]
    [InlineData("a0 60 0001 00000000 00000001 11 03")]
    public void Refuses_lengths_that_cannot_be(string hex) => Assert.False(RtpPacket.TryParse(MediaSamples.Hex(hex), out _));

    [Fact]
    public void Skips_contributing_sources()
    {
        Assert.True(RtpPacket.TryParse(MediaSamples.Hex("82e0000100000002000000030000000400000005aabb"), out var packet));
        Assert.Equal(20, packet.HeaderLength);
        Assert.Equal([0xAA, 0xBB], packet.Payload.ToArray());
    }

    [Fact]
    public void An_id_of_zero_is_never_found() => Assert.False(Parse("bede0001 00000000").TryGetExtension(0, out _));

    [Fact]
    public void Survives_truncation_and_damage()
    {
        foreach (var sample in MediaSamples.Rtp())
        {
            var beginning = sample.Bytes[..Math.Min(sample.Bytes.Length, 100)];
            foreach (var bytes in Mutations.Truncations(beginning)) Touch(bytes);
        }
    }

    internal static void Touch(byte[] bytes)
    {
        if (!RtpPacket.TryParse(bytes, out var packet)) return;
        Assert.Equal(bytes.Length, packet.HeaderLength + packet.Payload.Length + packet.PaddingLength);
        for (var id = 0; id < 20; id++) packet.TryGetExtension(id, out _);
        foreach (var codec in Enum.GetValues<VideoCodec>()) KeyFrameDetector.IsKeyFrame(codec, packet.Payload);
    }

    private static RtpPacket Parse(string extensions)
    {
        Assert.True(RtpPacket.TryParse(MediaSamples.Hex("90 60 0001 00000000 00000001" + extensions), out var packet));
        return packet;
    }

    private static void AssertExtension(in RtpPacket packet, int id, string expected)
    {
        Assert.True(packet.TryGetExtension(id, out var value));
        Assert.Equal(expected, Convert.ToHexStringLower(value));
    }
}
