using Treff.Rtc;

namespace Treff.Sfu.Forwarding.Allocation;

/// <summary>
/// How long nothing is raised after something had to be lowered. Who raises and has to lower again soon waits twice as long the next time:
/// a network just between two layers would otherwise swing between them. A path that clearly carries more than it did then is another
/// network: nobody waits for what was learned about the old one.
/// </summary>
internal sealed class RaiseHold
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    // Lowering sooner than this after raising says that raising was a mistake.
    private static readonly TimeSpan ProbationTime = TimeSpan.FromSeconds(10);

    // Steps of a video are about a factor of three apart: a path that swings by less than this stays between the same two.
    private const int ClearlyMore = 2;

    private TimeSpan _hold = Shortest;
    private Timestamp _raiseAt = Timestamp.Zero;
    private Timestamp _raisedAt = Timestamp.Zero;
    private Timestamp _loweredAt = Timestamp.Zero;
    private long _lowestBitsPerSecond;

    /// <param name="reliableBitsPerSecond">What the path is known to carry.</param>
    public bool MayRaise(Timestamp now, long reliableBitsPerSecond) =>
        now >= _raiseAt || (now >= _loweredAt + Shortest && reliableBitsPerSecond >= ClearlyMore * _lowestBitsPerSecond);

    /// <param name="bitsPerSecond">What <paramref name="plan"/> was made for.</param>
    public void Observe(Timestamp now, AllocationPlan plan, long bitsPerSecond)
    {
        if (plan.HasRaised)
            _raisedAt = now;
        if (!plan.WasTooMuch)
            return;
        _lowestBitsPerSecond = now >= _raiseAt ? bitsPerSecond : Math.Min(_lowestBitsPerSecond, bitsPerSecond);
        _loweredAt = now;
        var isMistake = _raisedAt != Timestamp.Zero && now - _raisedAt < ProbationTime;
        if (isMistake && now >= _raiseAt)
            _hold = TimeSpan.FromTicks(Math.Min(_hold.Ticks * 2, Longest.Ticks));
        else if (!isMistake)
            _hold = Shortest;
        _raiseAt = now + _hold;
    }

    /// <summary>The subscriber wants something else: what was learned about the old picture says little about the new one.</summary>
    public void Reset(Timestamp now)
    {
        _hold = Shortest;
        _raiseAt = Timestamp.Min(_raiseAt, now);
    }
}
