namespace Treff.Server.Statistics;

/// <summary>From when to when somebody was there; null = still there.</summary>
internal readonly record struct Interval(string Identity, DateTimeOffset JoinedAt, DateTimeOffset? LeftAt)
{
    /// <summary>Most intervals at the same time. Whoever leaves in the moment in which another comes makes room first.</summary>
    public static int Peak(IReadOnlyCollection<Interval> intervals)
    {
        var changes = new List<(DateTimeOffset At, int Change)>(2 * intervals.Count);
        foreach (var interval in intervals)
        {
            changes.Add((interval.JoinedAt, 1));
            if (interval.LeftAt is { } leftAt)
                changes.Add((leftAt > interval.JoinedAt ? leftAt : interval.JoinedAt.AddTicks(1), -1));
        }

        changes.Sort();
        var (peak, now) = (0, 0);
        foreach (var (_, change) in changes)
            peak = Math.Max(peak, now += change);
        return peak;
    }
}
