using Treff.Rtc.Sctp.Packet;

namespace Treff.Rtc.Tests.Sctp.Packet;

public sealed class Crc32cTests
{
    /// <summary>RFC 3720 B.4, the vectors that RFC 9260 refers to, and the usual check value.</summary>
    public static TheoryData<byte[], uint> Vectors => new()
    {
        { new byte[32], 0x8A91_36AA },
        { [.. Enumerable.Repeat((byte)0xFF, 32)], 0x62A8_AB43 },
        { [.. Enumerable.Range(0, 32).Select(i => (byte)i)], 0x46DD_794E },
        { [.. Enumerable.Range(0, 32).Select(i => (byte)(31 - i))], 0x113F_DB5C },
        { "123456789"u8.ToArray(), 0xE306_9283 },
        { [], 0 },
    };

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Matches_the_vectors_of_the_rfc(byte[] data, uint expected) => Assert.Equal(expected, Crc32c.Compute(data));

    [Fact]
    public void Takes_the_checksum_field_of_a_packet_as_zero()
    {
        var packet = Enumerable.Range(0, 41).Select(i => (byte)i).ToArray();
        var zeroed = packet.ToArray();
        zeroed.AsSpan(8, 4).Clear();
        Assert.Equal(Crc32c.Compute(zeroed), Crc32c.OfPacket(packet));
    }
}
