using Treff.Rtc.Sctp.Packet;

namespace Treff.Rtc.Sctp.Send;

/// <summary>
/// Sending of data once an association stands: what may be sent now, what must be sent again, and the T3-rtx timer (RFC 9260 6.1, 6.3,
/// 7.2). Takes messages from the <see cref="SendQueue"/>.
/// </summary>
internal sealed class RetransmissionQueue
{
    /// <summary>
    /// Chunks in flight at most. Gap blocks reach 65,535 TSNs; half of that is never needed, and it bounds the work of one SACK.
    /// </summary>
    private const int MaxOutstanding = 16_384;

    /// <summary>A fragment of a longer message is begun in the rest of a packet only when it is worth its header.</summary>
    private const int MinFragment = 512;

    private readonly SctpOptions _options;
    private readonly SctpStatistics _statistics;
    private readonly SendQueue _queue;
    private readonly OutstandingData _outstanding;
    private readonly ForwardPoint _forward;
    private readonly bool _canAbandon;
    private long _peerWindow;
    private bool _mayExceedWindow;
    private Timestamp _lastSent;

    public RetransmissionQueue(
        SctpOptions options, SctpStatistics statistics, SendQueue queue, uint initialTsn, uint peerWindow, bool canAbandon)
    {
        _options = options;
        _statistics = statistics;
        _queue = queue;
        _canAbandon = canAbandon;
        _peerWindow = peerWindow;
        _outstanding = new OutstandingData(initialTsn, canAbandon);
        _forward = new ForwardPoint(_outstanding, options.Mtu);
        Timeout = new RetransmissionTimeout(options);
        Window = new CongestionWindow(options.Mtu, options.InitialCongestionWindowPackets, options.MaxSendBufferBytes);
    }

    public RetransmissionTimeout Timeout { get; }

    public CongestionWindow Window { get; }

    /// <summary>When T3-rtx expires.</summary>
    public Timestamp Deadline { get; private set; } = Timestamp.Never;

    public uint LastAssignedTsn => (uint)(_outstanding.NextTsn - 1);

    public int InFlightBytes => _outstanding.InFlightBytes;

    /// <summary>Everything taken from the queue has been acknowledged or given up to the peer's knowledge.</summary>
    public bool IsIdle => _outstanding.Count == 0;

    /// <summary>There is something to send and the congestion window allows it.</summary>
    public bool HasSomethingToSend =>
        (_outstanding.LostCount > 0 || _forward.IsDue || !_queue.IsEmpty) && _outstanding.InFlightBytes < Window.Size;

    /// <summary>The peer has no room; a single chunk asks now and then whether that has changed.</summary>
    public bool IsProbingZeroWindow => _peerWindow == 0 && !IsIdle;

    /// <summary>False when the SACK says nothing that can be true.</summary>
    public bool HandleSack(Timestamp now, in SackChunk sack)
    {
        var cumulative = SequenceNumber.Extend(_outstanding.CumulativeAck, sack.CumulativeTsnAck);
        if (cumulative < _outstanding.CumulativeAck || !_outstanding.IsPlausible(cumulative, sack))
            return false;
        var wasFull = IsWindowFull;
        var result = _outstanding.HandleSack(now, cumulative, sack, Window.InFastRecovery);
        _peerWindow = sack.ReceiverWindow;
        OnAcked(now, result, wasFull);
        if (result.HasLoss && Window.OnLoss(_outstanding.NextTsn - 1))
        {
            _statistics.FastRetransmits++;
            _mayExceedWindow = true;
        }

        SettleAbandoned(now, afterSack: true);
        return true;
    }

    public bool HandleCumulativeAck(Timestamp now, uint tsn)
    {
        var cumulative = SequenceNumber.Extend(_outstanding.CumulativeAck, tsn);
        if (cumulative < _outstanding.CumulativeAck || cumulative >= _outstanding.NextTsn)
            return false;
        var wasFull = IsWindowFull;
        OnAcked(now, _outstanding.HandleCumulativeAck(cumulative), wasFull);
        SettleAbandoned(now);
        return true;
    }

    /// <summary>True when T3-rtx has expired: the caller counts it against the association.</summary>
    public bool HandleTimeout(Timestamp now)
    {
        if (Deadline > now)
            return false;
        _statistics.Timeouts++;
        Timeout.BackOff();
        Window.OnTimeout();
        _outstanding.MarkAllLost(now);
        SettleAbandoned(now);
        _forward.Repeat();
        Deadline = now + Timeout.Value;
        return true;
    }

    /// <summary>Gives back what is outstanding. The association is over, so nothing else is called afterwards.</summary>
    public void Clear() => _outstanding.Clear();

    /// <summary>Lets T3-rtx expire now if it runs: there is reason to think that the path works again.</summary>
    public void RetryAt(Timestamp now)
    {
        if (Deadline != Timestamp.Never)
            Deadline = now;
    }

