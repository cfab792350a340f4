using Treff.Rtc.Rtp;

namespace Treff.Rtc.Peer;

/// <summary>One negotiated m-line on which the remote peer sends: what its packets look like.</summary>
public sealed record ReceiveSection
{
    public required string Mid { get; init; }

    public required MediaKind Kind { get; init; }

    public required IReadOnlyList<PayloadMapping> Payloads { get; init; }

    public required RtpExtensionMap Extensions { get; init; }

    /// <summary>RTP stream ids (RFC 8851) in SDP order, lowest layer first; empty without simulcast.</summary>
    public IReadOnlyList<string> Rids { get; init; } = [];

    /// <summary>SSRCs announced by <c>a=ssrc</c>, with their RTX partner from <c>a=ssrc-group:FID</c>.</summary>
    public IReadOnlyList<SsrcPair> Ssrcs { get; init; } = [];
}

/// <summary>A payload type of a section, its codec, and the payload type that retransmits it (RFC 4588 <c>apt</c>).</summary>
/// <param name="Codec">The encoding name of the rtpmap line: <c>opus</c>, <c>VP8</c>, ….</param>
/// <param name="Nack">Whether lost packets are asked for again.</param>
/// <param name="TransportCc">Whether packets are acknowledged by transport-wide feedback.</param>
public sealed record PayloadMapping(
    byte PayloadType, string Codec, int ClockRate, byte? RtxPayloadType = null, bool Nack = false, bool TransportCc = false);

/// <summary>An SSRC and the SSRC that carries its retransmissions.</summary>
public readonly record struct SsrcPair(uint Ssrc, uint? RtxSsrc);
