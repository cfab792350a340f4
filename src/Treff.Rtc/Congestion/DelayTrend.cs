namespace Treff.Rtc.Congestion;

/// <summary>What the delays say about the bottleneck's queue.</summary>
internal enum DelaySignal
{
    Normal,

    /// <summary>The queue grows: more is sent than the path carries.</summary>
    Overuse,

    /// <summary>The queue drains: the rate is right, wait until it is empty.</summary>
    Underuse,
}

/// <summary>
/// Whether delays rise: a line through the last 20 accumulated delay variations, held against a threshold that adapts to the path's own
/// jitter (draft-ietf-rmcat-gcc-02 section 4.4 for the threshold; the line in place of the Kalman filter, as libwebrtc has it).
/// </summary>
internal sealed class DelayTrend
{
    private const int Window = 20;

    /// <summary>Of the accumulated delay, before the line is drawn.</summary>
    private const double Smoothing = 0.9;

    /// <summary>Slope times samples times this is compared with the threshold, in milliseconds.</summary>
    private const double Gain = 4;

    private const int MaxSamples = 60;
    private const double FirstThreshold = 12.5;
    private const double MinThreshold = 6;
    private const double MaxThreshold = 600;

    /// <summary>K_u and K_d of the draft: slowly up, or a flow beside us that fills the queue would starve us; fast down.</summary>
    private const double ThresholdUp = 0.0087;
    private const double ThresholdDown = 0.039;

    /// <summary>Spikes beyond this do not move the threshold.</summary>
    private const double MaxAdaptation = 15;

    /// <summary>draft: overuse_time_th.</summary>
    private const double OveruseMilliseconds = 10;

    private readonly (double Time, double Delay)[] _points = new (double, double)[Window];
    private int _count;
    private int _samples;
    private double _accumulated;
    private double _smoothed;
    private double _threshold = FirstThreshold;
    private double _previousTrend;
    private double _overuseFor = -1;
    private int _overuseCount;

    public DelaySignal Signal { get; private set; }

    public void Add(in GroupDelta delta)
    {
        var interval = delta.Sent / 1000.0;
        _accumulated += (delta.Arrived - delta.Sent) / 1000.0;
        _smoothed = (Smoothing * _smoothed) + ((1 - Smoothing) * _accumulated);
        _points[_count++ % Window] = (delta.ArrivedAt / 1000.0, _smoothed);
        _samples = Math.Min(_samples + 1, MaxSamples);
        if (_count >= Window)
            Detect(Slope(), interval);
    }

    public void Reset()
    {
        (_count, _samples, _accumulated, _smoothed) = (0, 0, 0, 0);
        (_threshold, _previousTrend, _overuseFor, _overuseCount) = (FirstThreshold, 0, -1, 0);
        Signal = DelaySignal.Normal;
    }

    /// <summary>Least squares; 0 when all points stand at one time.</summary>
    private double Slope()
    {
        double meanTime = 0, meanDelay = 0;
        foreach (var (time, delay) in _points)
        {
            meanTime += time / Window;
            meanDelay += delay / Window;
        }

        double numerator = 0, denominator = 0;
        foreach (var (time, delay) in _points)
        {
            numerator += (time - meanTime) * (delay - meanDelay);
            denominator += (time - meanTime) * (time - meanTime);
        }

        return denominator == 0 ? 0 : numerator / denominator;
    }

    private void Detect(double trend, double interval)
    {
        var modified = _samples * trend * Gain;
        if (modified > _threshold)
        {
            _overuseFor = _overuseFor < 0 ? interval / 2 : _overuseFor + interval;
            _overuseCount++;
            if (_overuseFor > OveruseMilliseconds && _overuseCount > 1 && trend >= _previousTrend)
            {
                (_overuseFor, _overuseCount) = (0, 0);
                Signal = DelaySignal.Overuse;
            }
        }
        else
        {
            (_overuseFor, _overuseCount) = (-1, 0);
            Signal = modified < -_threshold ? DelaySignal.Underuse : DelaySignal.Normal;
        }

        _previousTrend = trend;
        Adapt(Math.Abs(modified), interval);
    }

    private void Adapt(double modified, double interval)
    {
        if (modified > _threshold + MaxAdaptation)
            return;
        var gain = modified < _threshold ? ThresholdDown : ThresholdUp;
        _threshold += gain * (modified - _threshold) * Math.Clamp(interval, 0, 100);
        _threshold = Math.Clamp(_threshold, MinThreshold, MaxThreshold);
    }
}
