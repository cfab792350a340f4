using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Treff.Server.Operations;

/// <summary>Who counts as one when strangers are counted.</summary>
public static class ClientAddress
{
    /// <summary>An IPv4 address, or the /64 that an IPv6 host has to choose addresses from.</summary>
    public static UInt128 NetworkOf(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var mapped = address.AddressFamily == AddressFamily.InterNetwork ? address.MapToIPv6() : address;
        Span<byte> bytes = stackalloc byte[16];
        mapped.TryWriteBytes(bytes, out _);
        if (!mapped.IsIPv4MappedToIPv6)
            bytes[8..].Clear();
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    /// <summary>Where a request came from, after the forwarded headers were applied.</summary>
    public static IPAddress Of(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var address = context.Connection.RemoteIpAddress ?? IPAddress.IPv6None;
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }
}
