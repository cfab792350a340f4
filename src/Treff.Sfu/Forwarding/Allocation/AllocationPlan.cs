using Treff.Rtc.Congestion;

namespace Treff.Sfu.Forwarding.Allocation;

/// <summary>
/// What changes when the estimate does. The bandwidth is divided twice, once as it is and once with head room: what has more than the first
/// division allows loses it, what has less than the second one allows gains it, and what lies between stays. Estimates and the rates of
/// layers move all the time; pictures should not.
/// </summary>
internal sealed class AllocationPlan
{
    // Rates of layers are those of the last second; the next one brings larger frames.
    private const double UsableShare = 0.95;

    // Raising needs this much more room than staying.
    private const double RaiseShare = 0.85;

    private int[] _most = [];
    private int[] _least = [];

    /// <summary>The sum of all levels after the last <see cref="Apply"/>.</summary>
    public long Granted { get; private set; }

    /// <summary>The sum if everything wanted were sent.</summary>
    public long Wanted { get; private set; }

    /// <summary>What the cheapest next step adds; 0 when everything wanted is sent.</summary>
    public long NextStep { get; private set; }

    /// <summary>What was granted before had become too much.</summary>
    public bool WasTooMuch { get; private set; }

    /// <summary>Some video was raised or resumed.</summary>
    public bool HasRaised { get; private set; }

    /// <summary>Sets the level of each demand.</summary>
    /// <param name="demands">In the order of precedence; not empty.</param>
    /// <param name="bitsPerSecond">What the videos may take together.</param>
    /// <param name="reliably">What they could have taken all the time lately: raising goes by that.</param>
    /// <param name="mayRaise">False while the path recovers: what was taken away is not given back yet.</param>
    public void Apply(IReadOnlyList<VideoDemand> demands, long bitsPerSecond, long reliably, bool mayRaise)
    {
        EnsureRoom(demands.Count);
        BitrateAllocator.Divide(demands, (long)(bitsPerSecond * UsableShare), _most);
        BitrateAllocator.Divide(demands, (long)(reliably * RaiseShare), _least);
        var usable = (long)(bitsPerSecond * UsableShare);
        WasTooMuch = Present(demands) > usable;
        HasRaised = false;
        var fits = Sum(demands, mayRaise) <= usable;
        Granted = Wanted = NextStep = 0;
        // Greedy divisions of two budgets may differ both ways: what together is too much yields to the one that fits.
        for (var i = 0; i < demands.Count; i++)
            Set(demands[i], fits ? Choose(demands[i], i, mayRaise) : Math.Min(_most[i], Ceiling(demands[i], i, mayRaise)));
    }

    /// <summary>What more bandwidth would be used for, with what sound takes.</summary>
    public BandwidthDemand ToDemand(long soundBitsPerSecond) => new()
    {
        DesiredBitsPerSecond = soundBitsPerSecond + (long)(Wanted / RaiseShare),
        NextStepBitsPerSecond = NextStep == 0 ? 0 : soundBitsPerSecond + (long)((Granted + NextStep) / RaiseShare),
    };

    private void EnsureRoom(int count)
    {
        if (_most.Length >= count)
            return;
        _most = new int[count * 2];
        _least = new int[count * 2];
    }

    private static long Present(IReadOnlyList<VideoDemand> demands)
    {
        long sum = 0;
        for (var i = 0; i < demands.Count; i++)
            sum += demands[i].Cost(demands[i].Level);
        return sum;
    }

    private long Sum(IReadOnlyList<VideoDemand> demands, bool mayRaise)
    {
        long sum = 0;
        for (var i = 0; i < demands.Count; i++)
            sum += demands[i].Cost(Choose(demands[i], i, mayRaise));
        return sum;
    }

    private int Ceiling(VideoDemand demand, int i, bool mayRaise) =>
        mayRaise || demand.Level == VideoDemand.New ? _most[i] : demand.Level;

    private int Choose(VideoDemand demand, int i, bool mayRaise)
    {
        if (demand.Level == VideoDemand.New)
            return _least[i];
        if (demand.Level > _most[i])
            return _most[i];
        return demand.Level < _least[i] && mayRaise ? _least[i] : demand.Level;
    }

    private void Set(VideoDemand demand, int level)
    {
        if (demand.Steps.Count == 0)
            return;
        if (level == 0 && !demand.MayPause)
            level = 1;
        HasRaised |= level > demand.Level && demand.Level != VideoDemand.New;
        demand.Take(level);
        Granted += demand.Cost(level);
        Wanted += demand.Cost(demand.Steps.Count);
        if (level >= demand.Steps.Count)
            return;
        var price = demand.Cost(level + 1) - demand.Cost(level);
        if (NextStep == 0 || price < NextStep)
            NextStep = price;
    }
}
