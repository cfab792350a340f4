namespace Treff.Rtc.Sctp.DataChannels;

public enum DataChannelEventKind
{
    /// <summary>Opened by the peer, or acknowledged by it.</summary>
    Opened,
    Message,
    Closed,
}

/// <summary>Something that happened on a channel. <see cref="Data"/> is valid until the next event is taken.</summary>
public readonly ref struct DataChannelEvent
{
    internal DataChannelEvent(DataChannelEventKind kind, DataChannel channel, ReadOnlySpan<byte> data = default, bool isText = false)
    {
        Kind = kind;
        Channel = channel;
        Data = data;
        IsText = isText;
    }

    public DataChannelEventKind Kind { get; }

    public DataChannel Channel { get; }

    /// <summary>The message; empty for the other kinds, and for an empty message.</summary>
    public ReadOnlySpan<byte> Data { get; }

    /// <summary>UTF-8 text rather than bytes. Not checked to be valid UTF-8.</summary>
    public bool IsText { get; }
}
