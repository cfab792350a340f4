using Treff.Rtc.Sctp.Packet;

namespace Treff.Rtc.Sctp.Receive;

internal enum ReassemblyResult
{
    Accepted,

    /// <summary>Not used, and never will be; the TSN counts as received.</summary>
    Stale,

    /// <summary>The message is longer than we accept.</summary>
    TooLong,
}

/// <summary>From DATA chunks, each TSN once, to whole messages in the order of their streams.</summary>
internal sealed class ReassemblyQueue(int maxMessageSize)
{
    /// <summary>What holding one chunk costs beside its payload: objects, list entries, the rounding of rented buffers.</summary>
    public const int ChunkOverhead = 64;

    private readonly FragmentAssembler _fragments = new();
    private readonly InboundStreams _streams = new();

    /// <summary>Memory held by messages that cannot be delivered yet.</summary>
    public int HeldBytes =>
        _fragments.Bytes + _streams.WaitingBytes + (ChunkOverhead * (_fragments.Count + _streams.WaitingCount));

    public ReassemblyResult Add(long tsn, in DataChunk chunk, Queue<ReceivedMessage> delivered)
    {
        var header = chunk.Header;
        const DataFlags Whole = DataFlags.Beginning | DataFlags.End;
        if ((header.Flags & Whole) == Whole)
            return Deliver(header, ReceivedMessage.Copy(header.StreamId, header.PayloadProtocol, chunk.Payload), delivered);

        var run = _fragments.Add(tsn, header, chunk.Payload);
        if (run.Bytes > maxMessageSize)
        {
            if (run.IsComplete)
                run.Return();
            return ReassemblyResult.TooLong;
        }

        if (!run.IsComplete)
            return ReassemblyResult.Accepted;
        header = run.Header;
        var message = run.ToMessage();
        run.Return();
        return Deliver(header, message, delivered);
    }

    /// <summary>FORWARD-TSN, first part: messages that begin at or before <paramref name="tsn"/> and are not whole are given up.</summary>
    public void SkipTo(long tsn) => _fragments.SkipTo(tsn);

    /// <summary>FORWARD-TSN, second part: an ordered stream goes on behind a sequence number.</summary>
    public void SkipStream(SkippedStream skipped, Queue<ReceivedMessage> delivered) =>
        _streams.SkipTo(skipped.StreamId, skipped.Ssn, delivered);

    public void ResetStream(ushort streamId) => _streams.Reset(streamId);

    public void ResetAllStreams() => _streams.ResetAll();

    private ReassemblyResult Deliver(in DataHeader header, in ReceivedMessage message, Queue<ReceivedMessage> delivered)
    {
        if ((header.Flags & DataFlags.Unordered) != DataFlags.None)
        {
            delivered.Enqueue(message);
            return ReassemblyResult.Accepted;
        }

        if (_streams.Add(header.Ssn, message, delivered))
            return ReassemblyResult.Accepted;
        message.Return();
        return ReassemblyResult.Stale;
    }
}
