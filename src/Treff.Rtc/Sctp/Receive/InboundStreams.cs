namespace Treff.Rtc.Sctp.Receive;

/// <summary>
/// Puts whole messages of ordered streams into their order. The next sequence number of a stream lives in pages of 256 that exist once
/// a stream of theirs has been used, so that a peer that uses all 65,535 streams costs 128 KiB; queues exist while something waits.
/// </summary>
internal sealed class InboundStreams
{
    private const int PageSize = 256;

    private readonly ushort[]?[] _nextSsn = new ushort[]?[PageSize];
    private readonly Dictionary<ushort, PriorityQueue<ReceivedMessage, ushort>> _waiting = [];

    /// <summary>Bytes and messages that wait for an earlier one.</summary>
    public int WaitingBytes { get; private set; }

    public int WaitingCount { get; private set; }

    /// <summary>Takes a message; hands on what is in order now. False when its place in the stream has passed already.</summary>
    public bool Add(ushort ssn, in ReceivedMessage message, Queue<ReceivedMessage> delivered)
    {
        ref var next = ref NextSsn(message.StreamId);
        var distance = SequenceNumber.Distance(next, ssn);
        if (distance < 0)
            return false;
        if (distance > 0)
        {
            Wait(ssn, message);
            return true;
        }

        delivered.Enqueue(message);
        next++;
        DeliverWaiting(message.StreamId, ref next, delivered);
        return true;
    }

    /// <summary>Moves a stream past a sequence number (RFC 3758 3.6). Whole messages up to there are handed on nevertheless.</summary>
    public void SkipTo(ushort streamId, ushort ssn, Queue<ReceivedMessage> delivered)
    {
        ref var next = ref NextSsn(streamId);
        if (SequenceNumber.Distance(next, ssn) < 0)
            return;
        if (_waiting.TryGetValue(streamId, out var queue))
        {
            while (queue.TryPeek(out _, out var first) && !SequenceNumber.IsNewer(first, ssn))
                delivered.Enqueue(TakeFirst(queue));
        }

        next = (ushort)(ssn + 1);
        DeliverWaiting(streamId, ref next, delivered);
    }

    /// <summary>The peer begins the stream anew (RFC 6525 5.2.2). Whatever waits has lost the message it waits for.</summary>
    public void Reset(ushort streamId)
    {
        NextSsn(streamId) = 0;
        if (!_waiting.Remove(streamId, out var queue))
            return;
        while (queue.Count > 0)
            TakeFirst(queue).Return();
    }

    public void ResetAll()
    {
        Array.Clear(_nextSsn);
        foreach (var streamId in _waiting.Keys.ToArray())
            Reset(streamId);
    }

    private void Wait(ushort ssn, in ReceivedMessage message)
    {
        if (!_waiting.TryGetValue(message.StreamId, out var queue))
            _waiting.Add(message.StreamId, queue = new PriorityQueue<ReceivedMessage, ushort>(SsnOrder.Instance));
        queue.Enqueue(message, ssn);
        WaitingBytes += message.Length;
        WaitingCount++;
    }

    private void DeliverWaiting(ushort streamId, ref ushort next, Queue<ReceivedMessage> delivered)
    {
        if (!_waiting.TryGetValue(streamId, out var queue))
            return;
        while (queue.TryPeek(out _, out var first) && !SequenceNumber.IsNewer(first, next))
        {
            var message = TakeFirst(queue);
            if (first != next)
            {
                // Two messages with one sequence number: a broken peer.
                message.Return();
                continue;
            }

            delivered.Enqueue(message);
            next++;
        }

        if (queue.Count == 0)
            _waiting.Remove(streamId);
    }

    private ReceivedMessage TakeFirst(PriorityQueue<ReceivedMessage, ushort> queue)
    {
        var message = queue.Dequeue();
        WaitingBytes -= message.Length;
        WaitingCount--;
        return message;
    }

    private ref ushort NextSsn(ushort streamId) => ref (_nextSsn[streamId / PageSize] ??= new ushort[PageSize])[streamId % PageSize];

    /// <summary>Serial order. What waits lies within half the number space ahead of the next number, so this is a total order.</summary>
    private sealed class SsnOrder : IComparer<ushort>
    {
        public static readonly SsnOrder Instance = new();

        public int Compare(ushort x, ushort y) => SequenceNumber.Distance(y, x);
    }
}
