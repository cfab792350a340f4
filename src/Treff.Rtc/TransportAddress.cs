using System.Buffers.Binary;
using System.Net;

namespace Treff.Rtc;

/// <summary>
/// An IP address and port (the "transport address" of RFC 8445) as a 24-byte value: comparing and hashing it allocates nothing.
/// IPv4 is held in IPv4-mapped form.
/// </summary>
public readonly record struct TransportAddress(UInt128 Ip, ushort Port, uint ScopeId = 0)
{
    private static readonly UInt128 MappedPrefix = new(0, 0x0000_FFFF_0000_0000UL);

    /// <summary>An IPv4 address given in host byte order.</summary>
    public static TransportAddress FromIPv4(uint address, ushort port) => new(MappedPrefix | address, port);

    /// <summary>An IPv6 address given as its 16 bytes in network order; IPv4-mapped ones become IPv4.</summary>
    public static TransportAddress FromIPv6(ReadOnlySpan<byte> address, ushort port, uint scopeId = 0) =>
        new(BinaryPrimitives.ReadUInt128BigEndian(address), port, scopeId);

    public static TransportAddress From(IPEndPoint endPoint)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        return From(endPoint.Address, (ushort)endPoint.Port);
    }

    public static TransportAddress From(IPAddress address, ushort port)
    {
        ArgumentNullException.ThrowIfNull(address);
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var length);
        return length == 4
            ? FromIPv4(BinaryPrimitives.ReadUInt32BigEndian(bytes), port)
            : FromIPv6(bytes, port, (uint)address.ScopeId);
    }

    public bool IsIPv4 => Ip >> 32 == MappedPrefix >> 32;

    /// <summary>The IPv4 address in host byte order; meaningful when <see cref="IsIPv4"/>.</summary>
    public uint IPv4 => (uint)Ip;

    public void WriteIPv6(Span<byte> destination) => BinaryPrimitives.WriteUInt128BigEndian(destination, Ip);

    /// <summary>For logs and SDP: allocates.</summary>
    public IPAddress ToIPAddress()
    {
        Span<byte> bytes = stackalloc byte[16];
        WriteIPv6(bytes);
        return IsIPv4 ? new IPAddress(bytes[12..]) : new IPAddress(bytes, ScopeId);
    }

    public IPEndPoint ToIPEndPoint() => new(ToIPAddress(), Port);

    public override string ToString() => ToIPEndPoint().ToString();
}
