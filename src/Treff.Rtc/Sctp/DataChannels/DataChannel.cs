namespace Treff.Rtc.Sctp.DataChannels;

public enum DataChannelState
{
    /// <summary>Opened here, not yet acknowledged. Messages may be sent already.</summary>
    Connecting,
    Open,

    /// <summary>One end has closed; the streams of both directions are being reset.</summary>
    Closing,
    Closed,
}

/// <summary>One data channel: a pair of streams with the same number (RFC 8831 6).</summary>
public sealed class DataChannel
{
    private readonly SctpAssociation _association;

    internal DataChannel(SctpAssociation association, ushort id, string label, DataChannelOptions options, DataChannelState state)
    {
        _association = association;
        Id = id;
        Label = label;
        Options = options;
        State = state;
        IsAcknowledged = state == DataChannelState.Open;
    }

    /// <summary>The stream number of both directions.</summary>
    public ushort Id { get; }

    public string Label { get; }

    public DataChannelOptions Options { get; }

    public DataChannelState State { get; internal set; }

    /// <summary>Whatever the user of the channel hangs here.</summary>
    public object? Owner { get; set; }

    /// <summary>Bytes accepted for sending and neither acknowledged nor given up.</summary>
    public long BufferedAmount => State == DataChannelState.Closed ? 0 : _association.BufferedBytes(Id);

    /// <summary>The peer knows the channel; until then even an unordered one sends in order (RFC 8832 6).</summary>
    internal bool IsAcknowledged { get; set; }

    internal bool IsIncomingReset { get; set; }

    internal bool IsOutgoingReset { get; set; }
}
