using Treff.Rtc.Sctp.Packet;

namespace Treff.Rtc.Sctp.Send;

/// <summary>What one SACK has changed.</summary>
/// <param name="AckedBytes">Bytes acknowledged for the first time, as <see cref="OutstandingChunk.WireLength"/>.</param>
/// <param name="CumulativeAdvanced">The cumulative TSN has moved.</param>
/// <param name="HasLoss">A chunk was reported missing for the third time.</param>
/// <param name="NewestSentAt">When the newest chunk acknowledged was sent, if it was sent only once (Karn); else Never.</param>
internal readonly record struct AckResult(int AckedBytes, bool CumulativeAdvanced, bool HasLoss, Timestamp NewestSentAt);

/// <summary>
/// DATA chunks that have been sent and are not behind the cumulative TSN: which are in flight, lost, acknowledged by gap blocks or given
/// up (RFC 9260 6.3 and 7.2.4, RFC 3758 3.5). Knows neither window nor timer.
/// </summary>
internal sealed class OutstandingData(uint initialTsn, bool canAbandon)
{
    /// <summary>Missing reports that make a chunk count as lost (RFC 9260 7.2.4).</summary>
    private const int MissingReportLimit = 3;

    private readonly ChunkRing _chunks = new(initialTsn);

    // No chunk before this one is lost.
    private long _lostFrom = initialTsn;
    private long _highestAcked = initialTsn - 1L;
    private int _abandonedMessages;

    public long CumulativeAck => _chunks.First - 1;

    public long NextTsn => _chunks.End;

    public int Count => _chunks.Count;

    public int InFlightBytes { get; private set; }

    public int LostCount { get; private set; }

    public ref OutstandingChunk this[long tsn] => ref _chunks[tsn];

    /// <summary>Adds a fragment that is being sent for the first time and takes a reference to its message.</summary>
    public long Add(Timestamp now, OutgoingMessage message, int length)
    {
        message.AddReference();
        var chunk = new OutstandingChunk
        {
            Message = message,
            Offset = message.SentBytes,
            Length = length,
            SentAt = now,
            Transmissions = 1,
        };
        InFlightBytes += chunk.WireLength;
        _chunks.Add(chunk);
        return _chunks.End - 1;
    }

    /// <summary>The oldest lost chunk, if any. Those whose message has come to its limit are given up on the way.</summary>
    public bool TryPeekLost(Timestamp now, out long tsn)
    {
        for (tsn = Math.Max(_lostFrom, _chunks.First); LostCount > 0; tsn++)
        {
            ref var chunk = ref _chunks[tsn];
            if (chunk.State == ChunkState.Lost && canAbandon && chunk.Message.IsExpired(now))
                Abandon(chunk.Message, tsn);
            _lostFrom = tsn;
            if (chunk.State == ChunkState.Lost)
                return true;
        }

        return false;
    }

    public void OnRetransmitted(Timestamp now, long tsn)
    {
        ref var chunk = ref _chunks[tsn];
        chunk.State = ChunkState.InFlight;
        chunk.SentAt = now;
        chunk.Transmissions++;
        chunk.MissingReports = 0;
        LostCount--;
        InFlightBytes += chunk.WireLength;
    }

    /// <summary>False for a SACK that speaks of chunks never sent.</summary>
    public bool IsPlausible(long cumulativeAck, in SackChunk sack)
    {
        if (cumulativeAck >= NextTsn)
            return false;
        for (var i = 0; i < sack.GapBlockCount; i++)
        {
            var (start, end) = sack.GetGapBlock(i);
            if (start == 0 || end < start || cumulativeAck + end >= NextTsn)
                return false;
        }

        return true;
    }

    /// <summary>Takes in what a SACK says.</summary>
    /// <param name="cumulativeAck">Not before <see cref="CumulativeAck"/>.</param>
    /// <param name="sack">Plausible.</param>
    /// <param name="now">For the lifetime of messages.</param>
    /// <param name="inFastRecovery">Then a moving cumulative TSN makes every reported gap count (RFC 9260 7.2.4).</param>
    public AckResult HandleSack(Timestamp now, long cumulativeAck, in SackChunk sack, bool inFastRecovery)
    {
        var before = CumulativeAck;
        var result = default(AckResult) with { NewestSentAt = Timestamp.Never };
        RemoveTo(cumulativeAck, ref result);
        var highestReported = AckGaps(sack, ref result, out var highestNewlyAcked);
        var countTo = inFastRecovery && cumulativeAck > before ? highestReported : highestNewlyAcked;
        var hasLoss = CountMissing(now, countTo);
        return result with { CumulativeAdvanced = cumulativeAck > before, HasLoss = hasLoss };
    }

    /// <summary>SHUTDOWN carries a cumulative TSN and nothing else.</summary>
    public AckResult HandleCumulativeAck(long cumulativeAck)
    {
        var result = default(AckResult) with { NewestSentAt = Timestamp.Never, CumulativeAdvanced = cumulativeAck > CumulativeAck };
        RemoveTo(cumulativeAck, ref result);
        return result;
    }

