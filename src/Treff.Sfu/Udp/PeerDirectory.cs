using System.Diagnostics.CodeAnalysis;
using System.Text;
using Treff.Rtc;

namespace Treff.Sfu.Udp;

/// <summary>
/// Whose datagram is it: by the path it came on, and for a path that nobody owns yet by the username fragment of a connectivity check
/// (RFC 8445 section 7.3). A path is entered only after its owner has authenticated a check on it. For one worker's thread; what is in here
/// stands in the directory of all workers as well.
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

    private readonly PeerOwners? _owners;
    private readonly int _worker;

    /// <param name="owners">Of all workers; null when there is only one.</param>
    /// <param name="worker">Whose directory this is.</param>
    public PeerDirectory(PeerOwners? owners = null, int worker = 0)
    {
        (_owners, _worker) = (owners, worker);
        _byFragmentSpan = _byFragment.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public IReadOnlyCollection<TPeer> Peers => _entries.Keys;

    public int PathCount => _byPath.Count;

    /// <summary>Checks with this local username fragment belong to the peer. A peer has two while it restarts ICE.</summary>
    /// <exception cref="ArgumentException">The fragment is another peer's.</exception>
    public void AddFragment(string localFragment, TPeer peer)
    {
        _byFragment.Add(localFragment, peer);
        _owners?.AddFragment(localFragment, _worker);
        GetEntry(peer).Fragments.Add(localFragment);
    }

    /// <summary>The path belongs to the peer from now on, whoever of this worker had it before. False while another worker has it.</summary>
    public bool SetPath(in NetworkPath path, TPeer peer)
    {
        if (_owners is not null && !_owners.TrySetPath(path, _worker))
            return false;
        if (_byPath.TryGetValue(path, out var previous))
        {
            if (ReferenceEquals(previous, peer))
                return true;
            _entries[previous].Paths.Remove(path);
        }

        _byPath[path] = peer;
        GetEntry(peer).Paths.Add(path);
        return true;
    }

    public void RemovePath(in NetworkPath path)
    {
        if (!_byPath.Remove(path, out var peer))
            return;
        _entries[peer].Paths.Remove(path);
        _owners?.RemovePath(path, _worker);
    }

    /// <summary>The paths of a peer; the list changes with the directory.</summary>
    public IReadOnlyList<NetworkPath> PathsOf(TPeer peer) => _entries.TryGetValue(peer, out var entry) ? entry.Paths : [];

    public bool TryFindByPath(in NetworkPath path, [MaybeNullWhen(false)] out TPeer peer) => _byPath.TryGetValue(path, out peer);

    public bool TryFindByFragment(ReadOnlySpan<byte> localFragment, [MaybeNullWhen(false)] out TPeer peer) =>
        TryFindByFragment(localFragment, out peer, out _) && peer is not null;

    /// <summary>The peer, or, when it is null, <paramref name="worker"/>: another one that has it.</summary>
    public bool TryFindByFragment(ReadOnlySpan<byte> localFragment, out TPeer? peer, out int worker)
    {
        (peer, worker) = (null, _worker);
        if (localFragment.Length > MaxFragmentLength)
            return false;
        Span<char> characters = stackalloc char[MaxFragmentLength];
        characters = characters[..Encoding.Latin1.GetChars(localFragment, characters)];
        return _byFragmentSpan.TryGetValue(characters, out peer) || (_owners is not null && _owners.TryFindByFragment(characters, out worker));
    }

    /// <summary>The same by the path.</summary>
    public bool TryFindByPath(in NetworkPath path, out TPeer? peer, out int worker)
    {
        worker = _worker;
        return _byPath.TryGetValue(path, out peer) || (_owners is not null && _owners.TryFindByPath(path, out worker));
    }

    /// <summary>Forgets a peer with its paths and fragments.</summary>
    public void Remove(TPeer peer)
    {
        if (!_entries.Remove(peer, out var entry))
            return;
        foreach (var path in entry.Paths)
        {
            _byPath.Remove(path);
            _owners?.RemovePath(path, _worker);
        }

        foreach (var fragment in entry.Fragments)
        {
            _byFragment.Remove(fragment);
            _owners?.RemoveFragment(fragment);
        }
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
