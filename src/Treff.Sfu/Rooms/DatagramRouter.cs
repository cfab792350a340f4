using Treff.Rtc;
using Treff.Rtc.Ice;
using Treff.Rtc.Peer;
using Treff.Sfu.Udp;

namespace Treff.Sfu.Rooms;

/// <summary>
/// Gives each datagram to its link. Connectivity checks go by the username fragment, so that a peer can move to any address; everything
/// else goes by the path it came on, which a check has entered before.
/// </summary>
/// <param name="statistics">Of the worker.</param>
/// <param name="owners">Who has which peer; null when there is one worker only.</param>
/// <param name="worker">The number of this worker.</param>
internal sealed class DatagramRouter(MediaWorkerStatistics statistics, PeerOwners? owners, int worker)
{
    /// <summary>What <see cref="OnCheckHandled"/> says when nobody else has the path.</summary>
    public const int Nobody = -1;

    /// <summary>ICE keeps this many validated paths of a peer; what it has forgotten is forgotten here too.</summary>
    private const int MaxPathsPerPeer = 16;

    private readonly PeerDirectory<PeerLink> _directory = new(owners, worker);

    /// <summary>All links, as of now.</summary>
    public IReadOnlyList<PeerLink> Links => [.. _directory.Peers];

    /// <summary>Paths that lead to a link here.</summary>
    public int PathCount => _directory.PathCount;

    public void Add(PeerLink link, IceCredentials local) => _directory.AddFragment(local.UsernameFragment, link);

    public void Remove(PeerLink link) => _directory.Remove(link);

    /// <summary>Whether an authentic check has come on the path.</summary>
    public bool IsKnown(in NetworkPath path) => _directory.TryFindByPath(path, out _, out _);

    /// <summary>The path is no more: its connection was closed. Returns the other worker that has to forget it, or <see cref="Nobody"/>.</summary>
    public int RemovePath(in NetworkPath path)
    {
        _directory.RemovePath(path);
        return _directory.TryFindByPath(path, out _, out var holder) && holder != worker ? holder : Nobody;
    }

    /// <summary>Another worker's peer is on this path now; it gets it with its next check unless the peer here is connected.</summary>
    public void ReleasePath(in NetworkPath path)
    {
        if (_directory.TryFindByPath(path, out var holder) && holder.Peer.State != PeerState.Connected)
            _directory.RemovePath(path);
    }

    /// <summary>
    /// Whose datagram it is. No link and another worker: that one has the peer. No link and this worker: it is nobody's.
    /// </summary>
    public PeerLink? Route(ReadOnlySpan<byte> datagram, in NetworkPath path, out int holder, out bool isCheck)
    {
        isCheck = StunMessage.LooksLikeStun(datagram);
        if (isCheck
            && StunMessage.TryReadUsernameFragments(datagram, out var local, out _)
            && _directory.TryFindByFragment(local, out var link, out holder))
        {
            return link;
        }

        _directory.TryFindByPath(path, out link, out holder);
        return link;
    }

    /// <summary>
    /// After the link has handled a connectivity check: enters the path when it was authentic. Returns the other worker that has the path,
    /// or <see cref="Nobody"/>.
    /// </summary>
    public int OnCheckHandled(PeerLink link, in NetworkPath path)
    {
        if (_directory.TryFindByPath(path, out var holder) && ReferenceEquals(holder, link))
            return Nobody;
        if (link.IsClosed || !link.Peer.Ice.IsValidated(path))
            return Nobody;

        // Whoever can forge a source address must not take a connected peer's path away with a check of their own.
        if (holder?.Peer.State == PeerState.Connected)
        {
            statistics.PathConflicts++;
            return Nobody;
        }

        ForgetOldPaths(link);
        if (_directory.SetPath(path, link))
            return Nobody;
        statistics.PathConflicts++;
        return _directory.TryFindByPath(path, out _, out var other) && other != worker ? other : Nobody;
    }

    private void ForgetOldPaths(PeerLink link)
    {
        var paths = _directory.PathsOf(link);
        for (var i = paths.Count - 1; i >= 0 && paths.Count >= MaxPathsPerPeer; i--)
        {
            if (!link.Peer.Ice.IsValidated(paths[i]))
                _directory.RemovePath(paths[i]);
        }
    }
}
