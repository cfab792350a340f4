using Treff.Rtc.Rtcp;

namespace Treff.Rtc.Congestion;

/// <summary>
/// Collects arrival times by transport-wide sequence number and writes feedback messages about them
/// (draft-holmer-rmcat-transport-wide-cc-extensions-01). Without this feedback a browser does not send more than about 300 kbit/s.
/// </summary>
public sealed class TransportFeedbackGenerator
{
    /// <summary>As LiveKit and libwebrtc: often enough for the sender's delay estimation, seldom enough to cost nothing.</summary>
    private const int IntervalMilliseconds = 100;

    /// <summary>A burst is reported without waiting for the interval.</summary>
    private const int MaxPending = 100;

    /// <summary>How far behind the newest a packet may arrive and still be reported.</summary>
    private const int WindowSize = 2048;

    /// <summary>A late packet makes the report start again from it, but not further back than this.</summary>
    private const int MaxRepeated = 200;

    private const long Missing = long.MinValue;

    // Arrival in microseconds of extended number n at n modulo the length.
    private readonly long[] _arrivals = new long[WindowSize];
    private long _highest = -1;
    private long _next;
    private int _pending;
    private int _expectedAfterJump = -1;
    private byte _feedbackCount;

    /// <summary>When <see cref="TryWrite"/> has something to say.</summary>
    public Timestamp NextTimeout { get; private set; } = Timestamp.Never;

    /// <summary>An authenticated packet arrived, retransmissions and padding included.</summary>
    public void OnPacket(Timestamp now, ushort transportSequenceNumber)
    {
        if (!TryPlace(transportSequenceNumber, out var number)) return;

        ref var arrival = ref _arrivals[Slot(number)];
        if (arrival != Missing) return;
        arrival = now.Microseconds;
        if (number < _next) _next = number;
        _pending++;
        if (_pending > MaxPending) NextTimeout = now;
        else if (NextTimeout == Timestamp.Never) NextTimeout = now.AddMilliseconds(IntervalMilliseconds);
    }

    /// <summary>
    /// Writes one message when it is due. Call until it says no: a long gap in time or numbers makes several messages.
    /// <paramref name="destination"/> is a whole datagram's room, of which at most 1,200 bytes are used; <paramref name="mediaSsrc"/> is
    /// any stream of the peer, the report is about all of them.
    /// </summary>
    public bool TryWrite(Timestamp now, Span<byte> destination, uint senderSsrc, uint mediaSsrc, out int length)
    {
        length = 0;
        if (now < NextTimeout || _pending == 0) return false;

        var writer = new TransportFeedbackWriter(destination, (ushort)_next);
        while (_next <= _highest && writer.TryAdd(_arrivals[Slot(_next)], Missing)) _next++;

        length = writer.Finish(senderSsrc, mediaSsrc, _feedbackCount);
        if (length > 0) _feedbackCount++;
        Schedule(now);
        return length > 0;
    }

    private void Schedule(Timestamp now)
    {
        _pending = 0;
        for (var number = _next; number <= _highest; number++)
        {
            if (_arrivals[Slot(number)] != Missing) _pending++;
        }

        NextTimeout = _pending > 0 ? now : Timestamp.Never;
    }

    private bool TryPlace(ushort sequenceNumber, out long number)
    {
        number = _highest < 0 ? sequenceNumber : SequenceNumber.Extend(_highest, sequenceNumber);
        if (_highest >= 0 && number <= _highest) return TryPlaceLate(sequenceNumber, ref number);

        _expectedAfterJump = -1;
        Advance(number);
        return true;
    }

    private bool TryPlaceLate(ushort sequenceNumber, ref long number)
    {
        if (number > _highest - WindowSize)
        {
            _expectedAfterJump = -1;
            return number >= _next - MaxRepeated;
        }

        // Two in a row far behind: the sender has jumped by more than half the numbers, so the time line goes on there.
        var isContinued = _expectedAfterJump == sequenceNumber;
        _expectedAfterJump = (ushort)(sequenceNumber + 1);
        if (!isContinued) return false;
        number += 65_536;
        Advance(number);
        return true;
    }

    private void Advance(long number)
    {
        var isJump = _highest < 0 || number - _highest >= WindowSize;
        if (isJump)
        {
            // What was pending is lost with the numbers between: a jump of this size is not a path's loss.
            Array.Fill(_arrivals, Missing);
            _next = number;
            _pending = 0;
        }
        else
        {
            for (var skipped = _highest + 1; skipped <= number; skipped++) _arrivals[Slot(skipped)] = Missing;
            _next = Math.Max(_next, number - WindowSize + 1);
        }

        _highest = number;
    }

    private static int Slot(long number) => (int)(number & (WindowSize - 1));
}
