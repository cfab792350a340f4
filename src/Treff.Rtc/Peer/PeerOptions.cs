using Treff.Rtc.Dtls;
using Treff.Rtc.Ice;

namespace Treff.Rtc.Peer;

/// <summary>What a peer is built with.</summary>
public sealed record PeerOptions
{
    /// <summary>Certificate and settings shared by all peers.</summary>
    public required DtlsContext DtlsContext { get; init; }

    /// <summary>Server (SDP <c>setup:passive</c>) in production; client in tests and load generators.</summary>
    public DtlsRole DtlsRole { get; init; } = DtlsRole.Server;

    public required IceCredentials LocalCredentials { get; init; }

    public required IRandomSource Random { get; init; }

    /// <summary>
    /// True when the caller runs handshakes beside the media thread: about 0.6 ms of CPU each would delay everybody's packets.
    /// </summary>
    public bool OffloadHandshake { get; init; }

    /// <summary>The SSRC of our RTCP packets that belong to no stream of ours; 0 picks a random one.</summary>
    public uint LocalSsrc { get; init; }

    /// <summary>
    /// Wall-clock time minus monotonic time, so that sender reports carry NTP time (RFC 3550 section 4) though nothing here reads a
    /// clock.
    /// </summary>
    public TimeSpan UnixTimeOffset { get; init; }
}
