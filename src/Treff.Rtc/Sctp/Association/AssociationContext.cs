using Treff.Rtc.Sctp.Packet;
using Treff.Rtc.Sctp.Receive;
using Treff.Rtc.Sctp.Send;

namespace Treff.Rtc.Sctp.Association;

/// <summary>What the procedures work on: the state, and what outlives a state.</summary>
internal sealed class AssociationContext
{
    /// <summary>Ready packets that wait to be taken. More come only from a peer that floods us.</summary>
    private const int MaxPackets = 16;

    private readonly byte[] _cookieKey = new byte[32];
    private uint _announcedWindow;

    public AssociationContext(SctpOptions options)
    {
        Options = options;
        SendQueue = new SendQueue(options.MaxSendBufferBytes);
        options.Random.Fill(_cookieKey);
        _announcedWindow = (uint)options.MaxReceiveBufferBytes;
    }

    public SctpOptions Options { get; }

    public SctpStatistics Statistics { get; } = new();

    public AssociationState State { get; set; } = AssociationState.Closed.Instance;

    public SctpFailure Failure { get; private set; }

    public SendQueue SendQueue { get; }

    public ReadOnlySpan<byte> CookieKey => _cookieKey;

    /// <summary>Whole packets with a tag of their own: INIT, INIT ACK, ABORT, SHUTDOWN COMPLETE.</summary>
    public Queue<byte[]> Packets { get; } = new();

    /// <summary>Messages that are in order, on their way into <see cref="Events"/>.</summary>
    public Queue<ReceivedMessage> Delivered { get; } = new();

    public Queue<SctpEvent> Events { get; } = new();

    /// <summary>Bytes of messages that have not been fetched.</summary>
    public int ReadyBytes { get; private set; }

    public uint NewTag()
    {
        uint tag;
        do
            tag = Options.Random.NextUInt32();
        while (tag == 0);
        return tag;
    }

    public void Raise(SctpEventKind kind, ushort streamId = 0) => Events.Enqueue(new SctpEvent(kind, streamId));

    public void RaiseDelivered()
    {
        while (Delivered.TryDequeue(out var message))
        {
            ReadyBytes += message.Length + ReassemblyQueue.ChunkOverhead;
            Statistics.MessagesReceived++;
            Events.Enqueue(new SctpEvent(SctpEventKind.Message, message.StreamId, message));
        }
    }

    public bool TryTakeEvent(out SctpEvent raised)
    {
        if (!Events.TryDequeue(out raised))
            return false;
        if (raised.Kind == SctpEventKind.Message)
        {
            ReadyBytes -= raised.Message.Length + ReassemblyQueue.ChunkOverhead;
            AnnounceReopenedWindow();
        }

        return true;
    }

    public uint ReceiverWindow(TransmissionControlBlock block) =>
        (uint)Math.Max(0, Options.MaxReceiveBufferBytes - block.Reassembly.HeldBytes - ReadyBytes);

    public void WriteSack(TransmissionControlBlock block, ref PacketWriter writer)
    {
        _announcedWindow = ReceiverWindow(block);
        block.Tracker.WriteSack(ref writer, _announcedWindow);
    }

    /// <summary>Ends the association; with a cause, the peer is told (RFC 9260 9.1).</summary>
    public void Close(SctpFailure failure, ErrorCauseCode cause = ErrorCauseCode.None, ReadOnlySpan<byte> causeValue = default)
    {
        if (cause != ErrorCauseCode.None && State.ControlBlock is { } block)
            SendAbort(block.PeerTag, cause, causeValue);
        Failure = failure;
        DropOutgoing();
        State = AssociationState.Closed.Instance;
        Raise(SctpEventKind.Closed);
    }

    /// <summary>Drops all messages that are queued or not acknowledged.</summary>
    public void DropOutgoing()
    {
        State.ControlBlock?.Sender.Clear();
        SendQueue.Clear();
    }

    /// <summary>A transmission was not answered. False when that was once too often and the association has ended.</summary>
    public bool CountError(TransmissionControlBlock block)
    {
        if (++block.Errors <= Options.MaxRetransmissions)
            return true;
        Close(SctpFailure.PeerUnreachable, ErrorCauseCode.UserInitiatedAbort);
        return false;
    }

    public void SendPacket(uint verificationTag, ChunkType type, ReadOnlySpan<byte> value, byte flags = 0)
    {
        var writer = new PacketWriter(stackalloc byte[Options.Mtu], Options.LocalPort, Options.RemotePort, verificationTag);
        writer.AddChunk(type, value, flags);
        SendPacket(writer.Finish());
    }

    public void SendPacket(ReadOnlySpan<byte> packet)
    {
        if (Packets.Count < MaxPackets)
            Packets.Enqueue(packet.ToArray());
        else
            Statistics.Count(SctpDrop.TooManyAnswers);
    }

    private void SendAbort(uint peerTag, ErrorCauseCode cause, ReadOnlySpan<byte> causeValue)
    {
        var causes = new ParameterWriter(stackalloc byte[Parameter.HeaderLength + causeValue.Length]);
        ErrorCause.Write(ref causes, cause, causeValue);
        SendPacket(peerTag, ChunkType.Abort, causes.Written);
    }

    /// <summary>The peer was told that there is little room and now there is: it should not have to find out by probing.</summary>
    private void AnnounceReopenedWindow()
    {
        if (State.ControlBlock is not { } block || _announcedWindow >= (uint)Options.MaxReceiveBufferBytes / 4)
            return;
        if (ReceiverWindow(block) >= (uint)Options.MaxReceiveBufferBytes / 2)
            block.Tracker.SendSackAtOnce();
    }
}
