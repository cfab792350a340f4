namespace Treff.Rtc.Congestion;

/// <summary>
/// One burst that shows whether the path carries a rate: everything sent between its first and its last padding packet, and how fast
/// that arrived.
/// </summary>
internal sealed class Probe
{
    /// <summary>libwebrtc's length of a probe: long enough to measure, and at worst one small queue.</summary>
    private const long DurationMicroseconds = 15_000;

    /// <summary>Padding leaves in steps of this, so that the burst has a rate.</summary>
    private const long StepMicroseconds = 2_000;

    private const int MinPackets = 5;
    private const int MinBytes = 1_500;

    /// <summary>Share of the burst that has to arrive.</summary>
    private const double MinArrived = 0.6;

    /// <summary>Arriving slower than this share of the sent rate shows the path's limit; that much of the limit is used.</summary>
    private const double Saturated = 0.9;
    private const double UsedOfLimit = 0.95;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private State _state;
    private Timestamp _startedAt;
    private Timestamp _deadline;
    private long _first;
    private long _last;
    private int _plannedBytes;
    private int _paddingBytes;
    private Side _sent;
    private Side _received;

    private enum State
    {
        Idle,
        Sending,
        Waiting,
    }

    /// <summary>What the burst tries, in bits per second.</summary>
    public double BitsPerSecond { get; private set; }

    public bool IsIdle => _state == State.Idle;

    public bool IsSending => _state == State.Sending;

    public Timestamp NextTimeout => _state == State.Idle ? Timestamp.Never : _deadline;

    public void Start(Timestamp now, double bitsPerSecond, long nextNumber)
    {
        BitsPerSecond = bitsPerSecond;
        _state = State.Sending;
        _startedAt = now;
        _deadline = now;
        _first = nextNumber;
        _last = long.MaxValue;
        _paddingBytes = 0;
        _plannedBytes = Math.Max(MinBytes, (int)(bitsPerSecond * DurationMicroseconds / 8_000_000));
        _sent = _received = default;
    }

    /// <summary>How much padding to send now.</summary>
    public int DueBytes(Timestamp now)
    {
        if (_state != State.Sending)
            return 0;
        var elapsed = (now - _startedAt).Ticks / 10;
        var until = (long)(BitsPerSecond * (elapsed + StepMicroseconds) / 8_000_000);
        return (int)(Math.Min(until, _plannedBytes) - _paddingBytes);
    }

    /// <summary>Any packet of the peer: what flows beside the padding belongs to the burst.</summary>
    public void OnSent(Timestamp now, int bytes)
    {
        if (_state == State.Sending)
            _sent.AddAtEnd(now.Microseconds, bytes);
    }

    public void OnPaddingSent(int bytes) => _paddingBytes += bytes;

    /// <summary>After the padding that was due: waits for the next step, or for feedback.</summary>
    public void Advance(Timestamp now, long nextNumber, TimeSpan roundTrip)
    {
        if (_state != State.Sending)
            return;
        if (_paddingBytes < _plannedBytes)
        {
            _deadline = now + TimeSpan.FromMicroseconds(StepMicroseconds);
            return;
        }

        _last = nextNumber - 1;
        _state = State.Waiting;
        _deadline = now + Patience + roundTrip;
    }

    public void OnReceived(long number, long arrivedAt, int bytes)
    {
        if (_state != State.Idle && number >= _first && number <= _last)
            _received.Add(arrivedAt, bytes);
    }

    /// <summary>Nothing more comes of it: no padding could be sent, or the path changed.</summary>
    public void Cancel() => _state = State.Idle;

    /// <summary>True when it is over; <paramref name="bitsPerSecond"/> is what the path was seen to carry, null when that cannot be told.</summary>
    public bool TryFinish(Timestamp now, long highestReported, out double? bitsPerSecond)
    {
        bitsPerSecond = null;
        if (_state != State.Waiting || (highestReported < _last && now < _deadline))
            return false;
        _state = State.Idle;
        if (_received.Packets >= MinPackets && _received.Bytes >= _sent.Bytes * MinArrived)
            bitsPerSecond = Measure();
        return true;
    }

    private double? Measure()
    {
        // The last packets sent take no time in the sender's interval, the first that arrived none in the receiver's.
        var sent = Rate(_sent.Bytes - _sent.EdgeBytes, _sent.Last - _sent.First);
        var received = Rate(_received.Bytes - _received.EdgeBytes, _received.Last - _received.First);
        if (sent is null || received is null)
            return null;
        return received < sent * Saturated ? received * UsedOfLimit : Math.Min(sent.Value, received.Value);
    }

    private static double? Rate(long bytes, long microseconds) => microseconds <= 0 ? null : bytes * 8_000_000.0 / microseconds;

    private struct Side
    {
        public int Packets;
        public long Bytes;
        public long First;
        public long Last;

        /// <summary>Of the packets at the edge that no interval precedes or follows.</summary>
        public long EdgeBytes;

        public void AddAtEnd(long time, int bytes)
        {
            EdgeBytes = Packets > 0 && time == Last ? EdgeBytes + bytes : bytes;
            if (Packets == 0)
                First = time;
            Last = time;
            Packets++;
            Bytes += bytes;
        }

        public void Add(long time, int bytes)
        {
            if (Packets == 0 || time < First)
                (First, EdgeBytes) = (time, bytes);
            else if (time == First)
                EdgeBytes += bytes;
            Last = Packets == 0 ? time : Math.Max(Last, time);
            Packets++;
            Bytes += bytes;
        }
    }
}
