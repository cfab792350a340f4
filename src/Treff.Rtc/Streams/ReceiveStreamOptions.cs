namespace Treff.Rtc.Streams;

/// <summary>What is known of an incoming stream when its first packet arrives.</summary>
public sealed record ReceiveStreamOptions
{
    public required uint Ssrc { get; init; }

    public required MediaKind Kind { get; init; }

    /// <summary>RTP clock in Hz.</summary>
    public required int ClockRate { get; init; }

    /// <summary>The peer retransmits on request.</summary>
    public bool Nack { get; init; }

    /// <summary>Media section (RFC 8843).</summary>
    public required string Mid { get; init; }

    /// <summary>Simulcast layer (RFC 8852), null without simulcast.</summary>
    public string? Rid { get; init; }

    /// <summary>Packets kept for retransmission: 500 of video (2–3 s of the top layer), 200 of audio (4 s); 0 keeps none.</summary>
    public int? HistoryPackets { get; init; }

    /// <summary>What all streams of the peer may keep together; null = this one has a budget of its own.</summary>
    public HistoryBudget? HistoryBudget { get; init; }
}
