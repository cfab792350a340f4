using System.Net;

namespace Treff.Server.Operations;

/// <summary>The proxies whose word counts for scheme, host and address of a request. Nobody else's does.</summary>
public sealed class TrustedProxies(IReadOnlyList<IPNetwork> networks)
{
    /// <summary>This machine.</summary>
    public static readonly IReadOnlyList<IPNetwork> Loopback = [IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("::1/128")];

    public IReadOnlyList<IPNetwork> Networks => networks;

    /// <summary>Also for an address that is still a proxy's after the forwarded headers were applied: whom it stands for is unknown then.</summary>
    public bool Contains(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return networks.Any(network => network.Contains(plain));
    }

    /// <summary>One address, or a network by its first address and length: <c>10.0.0.0/8</c>.</summary>
    public static bool TryParse(string text, out IPNetwork network)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Contains('/', StringComparison.Ordinal))
            return IPNetwork.TryParse(text, out network);
        network = default;
        if (!IPAddress.TryParse(text, out var address))
            return false;
        network = new IPNetwork(address, address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? 32 : 128);
        return true;
    }
}
