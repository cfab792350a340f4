namespace Treff.Rtc.Peer;

/// <summary>The header of a packet to send; the payload is passed beside it, still lying in the received packet.</summary>
public readonly ref struct OutgoingRtp
{
    public required ushort SequenceNumber { get; init; }

    public required uint Timestamp { get; init; }

    public required bool Marker { get; init; }

    /// <summary>Another payload type than the stream's own: RED beside Opus. Retransmissions by RTX do not know it.</summary>
    public byte? PayloadType { get; init; }

    /// <summary>The dependency descriptor to pass on, when the stream negotiated it.</summary>
    public ReadOnlySpan<byte> DependencyDescriptor { get; init; }

    /// <summary>Replaces the first <see cref="PrefixSkip"/> bytes of the payload: a rewritten VP8 payload descriptor.</summary>
    public ReadOnlySpan<byte> PayloadPrefix { get; init; }

    /// <summary>How many bytes of the payload <see cref="PayloadPrefix"/> stands for; 0 = the payload goes out as it is.</summary>
    public int PrefixSkip { get; init; }

    /// <summary>
    /// Bytes of RTP padding (RFC 3550 section 5.1) behind the payload, 0 to 255. A packet that is sent again under its own number must
    /// have the same: see <see cref="Srtp.SrtpSender"/>.
    /// </summary>
    public byte Padding { get; init; }
}
