namespace Treff.Rtc.Congestion;

/// <summary>
/// What the path towards a peer carries, as the sender knows it. Rates count whole RTP packets (header, payload, SRTP tag, padding,
/// retransmissions), without UDP and IP.
/// </summary>
public readonly record struct BandwidthEstimate
{
    /// <summary>As if the path had no limit: before a peer has said anything, and for peers that never do.</summary>
    public static readonly BandwidthEstimate Unknown = new() { TargetBitsPerSecond = UnlimitedBitsPerSecond };

    /// <summary>More than any subscriber is sent.</summary>
    public const long UnlimitedBitsPerSecond = 100_000_000;

    /// <summary>Assumed of a peer that will give feedback: a low layer and audio, until the first probe is back after a round trip.</summary>
    public const long StartBitsPerSecond = 400_000;

    /// <summary>
    /// What audio and video sent to the peer together should not exceed. What retransmissions take at the moment is already taken off.
    /// </summary>
    public long TargetBitsPerSecond { get; init; }

    /// <summary>
    /// True when the target is to be kept to: it was measured, or a peer that will report packets has just come. False for peers that tell
    /// nothing.
    /// </summary>
    public bool IsKnown { get; init; }

    /// <summary>True while a queue grows or packets are lost to congestion: take away, add nothing.</summary>
    public bool IsCongested { get; init; }

    /// <summary>When target or congestion last changed; <see cref="Timestamp.Zero"/> before the first time.</summary>
    public Timestamp ChangedAt { get; init; }
}
