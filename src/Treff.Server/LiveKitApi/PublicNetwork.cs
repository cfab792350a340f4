using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Treff.Server.LiveKitApi;

/// <summary>Which addresses are somewhere on the internet, by the special-purpose registries (RFC 6890).</summary>
internal static class PublicNetwork
{
    private static readonly IPNetwork[] Special =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3", "2001:db8::/32", "3fff::/20",
        }.Select(IPNetwork.Parse),
    ];

    public static bool Contains(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        var isGlobal = plain.AddressFamily == AddressFamily.InterNetwork || (plain.GetAddressBytes()[0] & 0xE0) == 0x20; // 2000::/3
        return isGlobal && !Special.Any(network => network.Contains(plain));
    }

    /// <summary>Whether media could be sent there at all: not the wildcard, loopback, multicast or link-local.</summary>
    public static bool IsReachable(IPAddress address) =>
        !IPAddress.IsLoopback(address)
        && !address.IsIPv6LinkLocal
        && !address.IsIPv6Multicast
        && !address.Equals(IPAddress.IPv6Any)
        && (address.AddressFamily != AddressFamily.InterNetwork || BinaryPrimitives.ReadUInt32BigEndian(address.GetAddressBytes()) is > 0x00FF_FFFF and < 0xE000_0000);
}