    /// <summary>The retransmission timer has expired: everything in flight counts as lost.</summary>
    public void MarkAllLost(Timestamp now)
    {
        for (var tsn = _chunks.First; tsn < _chunks.End; tsn++)
        {
            if (_chunks[tsn].State == ChunkState.InFlight)
                MarkLost(now, tsn);
        }
    }

    /// <summary>Gives up a message of which fragments are outstanding; <paramref name="tsn"/> is one of them.</summary>
    public void Abandon(OutgoingMessage message, long tsn)
    {
        if (message.IsAbandoned)
            return;
        message.IsAbandoned = true;
        _abandonedMessages++;
        while (tsn > _chunks.First && _chunks[tsn - 1].Message == message)
            tsn--;
        for (; tsn < _chunks.End && _chunks[tsn].Message == message; tsn++)
            AbandonChunk(ref _chunks[tsn]);
    }

    /// <summary>
    /// Stands in for the fragments of an abandoned message that were never sent, so that the peer is told of a TSN that ends it
    /// (RFC 3758 3.5, rule A3).
    /// </summary>
    public void AddPlaceholder(OutgoingMessage message)
    {
        message.AddReference();
        _chunks.Add(new OutstandingChunk { Message = message, Offset = message.Length, Length = 0, State = ChunkState.Abandoned });
    }

    /// <summary>Messages given up since the last call.</summary>
    public int TakeAbandonedCount()
    {
        var count = _abandonedMessages;
        _abandonedMessages = 0;
        return count;
    }

    /// <summary>The association is over: nothing will be acknowledged any more.</summary>
    public void Clear()
    {
        for (; _chunks.Count > 0; _chunks.RemoveFirst())
            _chunks[_chunks.First].Message.Release();
    }

    private void RemoveTo(long cumulativeAck, ref AckResult result)
    {
        while (_chunks.First <= cumulativeAck)
        {
            ref var chunk = ref _chunks[_chunks.First];
            Ack(ref chunk, ref result);
            chunk.Message.Release();
            _chunks.RemoveFirst();
        }
    }

    private long AckGaps(in SackChunk sack, ref AckResult result, out long highestNewlyAcked)
    {
        var cumulative = CumulativeAck;
        highestNewlyAcked = 0;
        var next = _chunks.First;
        for (var i = 0; i < sack.GapBlockCount; i++)
        {
            var (start, end) = sack.GetGapBlock(i);
            for (; next < cumulative + start; next++)
                TakeBack(ref _chunks[next]);
            for (; next <= cumulative + end; next++)
            {
                if (Ack(ref _chunks[next], ref result))
                    highestNewlyAcked = next;
            }
        }

        var highestReported = next - 1;
        for (; next <= _highestAcked; next++)
            TakeBack(ref _chunks[next]);
        _highestAcked = highestReported;
        return highestReported;
    }

    private bool Ack(ref OutstandingChunk chunk, ref AckResult result)
    {
        if (chunk.State is ChunkState.Acked or ChunkState.Abandoned)
            return false;
        if (chunk.State == ChunkState.InFlight)
            InFlightBytes -= chunk.WireLength;
        else
            LostCount--;
        chunk.State = ChunkState.Acked;
        result = result with
        {
            AckedBytes = result.AckedBytes + chunk.WireLength,
            NewestSentAt = chunk.Transmissions == 1 ? chunk.SentAt : result.NewestSentAt,
        };
        return true;
    }

    /// <summary>The peer has dropped what it had acknowledged by a gap block (RFC 9260 6.2.1): it is in flight again.</summary>
    private void TakeBack(ref OutstandingChunk chunk)
    {
        if (chunk.State != ChunkState.Acked)
            return;
        if (chunk.Message.IsAbandoned)
        {
            chunk.State = ChunkState.Abandoned;
            return;
        }

        chunk.State = ChunkState.InFlight;
        InFlightBytes += chunk.WireLength;
    }

    private bool CountMissing(Timestamp now, long before)
    {
        var hasLoss = false;
        for (var tsn = _chunks.First; tsn < before; tsn++)
        {
            ref var chunk = ref _chunks[tsn];
            if (chunk.State != ChunkState.InFlight || chunk.WasFastRetransmitted || ++chunk.MissingReports < MissingReportLimit)
                continue;
            chunk.WasFastRetransmitted = true;
            MarkLost(now, tsn);
            hasLoss = true;
        }

        return hasLoss;
    }

    private void MarkLost(Timestamp now, long tsn)
    {
        ref var chunk = ref _chunks[tsn];
        var limit = chunk.Message.Reliability.MaxRetransmissions;
        if (canAbandon && ((limit >= 0 && chunk.Transmissions > limit) || chunk.Message.IsExpired(now)))
        {
            Abandon(chunk.Message, tsn);
            return;
        }

        InFlightBytes -= chunk.WireLength;
        chunk.State = ChunkState.Lost;
        LostCount++;
        _lostFrom = Math.Min(_lostFrom, tsn);
    }

    private void AbandonChunk(ref OutstandingChunk chunk)
    {
        if (chunk.State == ChunkState.InFlight)
            InFlightBytes -= chunk.WireLength;
        else if (chunk.State == ChunkState.Lost)
            LostCount--;
        if (chunk.State != ChunkState.Acked)
            chunk.State = ChunkState.Abandoned;
    }
}
