namespace Treff.Rtc.Congestion;

/// <summary>
/// How far one probe is believed: jitter can stretch or squeeze a burst. What was only assumed yields to the first probe; once the path
/// has shown a limit, much more or much less has to be seen twice in a row.
/// </summary>
internal sealed class ProbeBelief
{
    private const double MuchMore = 1.3;
    private const double MuchLess = 0.9;

    private bool _isMeasured;
    private bool _sawMore;
    private bool _sawLess;

    /// <summary>The rate to take from what a probe has seen; null to leave it.</summary>
    public double? Judge(DelayBasedRate rate, double seen)
    {
        var isMore = seen > rate.BitsPerSecond;
        var isMuchMore = seen > rate.BitsPerSecond * MuchMore;
        var isMuchLess = seen < rate.BitsPerSecond * MuchLess;
        var isNew = !_isMeasured && !rate.HasDecreased;
        double? believed = isMore ? isMuchMore && !_sawMore && rate.HasDecreased ? rate.BitsPerSecond * MuchMore : seen
            : isMuchLess && (isNew || _sawLess) ? seen
            : null;
        (_sawMore, _sawLess) = (isMuchMore, isMuchLess && believed is null);
        _isMeasured |= believed is not null;
        return believed;
    }
}
