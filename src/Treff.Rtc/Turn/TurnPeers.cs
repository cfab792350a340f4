namespace Treff.Rtc.Turn;

/// <summary>
/// The only peers that anybody can reach through this relay: the media server's own transport addresses. Addresses are added and never
/// removed, so that their indexes stay valid. For one thread.
/// </summary>
public sealed class TurnPeers
{
    /// <summary>The host's own addresses and the public ones that names have resolved to.</summary>
    public const int Capacity = 256;

    private readonly List<TransportAddress> _addresses = [];

    public int Count => _addresses.Count;

    public bool HasIPv4 => _addresses.Exists(address => address.IsIPv4);

    public bool HasIPv6 => _addresses.Exists(address => !address.IsIPv4);

    public TransportAddress this[int index] => _addresses[index];

    /// <summary>False when there are too many.</summary>
    public bool TryAdd(in TransportAddress address)
    {
        var plain = address with { ScopeId = 0 };
        if (_addresses.Contains(plain))
            return true;
        if (_addresses.Count == Capacity)
            return false;
        _addresses.Add(plain);
        return true;
    }

    public bool TryFind(in TransportAddress address, out int index)
    {
        index = _addresses.IndexOf(address);
        return index >= 0;
    }

    public bool Contains(TransportAddress address) => _addresses.Contains(address with { ScopeId = 0 });

    /// <summary>Permissions are given for an address whatever the port (RFC 8656 section 9).</summary>
    public bool ContainsIp(UInt128 ip)
    {
        foreach (var address in _addresses)
        {
            if (address.Ip == ip)
                return true;
        }

        return false;
    }
}
