using Treff.Rtc.Rtp;

namespace Treff.Rtc.Tests.Rtp;

public sealed class Vp8KeyFrameHeaderTests
{
    // 640 by 360, the height with scaling bits that are no part of it.
    private static readonly byte[] KeyFrame = [0x50, 0x42, 0x00, 0x9D, 0x01, 0x2A, 0x80, 0x02, 0x68, 0x41];

    [Fact]
    public void Reads_the_size_of_a_key_frame()
    {
        Assert.True(Vp8KeyFrameHeader.TryParse(KeyFrame, out var header));
        Assert.Equal((640, 360), (header.Width, header.Height));
    }

    [Fact]
    public void Refuses_every_truncation()
    {
        for (var length = 0; length < KeyFrame.Length; length++)
            Assert.False(Vp8KeyFrameHeader.TryParse(KeyFrame.AsSpan(0, length), out _));
    }

    [Theory]
    [InlineData(0, 0x51)]
    [InlineData(3, 0x9C)]
    [InlineData(5, 0x00)]
    public void Refuses_what_is_no_key_frame(int index, byte value)
    {
        var frame = KeyFrame.ToArray();
        frame[index] = value;
        Assert.False(Vp8KeyFrameHeader.TryParse(frame, out _));
    }

    [Fact]
    public void Refuses_a_picture_without_size() =>
        Assert.False(Vp8KeyFrameHeader.TryParse([0x50, 0x42, 0x00, 0x9D, 0x01, 0x2A, 0x00, 0x40, 0x68, 0x01], out _));
}
