using System.Net;
using Treff.Rtc;
using Treff.Rtc.Dtls;
using Treff.Rtc.Ice;

namespace Treff.Sfu.Rooms;

/// <summary>What a room may ask of the worker it lives on; tests implement it without sockets. For the worker's thread only.</summary>
internal interface IRoomHost
{
    /// <summary>The monotonic time of the current turn.</summary>
    Timestamp Now { get; }

    DateTimeOffset UtcNow { get; }

    /// <summary>
    /// Bytes of padding with which the packet that is being handled leaves as long as the others of its frame, 0 to
    /// <see cref="Udp.FramePadding.MaxBytes"/>; 0 where that would be of no use.
    /// </summary>
    byte FramePadding => 0;

    /// <summary>The transport addresses that clients are told, best first.</summary>
    IReadOnlyList<IceCandidate> Candidates { get; }

    /// <summary>The same for a client that reaches this server by further addresses, those of the host name it used.</summary>
    IReadOnlyList<IceCandidate> CandidatesFor(IReadOnlyList<IPAddress> publicAddresses) => Candidates;

    /// <summary>Of the certificate that all peers of this server present.</summary>
    DtlsFingerprint Fingerprint { get; }

    IRandomSource Random { get; }

    /// <summary>A peer with credentials of its own, passive in DTLS, reachable by its username fragment from now on.</summary>
    PeerLink CreatePeer(IPeerOwner owner);

    /// <summary>Reads the timer's <see cref="IWorkerTimer.NextTimeout"/>, now and after each time it fired.</summary>
    void Schedule(IWorkerTimer timer);
}
