namespace Treff.Rtc.Congestion;

/// <summary>
/// Gathers packets that left within 5 ms into groups and gives how much later each group arrived than it left, against the group before
/// (draft-ietf-rmcat-gcc-02 section 4.2).
/// </summary>
internal sealed class PacketGroups
{
    /// <summary>draft-ietf-rmcat-gcc-02 section 5.2: burst_time.</summary>
    private const long BurstMicroseconds = 5_000;

    /// <summary>Packets that a path released together count as one group up to this length.</summary>
    private const long MaxReleaseMicroseconds = 100_000;

    /// <summary>A jump of the receiver's clock, or of ours: there is no telling, so everything starts again.</summary>
    private const long MaxStepMicroseconds = 3_000_000;

    private Group _previous;
    private Group _current;
    private bool _hasPrevious;
    private bool _hasCurrent;

    /// <summary>Packets in the order in which they were sent; one that is out of order is left out.</summary>
    /// <returns>True when a group is complete and there was one before it.</returns>
    public bool TryAdd(long sentAt, long arrivedAt, out GroupDelta delta)
    {
        delta = default;
        if (!_hasCurrent)
        {
            Start(sentAt, arrivedAt);
            return false;
        }

        if (sentAt < _current.FirstSent)
            return false;
        if (Belongs(sentAt, arrivedAt))
        {
            _current.LastSent = Math.Max(_current.LastSent, sentAt);
            _current.LastArrived = Math.Max(_current.LastArrived, arrivedAt);
            return false;
        }

        var hasDelta = _hasPrevious;
        delta = new GroupDelta(
            _current.LastSent - _previous.LastSent, _current.LastArrived - _previous.LastArrived, _current.LastArrived);
        _previous = _current;
        _hasPrevious = true;
        Start(sentAt, arrivedAt);
        if (!hasDelta)
            return false;
        if (delta.Arrived >= 0 && Math.Abs(delta.Arrived - delta.Sent) <= MaxStepMicroseconds)
            return true;
        _hasPrevious = false;
        return false;
    }

    public void Reset() => (_hasPrevious, _hasCurrent) = (false, false);

    private void Start(long sentAt, long arrivedAt)
    {
        _hasCurrent = true;
        _current = new Group { FirstSent = sentAt, LastSent = sentAt, FirstArrived = arrivedAt, LastArrived = arrivedAt };
    }

    private bool Belongs(long sentAt, long arrivedAt)
    {
        if (sentAt - _current.FirstSent <= BurstMicroseconds)
            return true;
        var sinceLast = arrivedAt - _current.LastArrived;
        var wasHeldUp = sinceLast < sentAt - _current.LastSent;
        return wasHeldUp && sinceLast <= BurstMicroseconds && arrivedAt - _current.FirstArrived < MaxReleaseMicroseconds;
    }

    private struct Group
    {
        public long FirstSent;
        public long LastSent;
        public long FirstArrived;
        public long LastArrived;
    }
}

/// <summary>Two neighbouring groups of packets.</summary>
/// <param name="Sent">Between their departures, in microseconds.</param>
/// <param name="Arrived">Between their arrivals, in microseconds.</param>
/// <param name="ArrivedAt">Of the second one, on the receiver's clock.</param>
internal readonly record struct GroupDelta(long Sent, long Arrived, long ArrivedAt);
