namespace Treff.Rtc.Congestion;

/// <summary>
/// When the path is probed and how fast: at the start and as soon as something is held back, on and on while it goes well, then every few
/// seconds. Never while everything wanted fits.
/// </summary>
internal sealed class ProbeSchedule
{
    /// <summary>At most so many times the present target: a failed probe is a queue of a few packets then.</summary>
    private const double MaxFactor = 3;

    /// <summary>At least so many times the target, or little is learnt.</summary>
    private const double MinFactor = 1.5;

    /// <summary>Room above the next step, so that it is reached with 95 % of what was seen.</summary>
    private const double AboveNextStep = 1.25;

    /// <summary>A probe that reached this share of its rate is followed by the next one at once.</summary>
    private const double Success = 0.7;

    /// <summary>A raise by this factor that ends in congestion at once was wrong: shapers let short bursts pass.</summary>
    private const double RealRaise = 1.3;

    private static readonly TimeSpan FirstInterval = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan MaxInterval = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan MaxDistrust = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan RaiseOnTrial = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AfterCongestion = TimeSpan.FromSeconds(2);

    private TimeSpan _interval = FirstInterval;
    private TimeSpan _distrust = FirstInterval;
    private Timestamp _notBefore = Timestamp.Zero;
    private Timestamp _raisedAt = Timestamp.Never;

    /// <summary>When the next probe may start; <see cref="Timestamp.Never"/> while none is of use.</summary>
    public Timestamp Next(double target, in BandwidthDemand demand) => demand.NextStepBitsPerSecond > target ? _notBefore : Timestamp.Never;

    public bool TryPlan(Timestamp now, double target, in BandwidthDemand demand, out double bitsPerSecond)
    {
        bitsPerSecond = Math.Max(demand.NextStepBitsPerSecond * AboveNextStep, target * MinFactor);
        bitsPerSecond = Math.Min(bitsPerSecond, target * MaxFactor);
        bitsPerSecond = Math.Min(bitsPerSecond, Math.Max(demand.DesiredBitsPerSecond, demand.NextStepBitsPerSecond) * AboveNextStep);
        return now >= Next(target, demand);
    }

    /// <param name="seen">What the path was seen to carry; null when the probe told nothing.</param>
    public void OnResult(Timestamp now, double target, double tried, double? seen)
    {
        if (seen > target * RealRaise)
            _raisedAt = now;
        if (seen >= tried * Success && seen > target)
        {
            _interval = FirstInterval;
            _notBefore = now;
            return;
        }

        _notBefore = now + _interval;
        _interval = TimeSpan.FromTicks(Math.Min(_interval.Ticks * 3 / 2, MaxInterval.Ticks));
    }

    public void OnCongestion(Timestamp now)
    {
        var wait = AfterCongestion;
        if (_raisedAt != Timestamp.Never)
        {
            var wasWrong = now - _raisedAt < RaiseOnTrial;
            _distrust = wasWrong ? TimeSpan.FromTicks(Math.Min(_distrust.Ticks * 2, MaxDistrust.Ticks)) : FirstInterval;
            wait = wasWrong ? _distrust : wait;
            _raisedAt = Timestamp.Never;
        }

        if (_notBefore < now + wait)
            _notBefore = now + wait;
    }

    /// <summary>Everything learnt so far is about another path.</summary>
    public void Reset()
    {
        (_interval, _distrust) = (FirstInterval, FirstInterval);
        (_notBefore, _raisedAt) = (Timestamp.Zero, Timestamp.Never);
    }
}