    /// <summary>Adds a FORWARD-TSN if one is due, then lost chunks, then new ones, as far as packet and windows have room.</summary>
    public void FillPacket(Timestamp now, ref PacketWriter writer)
    {
        if (_forward.IsDue && writer.Remaining >= _forward.ChunkLength)
            WriteForwardTsn(now, ref writer);
        var exceed = _mayExceedWindow;
        while (TryRetransmit(now, exceed, ref writer))
            _mayExceedWindow = false;
        SettleAbandoned(now);
        if (_outstanding.LostCount > 0)
            return;
        while (TrySendNew(now, ref writer))
        {
        }
    }

    private bool IsWindowFull => _outstanding.InFlightBytes + _options.Mtu > Window.Size;

    private void WriteForwardTsn(Timestamp now, ref PacketWriter writer)
    {
        _forward.Write(now, Timeout.SmoothedRoundTrip, ref writer);
        StartTimer(now);
    }

    private bool TryRetransmit(Timestamp now, bool mayExceedWindow, ref PacketWriter writer)
    {
        if (!_outstanding.TryPeekLost(now, out var tsn))
            return false;
        ref var chunk = ref _outstanding[tsn];
        var inFlight = _outstanding.InFlightBytes;
        if (chunk.WireLength > writer.Remaining || (inFlight >= Window.Size && !mayExceedWindow))
            return false;
        if (inFlight > 0 && _peerWindow == 0)
            return false;

        // RFC 9260 6.1 C: the oldest chunk is sent anew, so the timer begins anew.
        if (tsn == _outstanding.CumulativeAck + 1)
            Deadline = Timestamp.Never;
        Write(chunk, tsn, ref writer);
        _outstanding.OnRetransmitted(now, tsn);
        _statistics.Retransmissions++;
        StartTimer(now);
        return true;
    }

    private bool TrySendNew(Timestamp now, ref PacketWriter writer)
    {
        var room = writer.Remaining - DataChunk.HeaderLength;
        if (room <= 0 || _outstanding.Count >= MaxOutstanding || !TryNextMessage(now, out var message))
            return false;
        var rest = message.Length - message.SentBytes;
        if (rest > room && room < Math.Min(MinFragment, _options.MaxPayload))
            return false;
        var length = Math.Min(rest, room);
        if (!HasWindowFor(now, length))
            return false;

        var tsn = _outstanding.Add(now, message, length);
        _queue.Consume(message, length);
        if (message.SentBytes == message.Length)
            _statistics.MessagesSent++;
        Write(_outstanding[tsn], tsn, ref writer);
        _lastSent = now;
        StartTimer(now);
        return true;
    }

    private static void Write(OutstandingChunk chunk, long tsn, ref PacketWriter writer) =>
        DataChunk.Write(ref writer, chunk.Header(tsn), chunk.Message.Fragment(chunk.Offset, chunk.Length));

    /// <summary>One chunk is always allowed when nothing is in flight (RFC 9260 6.1 A).</summary>
    private bool HasWindowFor(Timestamp now, int length)
    {
        var inFlight = _outstanding.InFlightBytes;
        if (inFlight == 0)
        {
            if (_lastSent != default)
                Window.OnIdle((long)((now - _lastSent) / Timeout.Value));
            return true;
        }

        return inFlight < Window.Size && inFlight + length <= _peerWindow;
    }

    private bool TryNextMessage(Timestamp now, out OutgoingMessage message)
    {
        while (_queue.TryPeek(out message))
        {
            var hasBegun = message.SentBytes > 0;
            if (!message.IsExpired(now) || (hasBegun && !_canAbandon))
                return true;
            if (hasBegun)
            {
                _outstanding.Abandon(message, _outstanding.NextTsn - 1);
                SettleAbandoned(now);
            }
            else
            {
                _queue.DropCurrent();
                _statistics.MessagesAbandoned++;
            }
        }

        return false;
    }

    private void OnAcked(Timestamp now, in AckResult result, bool wasFull)
    {
        if (result.NewestSentAt != Timestamp.Never)
            Timeout.Observe(now - result.NewestSentAt);
        Window.OnCumulativeAck(_outstanding.CumulativeAck);
        Window.OnAcked(result.AckedBytes, result.CumulativeAdvanced, wasFull, IsIdle);
        if (result.CumulativeAdvanced)
            Deadline = IsIdle ? Timestamp.Never : now + Timeout.Value;
    }

    /// <summary>A message that has just been given up must not go on, and the peer must hear of it.</summary>
    private void SettleAbandoned(Timestamp now, bool afterSack = false)
    {
        if (_queue.PartlySent is { IsAbandoned: true } message)
        {
            _outstanding.AddPlaceholder(message);
            _queue.DropCurrent();
        }

        _forward.Update(now, afterSack);
        _statistics.MessagesAbandoned += _outstanding.TakeAbandonedCount();
        if (!IsIdle)
            StartTimer(now);
    }

    private void StartTimer(Timestamp now)
    {
        if (Deadline == Timestamp.Never)
            Deadline = now + Timeout.Value;
    }
}
