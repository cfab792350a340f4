namespace Treff.Sfu.Forwarding.Allocation;

/// <summary>
/// Divides bandwidth among the videos that go to one subscriber. The speaker and shared screens come first, but leave the others their
/// lowest quality as far as four tenths go; then everybody gets something to see; what is left goes where a pixel has the fewest bits.
/// </summary>
/// <remarks>Pure arithmetic: no time, no state. The same demands and the same budget give the same levels.</remarks>
internal static class BitrateAllocator
{
    // The share that the first ones leave to the lowest quality of all others.
    private const double OthersShare = 0.4;

    /// <summary>Writes the level of each demand; the demands stand in the order of precedence.</summary>
    public static void Divide(IReadOnlyList<VideoDemand> demands, long bitsPerSecond, Span<int> levels)
    {
        levels[..demands.Count].Clear();
        var budget = bitsPerSecond;
        GiveLowest(demands, isFirst: true, levels, ref budget);
        var reserve = Math.Min((long)(bitsPerSecond * OthersShare), LowestOfOthers(demands));
        budget -= reserve;
        Raise(demands, isFirst: true, levels, ref budget);
        budget += reserve;
        GiveLowest(demands, isFirst: false, levels, ref budget);
        Raise(demands, isFirst: true, levels, ref budget);
        Raise(demands, isFirst: false, levels, ref budget);
    }

    private static long LowestOfOthers(IReadOnlyList<VideoDemand> demands)
    {
        long sum = 0;
        for (var i = 0; i < demands.Count; i++)
            sum += demands[i].IsFirst || demands[i].Steps.Count == 0 ? 0 : demands[i].Cost(1);
        return sum;
    }

    private static void GiveLowest(IReadOnlyList<VideoDemand> demands, bool isFirst, Span<int> levels, ref long budget)
    {
        for (var i = 0; i < demands.Count; i++)
        {
            var demand = demands[i];
            if (demand.IsFirst != isFirst || demand.Steps.Count == 0 || (demand.MayPause && demand.Cost(1) > budget))
                continue;
            levels[i] = 1;
            budget -= demand.Cost(1);
        }
    }

    /// <summary>One step at a time for whoever has the fewest bits per pixel, until nobody's next step fits.</summary>
    private static void Raise(IReadOnlyList<VideoDemand> demands, bool isFirst, Span<int> levels, ref long budget)
    {
        while (FindPoorest(demands, isFirst, levels, budget) is >= 0 and var poorest)
        {
            budget -= Price(demands[poorest], levels[poorest]);
            levels[poorest]++;
        }
    }

    private static int FindPoorest(IReadOnlyList<VideoDemand> demands, bool isFirst, ReadOnlySpan<int> levels, long budget)
    {
        var poorest = -1;
        for (var i = 0; i < demands.Count; i++)
        {
            var (demand, level) = (demands[i], levels[i]);
            if (demand.IsFirst != isFirst || level == 0 || level >= demand.Steps.Count || Price(demand, level) > budget)
                continue;
            if (poorest < 0 || IsPoorer(demand, level, demands[poorest], levels[poorest]))
                poorest = i;
        }

        return poorest;
    }

    private static long Price(VideoDemand demand, int level) => demand.Cost(level + 1) - demand.Cost(level);

    /// <summary>Fewer bits for each pixel that is shown, without dividing.</summary>
    private static bool IsPoorer(VideoDemand a, int levelOfA, VideoDemand b, int levelOfB) =>
        (Int128)a.Cost(levelOfA) * Weight(b, levelOfB) < (Int128)b.Cost(levelOfB) * Weight(a, levelOfA);

    /// <summary>Who has the next step already keeps it before an equal gets it: rates move all the time, and nobody should swap for that.</summary>
    private static long Weight(VideoDemand demand, int level) => demand.Level > level ? demand.Weight * 3 / 2 : demand.Weight;
}
