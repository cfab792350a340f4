using System.Diagnostics.CodeAnalysis;
using Treff.Rtc;
using Treff.Rtc.Ice;
using Treff.Rtc.Peer;
using Treff.Sfu.Udp;

namespace Treff.Sfu.Rooms;

/// <summary>
/// Gives each datagram to its link. Connectivity checks go by the username fragment, so that a peer can move to any address; everything
/// else goes by the path it came on, which a check has entered before.
/// </summary>
internal sealed class DatagramRouter(MediaWorkerStatistics statistics)
{
    /// <summary>ICE keeps this many validated paths of a peer; what it has forgotten is forgotten here too.</summary>
    private const int MaxPathsPerPeer = 16;

    private readonly PeerDirectory<PeerLink> _directory = new();

    /// <summary>All links, as of now.</summary>
    public IReadOnlyList<PeerLink> Links => [.. _directory.Peers];

    public void Add(PeerLink link, IceCredentials local) => _directory.AddFragment(local.UsernameFragment, link);

    public void Remove(PeerLink link) => _directory.Remove(link);

    /// <summary>Whether an authentic check has come on the path.</summary>
    public bool IsKnown(in NetworkPath path) => _directory.TryFindByPath(path, out _);

    /// <summary>The path is no more: its connection was closed.</summary>
    public void RemovePath(in NetworkPath path) => _directory.RemovePath(path);

    /// <summary>False for traffic that is nobody's; it is counted.</summary>
    public bool TryRoute(ReadOnlySpan<byte> datagram, in NetworkPath path, [MaybeNullWhen(false)] out PeerLink link, out bool isCheck)
    {
        isCheck = StunMessage.LooksLikeStun(datagram);
        if (isCheck
            && StunMessage.TryReadUsernameFragments(datagram, out var local, out _)
            && _directory.TryFindByFragment(local, out link))
        {
            return true;
        }

        if (_directory.TryFindByPath(path, out link))
            return true;
        statistics.UnknownDatagrams++;
        return false;
    }

    /// <summary>After the link has handled a connectivity check: enters the path when it was authentic.</summary>
    public void OnCheckHandled(PeerLink link, in NetworkPath path)
    {
        if (_directory.TryFindByPath(path, out var holder) && ReferenceEquals(holder, link))
            return;
        if (link.IsClosed || !link.Peer.Ice.IsValidated(path))
            return;

        // Whoever can forge a source address must not take a connected peer's path away with a check of their own.
        if (holder?.Peer.State == PeerState.Connected)
        {
            statistics.PathConflicts++;
            return;
        }

        ForgetOldPaths(link);
        _directory.SetPath(path, link);
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
