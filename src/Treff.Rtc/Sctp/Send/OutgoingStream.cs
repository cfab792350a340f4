namespace Treff.Rtc.Sctp.Send;

/// <summary>The sending side of one stream.</summary>
internal sealed class OutgoingStream(ushort id)
{
    public ushort Id { get; } = id;

    public Queue<OutgoingMessage> Messages { get; } = new();

    public ushort NextSsn { get; set; }

    /// <summary>Bytes of messages that are queued or not yet acknowledged.</summary>
    public long BufferedBytes { get; set; }

    /// <summary>In the ring of streams that take turns.</summary>
    public bool IsScheduled { get; set; }

    /// <summary>A reset has been asked for: what is queued is sent, nothing more is taken.</summary>
    public bool IsClosing { get; set; }
}
