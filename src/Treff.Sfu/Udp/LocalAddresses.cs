using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Treff.Sfu.Udp;

/// <summary>The addresses of this host that media sockets are bound to when none are configured.</summary>
internal static class LocalAddresses
{
    /// <summary>A host with hundreds of addresses (containers, aliases) would fill every answer with candidates.</summary>
    private const int MaxAddresses = 16;

    /// <summary>Unicast addresses of the interfaces that are up: routable ones first, loopback last.</summary>
    public static IReadOnlyList<IPAddress> Discover()
    {
        var found = new List<IPAddress>();
        foreach (var network in NetworkInterface.GetAllNetworkInterfaces())
        {
            if (network.OperationalStatus is not (OperationalStatus.Up or OperationalStatus.Unknown))
                continue;
            foreach (var unicast in network.GetIPProperties().UnicastAddresses)
            {
                if (IsUsable(unicast.Address) && !found.Contains(unicast.Address))
                    found.Add(unicast.Address);
            }
        }

        return found.OrderBy(Preference).Take(MaxAddresses).ToArray();
    }

    /// <summary>
    /// False for addresses that cannot be a candidate: the wildcard, multicast, and link-local IPv6, which means nothing without the
    /// interface it belongs to.
    /// </summary>
    internal static bool IsUsable(IPAddress address) => address.AddressFamily switch
    {
        AddressFamily.InterNetwork => !address.Equals(IPAddress.Any) && address.GetAddressBytes()[0] < 224,
        AddressFamily.InterNetworkV6 => !address.Equals(IPAddress.IPv6Any) && !address.IsIPv6LinkLocal && !address.IsIPv6Multicast
            && (Socket.OSSupportsIPv6 || !IPAddress.IsLoopback(address)),
        _ => false,
    };

    private static int Preference(IPAddress address)
    {
        var family = address.AddressFamily == AddressFamily.InterNetwork ? 0 : 1;
        return IPAddress.IsLoopback(address) ? family + 2 : family;
    }
}
