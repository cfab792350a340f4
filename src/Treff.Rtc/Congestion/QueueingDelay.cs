namespace Treff.Rtc.Congestion;

/// <summary>
/// How long packets wait in queues on the path: their one-way delay above the lowest one of the last 10 to 20 seconds. The two clocks need
/// not agree; a path that became longer for good counts as a queue until the window has passed.
/// </summary>
internal sealed class QueueingDelay
{
    private const long HalfWindowMicroseconds = 10_000_000;
    private const long None = long.MaxValue;

    private long _lowest = None;
    private long _lowestBefore = None;
    private long _lowestInReport = None;
    private long _halfWindowEnd;

    /// <summary>Of the last report that held a packet; the least of its packets, so that jitter does not count.</summary>
    public TimeSpan Value { get; private set; }

    public void Add(long sentAt, long arrivedAt) => _lowestInReport = Math.Min(_lowestInReport, arrivedAt - sentAt);

    /// <summary>All packets of a report were added.</summary>
    public void EndReport(Timestamp now)
    {
        if (_lowestInReport == None)
            return;
        if (now.Microseconds >= _halfWindowEnd)
        {
            _halfWindowEnd = now.Microseconds + HalfWindowMicroseconds;
            _lowestBefore = _lowest;
            _lowest = None;
        }

        _lowest = Math.Min(_lowest, _lowestInReport);
        Value = TimeSpan.FromMicroseconds(_lowestInReport - Math.Min(_lowest, _lowestBefore));
        _lowestInReport = None;
    }

    public void Reset()
    {
        (_lowest, _lowestBefore, _lowestInReport) = (None, None, None);
        Value = TimeSpan.Zero;
    }
}
