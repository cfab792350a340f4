using Treff.Rtc.Rtp;
using Treff.Rtc.Tests.Rtcp;
using Treff.Rtc.Tests.Support;

namespace Treff.Rtc.Tests.Rtp;

public sealed class RedPayloadTests
{
    // Two copies of Opus (111): 1,920 ticks back with 2 bytes, 960 back with 3 bytes; then the primary of 2 bytes.
    private static readonly byte[] TwoCopies = MediaSamples.Hex("ef 1e00 02 ef 0f00 03 6f  aaaa bbbbbb cccc");

    [Fact]
    public void Finds_the_primary_block()
    {
        Assert.True(RedPayload.TryParse(TwoCopies, out var red));
        Assert.Equal([0xCC, 0xCC], red.Primary.ToArray());
        Assert.Equal(111, red.PrimaryPayloadType);
        Assert.Equal(2, red.Copies);
    }

    [Fact]
    public void Finds_the_copies_of_the_packets_before()
    {
        Assert.True(RedPayload.TryParse(TwoCopies, out var red));
        Assert.Equal([0xBB, 0xBB, 0xBB], red.Copy(1).Payload.ToArray());
        Assert.Equal(960, red.Copy(1).TimestampOffset);
        Assert.Equal([0xAA, 0xAA], red.Copy(2).Payload.ToArray());
        Assert.Equal(1920, red.Copy(2).TimestampOffset);
        Assert.Equal(111, red.Copy(2).PayloadType);
    }

    [Theory]
    [InlineData("6f", 0, 0)]
    [InlineData("6f 01", 0, 1)]
    [InlineData("ef 0f00 00 6f 05", 1, 1)]
    public void Takes_what_has_little_in_it(string hex, int copies, int primary)
    {
        Assert.True(RedPayload.TryParse(MediaSamples.Hex(hex), out var red));
        Assert.Equal(copies, red.Copies);
        Assert.Equal(primary, red.Primary.Length);
    }

    [Fact]
    public void Reads_the_packets_that_a_browser_sent()
    {
        var packets = 0;
        foreach (var sample in MediaSamples.Rtp().Where(sample => sample.PayloadType == 63))
        {
            Assert.True(RtpPacket.TryParse(sample.Bytes, out var packet));
            Assert.True(RedPayload.TryParse(packet.Payload, out var red));
            Assert.Equal(111, red.PrimaryPayloadType);
            packets++;
        }

        Assert.True(packets > 0);
    }

    [Fact]
    public void Refuses_what_is_cut_in_headers_or_copies()
    {
        const int BeforePrimary = 4 + 4 + 1 + 2 + 3;
        for (var length = 0; length < BeforePrimary; length++)
            Assert.False(RedPayload.TryParse(TwoCopies.AsSpan(0, length), out _), $"{length} bytes");
        Assert.True(RedPayload.TryParse(TwoCopies.AsSpan(0, BeforePrimary), out _));
    }

    [Fact]
    public void Refuses_more_copies_than_anybody_sends()
    {
        var many = Enumerable.Repeat(MediaSamples.Hex("ef 0f00 00"), RedPayload.MaxCopies + 1).SelectMany(header => header).Append<byte>(0x6F).ToArray();
        Assert.False(RedPayload.TryParse(many, out _));
        Assert.True(RedPayload.TryParse(many.AsSpan(4), out _));
    }

    [Fact]
    public void Survives_damage()
    {
        foreach (var damaged in Mutations.Damaged(TwoCopies, 5000, seed: 7))
            Touch(damaged);
    }

    internal static void Touch(byte[] bytes)
    {
        if (!RedPayload.TryParse(bytes, out var red))
            return;
        var length = red.Primary.Length;
        for (var back = 1; back <= red.Copies; back++)
            length += red.Copy(back).Payload.Length;
        Assert.Equal(bytes.Length, length + (4 * red.Copies) + 1);
        _ = red.PrimaryPayloadType;
    }
}
