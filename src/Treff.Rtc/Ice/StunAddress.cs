using System.Buffers.Binary;

namespace Treff.Rtc.Ice;

/// <summary>
/// The value of XOR-MAPPED-ADDRESS (RFC 8489 section 14.2): the port is XORed with the cookie, an IPv4 address too, an IPv6 address with the
/// cookie and the transaction id, so that no NAT finds and "translates" it.
/// <code>
/// |0 0 0 0 0 0 0 0|    family     |         x-port                |
/// |                x-address (32 or 128 bits)                     |
/// </code>
/// </summary>
internal static class StunAddress
{
    public const int MaxLength = 20;

    private const byte IPv4Family = 1, IPv6Family = 2;
    private const int IPv4Length = 8, IPv6Length = 20;

    public static bool IsWellFormed(ReadOnlySpan<byte> value) =>
        value.Length >= 4
        && ((value[1] == IPv4Family && value.Length == IPv4Length) || (value[1] == IPv6Family && value.Length == IPv6Length));

    /// <summary><paramref name="mask"/>: the 16 header bytes that begin with the cookie.</summary>
    public static TransportAddress ReadXor(ReadOnlySpan<byte> value, ReadOnlySpan<byte> mask)
    {
        var port = (ushort)(BinaryPrimitives.ReadUInt16BigEndian(value[2..]) ^ BinaryPrimitives.ReadUInt16BigEndian(mask));
        if (value[1] == IPv4Family)
            return TransportAddress.FromIPv4(BinaryPrimitives.ReadUInt32BigEndian(value[4..]) ^ StunMessage.MagicCookie, port);
        var address = BinaryPrimitives.ReadUInt128BigEndian(value[4..]) ^ BinaryPrimitives.ReadUInt128BigEndian(mask);
        return new TransportAddress(address, port);
    }

    /// <summary>Returns the length of the value.</summary>
    public static int WriteXor(Span<byte> destination, in TransportAddress address, ReadOnlySpan<byte> mask)
    {
        destination[0] = 0;
        destination[1] = address.IsIPv4 ? IPv4Family : IPv6Family;
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], (ushort)(address.Port ^ BinaryPrimitives.ReadUInt16BigEndian(mask)));
        if (address.IsIPv4)
        {
            BinaryPrimitives.WriteUInt32BigEndian(destination[4..], address.IPv4 ^ StunMessage.MagicCookie);
            return IPv4Length;
        }

        BinaryPrimitives.WriteUInt128BigEndian(destination[4..], address.Ip ^ BinaryPrimitives.ReadUInt128BigEndian(mask));
        return IPv6Length;
    }
}
