using System.Diagnostics.CodeAnalysis;
using System.Text;
using Treff.Rtc;

namespace Treff.Sfu.Udp;

/// <summary>
/// Whose datagram is it: by the path it came on, and for a path that nobody owns yet by the username fragment of a connectivity check
/// (RFC 8445 section 7.3). A path is entered only after its owner has authenticated a check on it.
/// </summary>
internal sealed class PeerDirectory<TPeer>
    where TPeer : class
{
    /// <summary>An ice-ufrag has 4 to 256 characters (RFC 8839 section 5.4).</summary>
    private const int MaxFragmentLength = 256;

    private readonly Dictionary<NetworkPath, TPeer> _byPath = [];
    private readonly Dictionary<string, TPeer> _byFragment = new(StringComparer.Ordinal);
    private readonly Dictionary<TPeer, Entry> _entries = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, TPeer>.AlternateLookup<ReadOnlySpan<char>> _byFragmentSpan;

    public PeerDirectory() => _byFragmentSpan = _byFragment.GetAlternateLookup<ReadOnlySpan<char>>();

    public IReadOnlyCollection<TPeer> Peers => _entries.Keys;

    public int PathCount => _byPath.Count;

    /// <summary>Checks with this local username fragment belong to the peer. A peer has two while it restarts ICE.</summary>
    /// <exception cref="ArgumentException">The fragment is another peer's.</exception>
    public void AddFragment(string localFragment, TPeer peer)
    {
        _byFragment.Add(localFragment, peer);
        GetEntry(peer).Fragments.Add(localFragment);
    }

    /// <summary>The path belongs to the peer from now on, whoever had it before.</summary>
    public void SetPath(in NetworkPath path, TPeer peer)
    {
        if (_byPath.TryGetValue(path, out var previous))
        {
            if (ReferenceEquals(previous, peer))
                return;
            _entries[previous].Paths.Remove(path);
        }

        _byPath[path] = peer;
        GetEntry(peer).Paths.Add(path);
    }

    public void RemovePath(in NetworkPath path)
    {
        if (_byPath.Remove(path, out var peer))
            _entries[peer].Paths.Remove(path);
    }

    /// <summary>The paths of a peer; the list changes with the directory.</summary>
    public IReadOnlyList<NetworkPath> PathsOf(TPeer peer) => _entries.TryGetValue(peer, out var entry) ? entry.Paths : [];

    public bool TryFindByPath(in NetworkPath path, [MaybeNullWhen(false)] out TPeer peer) => _byPath.TryGetValue(path, out peer);

    public bool TryFindByFragment(ReadOnlySpan<byte> localFragment, [MaybeNullWhen(false)] out TPeer peer)
    {
        peer = null;
        if (localFragment.Length > MaxFragmentLength)
            return false;
        Span<char> characters = stackalloc char[MaxFragmentLength];
        var length = Encoding.Latin1.GetChars(localFragment, characters);
        return _byFragmentSpan.TryGetValue(characters[..length], out peer);
    }

    /// <summary>Forgets a peer with its paths and fragments.</summary>
    public void Remove(TPeer peer)
    {
        if (!_entries.Remove(peer, out var entry))
            return;
        foreach (var path in entry.Paths)
            _byPath.Remove(path);
        foreach (var fragment in entry.Fragments)
            _byFragment.Remove(fragment);
    }

    private Entry GetEntry(TPeer peer)
    {
        if (!_entries.TryGetValue(peer, out var entry))
            _entries.Add(peer, entry = new Entry());
        return entry;
    }

    private sealed class Entry
    {
        public List<string> Fragments { get; } = [];

        public List<NetworkPath> Paths { get; } = [];
    }
}
