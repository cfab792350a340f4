namespace Treff.Rtc.Sctp.DataChannels;

/// <summary>How a data channel delivers, as in WebRTC's RTCDataChannelInit. At most one of the two limits is set.</summary>
public sealed record DataChannelOptions
{
    public static readonly DataChannelOptions Reliable = new();

    public bool IsOrdered { get; init; } = true;

    /// <summary>Retransmissions until a message is given up.</summary>
    public int? MaxRetransmits { get; init; }

    /// <summary>Time until a message is given up.</summary>
    public TimeSpan? MaxLifetime { get; init; }

    /// <summary>Subprotocol; empty for none.</summary>
    public string Protocol { get; init; } = "";

    /// <summary>Told to the peer and not acted upon. 256 is "normal" (RFC 8831 6.4).</summary>
    public ushort Priority { get; init; } = 256;
}
