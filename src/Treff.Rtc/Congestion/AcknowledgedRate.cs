namespace Treff.Rtc.Congestion;

/// <summary>
/// What arrived at the peer per second, on its own clock, over the last half second of reports. An interval whose report was lost is left
/// out: nobody knows what arrived in it.
/// </summary>
internal sealed class AcknowledgedRate
{
    private const int MaxReports = 32;
    private const long WindowMicroseconds = 500_000;

    /// <summary>Less would be the rate inside one frame.</summary>
    private const long MinWindowMicroseconds = 150_000;

    /// <summary>Receivers report at least four times a second: longer ago means that nothing was sent.</summary>
    private const long MaxPauseMicroseconds = 1_000_000;

    private readonly (long Bytes, long Duration)[] _reports = new (long, long)[MaxReports];
    private int _count;
    private long _lastArrival = long.MinValue;
    private long _first;
    private long _last;
    private long _bytes;
    private long _bytesAtFirst;

    /// <summary>In bits per second; null before enough was reported.</summary>
    public long? BitsPerSecond { get; private set; }

    public void BeginReport() => (_first, _last, _bytes, _bytesAtFirst) = (long.MaxValue, long.MinValue, 0, 0);

    public void Add(long arrivedAt, int bytes)
    {
        _bytes += bytes;
        _last = Math.Max(_last, arrivedAt);
        if (arrivedAt < _first)
            (_first, _bytesAtFirst) = (arrivedAt, bytes);
    }

    /// <param name="isContinuous">False when a report before this one is missing.</param>
    public void EndReport(bool isContinuous)
    {
        if (_bytes == 0)
            return;
        var isFollowing = isContinuous && _lastArrival != long.MinValue && _last - _lastArrival < MaxPauseMicroseconds;
        var duration = isFollowing ? _last - _lastArrival : _last - _first;
        var bytes = isFollowing ? _bytes : _bytes - _bytesAtFirst;
        _lastArrival = Math.Max(_lastArrival, _last);
        if (duration <= 0)
            return;
        _reports[_count++ % MaxReports] = (bytes, duration);
        Sum();
    }

    public void Reset()
    {
        (_count, _lastArrival) = (0, long.MinValue);
        BitsPerSecond = null;
    }

    private void Sum()
    {
        long bytes = 0, duration = 0;
        for (var i = 1; i <= Math.Min(_count, MaxReports) && duration < WindowMicroseconds; i++)
        {
            var report = _reports[(_count - i) % MaxReports];
            bytes += report.Bytes;
            duration += report.Duration;
        }

        if (duration >= MinWindowMicroseconds)
            BitsPerSecond = bytes * 8_000_000 / duration;
    }
}
