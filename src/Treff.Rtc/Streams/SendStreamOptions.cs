using Treff.Rtc.Rtp;

namespace Treff.Rtc.Streams;

/// <summary>What was negotiated for an outgoing stream.</summary>
public sealed record SendStreamOptions
{
    public required uint Ssrc { get; init; }

    /// <summary>Source of retransmissions (RFC 4588), null when not negotiated.</summary>
    public uint? RtxSsrc { get; init; }

    public required byte PayloadType { get; init; }

    public byte? RtxPayloadType { get; init; }

    public required MediaKind Kind { get; init; }

    /// <summary>RTP clock in Hz.</summary>
    public required int ClockRate { get; init; }

    /// <summary>Streams with the same name are played in sync.</summary>
    public required string Cname { get; init; }

    public required RtpExtensionMap Extensions { get; init; }

    public required string Mid { get; init; }

    /// <summary>The layer of a client that sends several (RFC 8851): MID and RID are then in every packet. Null on a server's streams.</summary>
    public string? Rid { get; init; }

    /// <summary>Should be random (RFC 3550 section 5.1).</summary>
    public ushort FirstRtxSequenceNumber { get; init; }
}
