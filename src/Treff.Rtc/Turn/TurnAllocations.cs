using System.Diagnostics.CodeAnalysis;

namespace Treff.Rtc.Turn;

/// <summary>All allocations: by the client's path, by the relayed address, and counted by user and by address.</summary>
internal sealed class TurnAllocations
{
    // 198.18.0.0/15 is set aside for benchmarks (RFC 2544) and routed nowhere; fd72:656c:6179::/64 spells "relay".
    private const uint FirstIPv4 = 0xC612_0000;
    private const uint IPv4Count = 1 << 17;
    private const ushort RelayedPort = 49152;
    private static readonly UInt128 FirstIPv6 = new(0xFD72_656C_6179_0000, 1);

    private readonly Dictionary<NetworkPath, TurnAllocation> _byClient = [];
    private readonly Dictionary<TransportAddress, TurnAllocation> _byRelayed = [];
    private readonly Dictionary<string, int> _perUser = new(StringComparer.Ordinal);
    private readonly Dictionary<UInt128, int> _perAddress = [];
    private uint _next;

    public int Count => _byClient.Count;

    public IEnumerable<TurnAllocation> All => _byClient.Values;

    public bool TryFind(in NetworkPath client, [MaybeNullWhen(false)] out TurnAllocation allocation) => _byClient.TryGetValue(client, out allocation);

    public bool TryFindByRelayed(in TransportAddress relayed, [MaybeNullWhen(false)] out TurnAllocation allocation) =>
        _byRelayed.TryGetValue(relayed, out allocation);

    public int CountOfUser(string username) => _perUser.GetValueOrDefault(username);

    public int CountOfAddress(in TransportAddress client) => _perAddress.GetValueOrDefault(CountingKey(client));

    /// <summary>A relayed address that nobody has.</summary>
    public TransportAddress NewRelayed(bool isIPv4)
    {
        while (true)
        {
            _next++;
            var address = isIPv4
                ? TransportAddress.FromIPv4(FirstIPv4 + (_next % IPv4Count), RelayedPort)
                : new TransportAddress(FirstIPv6 + _next, RelayedPort);
            if (!_byRelayed.ContainsKey(address))
                return address;
        }
    }

    public void Add(TurnAllocation allocation)
    {
        _byClient.Add(allocation.Client, allocation);
        _byRelayed.Add(allocation.Relayed, allocation);
        _perUser[allocation.Username] = CountOfUser(allocation.Username) + 1;
        _perAddress[CountingKey(allocation.Client.Remote)] = CountOfAddress(allocation.Client.Remote) + 1;
    }

    public void Remove(TurnAllocation allocation)
    {
        if (!_byClient.Remove(allocation.Client))
            return;
        _byRelayed.Remove(allocation.Relayed);
        Decrement(_perUser, allocation.Username);
        Decrement(_perAddress, CountingKey(allocation.Client.Remote));
    }

    private static void Decrement<TKey>(Dictionary<TKey, int> counts, TKey key)
        where TKey : notnull
    {
        if (--counts[key] == 0)
            counts.Remove(key);
    }

    // One IPv6 customer has at least 2^64 addresses.
    private static UInt128 CountingKey(in TransportAddress address) => address.IsIPv4 ? address.Ip : address.Ip >> 64;
}
