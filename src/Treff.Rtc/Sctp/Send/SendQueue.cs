namespace Treff.Rtc.Sctp.Send;

/// <summary>
/// Messages that have not been put into DATA chunks yet. Streams take turns, one message each: the fragments of a message have
/// consecutive TSNs (RFC 9260 6.9), so a turn cannot be shorter.
/// </summary>
internal sealed class SendQueue(int maxBufferedBytes)
{
    /// <summary>What a message costs beside its payload, so that many tiny ones are bounded too.</summary>
    private const int MessageOverhead = 128;

    private readonly Dictionary<ushort, OutgoingStream> _streams = [];
    private readonly Queue<OutgoingStream> _turns = new();
    private OutgoingMessage? _partlySent;

    /// <summary>Messages accepted and neither acknowledged nor given up, over all streams.</summary>
    public long BufferedBytes { get; private set; }

    public int BufferedMessages { get; private set; }

    public bool IsEmpty => _turns.Count == 0;

    /// <summary>The message of which some, but not all, has been sent.</summary>
    public OutgoingMessage? PartlySent => _partlySent;

    public OutgoingStream GetStream(ushort id)
    {
        if (!_streams.TryGetValue(id, out var stream))
            _streams.Add(id, stream = new OutgoingStream(id));
        return stream;
    }

    public bool TryGetStream(ushort id, out OutgoingStream stream) => _streams.TryGetValue(id, out stream!);

    public bool HasRoomFor(int length) => BufferedBytes + length + ((BufferedMessages + 1L) * MessageOverhead) <= maxBufferedBytes;

    public void Add(OutgoingStream stream, uint payloadProtocol, in Reliability reliability, ReadOnlySpan<byte> payload)
    {
        stream.Messages.Enqueue(new OutgoingMessage(this, stream, payloadProtocol, reliability, payload));
        stream.BufferedBytes += payload.Length;
        BufferedBytes += payload.Length;
        BufferedMessages++;
        Schedule(stream);
    }

    /// <summary>The message whose turn it is.</summary>
    public bool TryPeek(out OutgoingMessage message)
    {
        message = _turns.TryPeek(out var stream) ? stream.Messages.Peek() : null!;
        return message is not null;
    }

    /// <summary>
    /// Marks bytes of the message whose turn it is as sent; the fragment holds its own reference. After the last bytes the next stream
    /// has its turn.
    /// </summary>
    public void Consume(OutgoingMessage message, int bytes)
    {
        if (message.SentBytes == 0 && !message.Reliability.IsUnordered)
            message.Ssn = message.Stream.NextSsn++;
        message.SentBytes += bytes;
        _partlySent = message;
        if (message.SentBytes == message.Length)
            DropCurrent();
    }

    /// <summary>Removes the message whose turn it is, with whatever of it has not been sent.</summary>
    public void DropCurrent()
    {
        var stream = _turns.Dequeue();
        var message = stream.Messages.Dequeue();
        _partlySent = null;
        stream.IsScheduled = false;
        Schedule(stream);
        message.Release();
    }

    public void OnReleased(OutgoingMessage message)
    {
        message.Stream.BufferedBytes -= message.Length;
        BufferedBytes -= message.Length;
        BufferedMessages--;
    }

    /// <summary>Drops what no fragment of has been sent: the peer has closed the stream.</summary>
    public int DropUnsent(OutgoingStream stream)
    {
        var partlySent = stream.Messages.TryPeek(out var first) && first == _partlySent;
        var dropped = 0;
        for (var count = stream.Messages.Count; count > 0; count--)
        {
            var message = stream.Messages.Dequeue();
            if (partlySent && message == first)
            {
                stream.Messages.Enqueue(message);
                continue;
            }

            message.Release();
            dropped++;
        }

        if (stream.Messages.Count == 0)
            Unschedule(stream);
        return dropped;
    }

    /// <summary>Drops every message and stream: the association has ended or begun anew.</summary>
    public void Clear()
    {
        foreach (var stream in _streams.Values)
        {
            while (stream.Messages.TryDequeue(out var message))
                message.Release();
        }

        _streams.Clear();
        _turns.Clear();
        _partlySent = null;
    }

    /// <summary>The stream begins anew: its reset has been confirmed.</summary>
    public void Remove(ushort id) => _streams.Remove(id);

    private void Schedule(OutgoingStream stream)
    {
        if (stream.IsScheduled || stream.Messages.Count == 0)
            return;
        stream.IsScheduled = true;
        _turns.Enqueue(stream);
    }

    private void Unschedule(OutgoingStream stream)
    {
        if (!stream.IsScheduled)
            return;
        stream.IsScheduled = false;
        for (var count = _turns.Count; count > 0; count--)
        {
            if (_turns.Dequeue() is var other && other != stream)
                _turns.Enqueue(other);
        }
    }
}
