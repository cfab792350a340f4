using System.Collections.Concurrent;
using System.Text;
using Treff.Rtc;

namespace Treff.Sfu.Udp;

/// <summary>
/// Which worker has whose peer, for all workers of one port. Every worker enters its own; one that gets a datagram it knows nothing of
/// looks here. Reading takes no lock and allocates nothing. Thread-safe.
/// </summary>
internal sealed class PeerOwners
{
    /// <summary>An ice-ufrag has 4 to 256 characters (RFC 8839 section 5.4).</summary>
    private const int MaxFragmentLength = 256;

    private readonly ConcurrentDictionary<NetworkPath, int> _byPath = new();
    private readonly ConcurrentDictionary<string, int> _byFragment = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _byFragmentSpan;

    public PeerOwners() => _byFragmentSpan = _byFragment.GetAlternateLookup<ReadOnlySpan<char>>();

    public int PathCount => _byPath.Count;

    public void AddFragment(string fragment, int worker) => _byFragment[fragment] = worker;

    public void RemoveFragment(string fragment) => _byFragment.TryRemove(fragment, out _);

    /// <summary>False while another worker has the path.</summary>
    public bool TrySetPath(in NetworkPath path, int worker) => _byPath.GetOrAdd(path, worker) == worker;

    /// <summary>Only its owner may remove a path.</summary>
    public void RemovePath(in NetworkPath path, int worker) => _byPath.TryRemove(KeyValuePair.Create(path, worker));

    public bool TryFindByPath(in NetworkPath path, out int worker) => _byPath.TryGetValue(path, out worker);

    public bool TryFindByFragment(ReadOnlySpan<char> fragment, out int worker) => _byFragmentSpan.TryGetValue(fragment, out worker);

    /// <summary>As it stands in a datagram.</summary>
    public bool TryFindByFragment(ReadOnlySpan<byte> fragment, out int worker)
    {
        worker = 0;
        if (fragment.Length > MaxFragmentLength)
            return false;
        Span<char> characters = stackalloc char[MaxFragmentLength];
        return TryFindByFragment(characters[..Encoding.Latin1.GetChars(fragment, characters)], out worker);
    }
}
