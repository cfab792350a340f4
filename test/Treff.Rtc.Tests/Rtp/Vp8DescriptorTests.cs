using Treff.Rtc.Rtp;
using Treff.Rtc.Tests.Rtcp;
using Treff.Rtc.Tests.Support;

namespace Treff.Rtc.Tests.Rtp;

public sealed class Vp8DescriptorTests
{
    [Theory]
    [InlineData("10 00", 1, -1, 0, 0, true)]
    [InlineData("10 01", 1, -1, 0, 0, false)]
    [InlineData("00 00", 1, -1, 0, 0, false)]
    [InlineData("11 00", 1, -1, 0, 0, false)]
    [InlineData("90 80 7f 00", 3, 127, 0, 0, true)]
    [InlineData("90 80 ff ff 00", 4, 32767, 0, 0, true)]
    [InlineData("90 e0 80 05 ff a0 01", 6, 5, 255, 2, false)]
    [InlineData("90 f0 80 05 07 5f 00", 6, 5, 7, 1, true)]
    [InlineData("90 10 1f 00", 3, -1, 0, 0, true)]
    public void Reads_every_combination_of_fields(string hex, int length, int pictureId, int tl0PicIdx, int temporalId, bool isKeyFrame)
    {
        Assert.True(Vp8Descriptor.TryParse(MediaSamples.Hex(hex), out var descriptor));
        Assert.Equal(length, descriptor.Length);
        Assert.Equal(pictureId, descriptor.PictureId);
        Assert.Equal(tl0PicIdx, descriptor.Tl0PicIdx);
        Assert.Equal(temporalId, descriptor.TemporalId);
        Assert.Equal(isKeyFrame, descriptor.IsKeyFrame);
    }

    [Fact]
    public void Reads_layer_sync_and_key_index()
    {
        Assert.True(Vp8Descriptor.TryParse(MediaSamples.Hex("b0 f0 80 05 07 7f 01"), out var descriptor));
        Assert.True(descriptor.LayerSync);
        Assert.True(descriptor.IsNonReference);
        Assert.True(descriptor.IsFrameStart);
        Assert.Equal(31, descriptor.KeyIdx);
        Assert.Equal(1, descriptor.TemporalId);
    }

    [Theory]
    [InlineData("")]
    [InlineData("90")]
    [InlineData("90 80")]
    [InlineData("90 80 80")]
    [InlineData("90 c0 05")]
    [InlineData("90 e0 05 01")]
    public void Refuses_a_truncated_descriptor(string hex) => Assert.False(Vp8Descriptor.TryParse(MediaSamples.Hex(hex), out _));

    [Theory]
    [InlineData("90 f0 81 05 07 5f", 0x7FFF, true, 255, 31, "90f0ffffff5f")]
    [InlineData("90 f0 81 05 07 5f", 0x8000, true, 0, 32, "90f080000040")]
    [InlineData("90 80 05", 128, false, 9, 9, "908000")]
    [InlineData("90 80 05", 128, true, 9, 9, "90808080")]
    [InlineData("90 80 81 05", 3, false, 9, 9, "908003")]
    [InlineData("90 60 07 c9", 3, true, 8, 1, "906008c9")]
    [InlineData("10", 3, true, 8, 1, "10")]
    public void Writes_other_numbers_into_the_same_fields(
        string hex, int pictureId, bool isLong, int tl0PicIdx, int keyIdx, string expected)
    {
        Assert.True(Vp8Descriptor.TryParse(MediaSamples.Hex(hex), out var descriptor));
        Span<byte> written = stackalloc byte[Vp8Descriptor.MaxLength];
        var length = descriptor.Write(written, new Vp8Rewrite((ushort)pictureId, isLong, (byte)tl0PicIdx, (byte)keyIdx));
        Assert.Equal(expected, Convert.ToHexStringLower(written[..length]));
    }

    [Fact]
    public void In_place_keeps_the_width()
    {
        var payload = MediaSamples.Hex("90 f0 05 07 5f aabb");
        Assert.True(Vp8Descriptor.TryParse(payload, out var descriptor));
        descriptor.RewriteInPlace(payload, new Vp8Rewrite(300, true, 1, 2));
        Assert.Equal("90f02c0142aabb", Convert.ToHexStringLower(payload));
    }

    [Fact]
    public void The_identity_rewrite_gives_the_same_bytes()
    {
        Span<byte> written = stackalloc byte[Vp8Descriptor.MaxLength];
        foreach (var sample in Payloads())
        {
            if (!Vp8Descriptor.TryParse(sample, out var descriptor)) continue;
            var length = descriptor.Write(written, descriptor.ToRewrite());
            Assert.Equal(sample.AsSpan(0, descriptor.Length).ToArray(), written[..length].ToArray());
        }
    }

    private static IEnumerable<byte[]> Payloads()
    {
        var random = new SeededRandom(8);
        for (var i = 0; i < 5000; i++)
        {
            var payload = new byte[random.Next(10)];
            random.Fill(payload);

            // The reserved bits of the second byte are kept, so any byte is a valid start.
            yield return payload;
        }
    }
}
