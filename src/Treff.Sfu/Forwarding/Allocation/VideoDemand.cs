namespace Treff.Sfu.Forwarding.Allocation;

/// <summary>What one video could be sent in, what it is sent in, and how it stands against the others of the same subscriber.</summary>
internal sealed class VideoDemand
{
    /// <summary>Nothing was decided yet, or nothing can be: no packets have come.</summary>
    public const int New = -1;

    // How much of a falling rate is believed at once: key frames and movement come back.
    private const double Decay = 0.3;

    private readonly long[] _rates = new long[LayerTarget.MaxLayers * LayerTarget.MaxLayers];

    /// <summary>The qualities, lowest first.</summary>
    public List<LayerStep> Steps { get; } = [];

    /// <summary>The speaker and shared screens: before all others.</summary>
    public bool IsFirst { get; set; }

    /// <summary>
    /// How much of the screen it takes: pixels, weighted by the client's priority. Among equals the larger one comes first, and rates are
    /// compared per pixel.
    /// </summary>
    public long Weight { get; set; } = 1;

    /// <summary>Among equals the lower one comes first, always.</summary>
    public int Order { get; set; }

    /// <summary>The client agreed to see nothing rather than too much. Otherwise the lowest step is given whether it fits or not.</summary>
    public bool MayPause { get; set; } = true;

    /// <summary>How many of <see cref="Steps"/> it has: 0 is paused, <see cref="New"/> when nothing was decided.</summary>
    public int Level { get; private set; } = New;

    /// <summary>The layers of its level; the lowest one while nothing was decided, so that something can begin.</summary>
    public LayerTarget Granted { get; private set; } = LayerTarget.Lowest;

    /// <summary>How many spatial layers it is below what is wanted and there: paused it is all of them.</summary>
    public int MissingLayers => Level == New || Steps.Count == 0 ? 0
        : Level == 0 ? LayerTarget.MaxLayers
        : Steps[^1].Target.Spatial - Steps[Level - 1].Target.Spatial;

    /// <summary>Bits per second of a level.</summary>
    public long Cost(int level) => level <= 0 ? 0 : Steps[Math.Min(level, Steps.Count) - 1].BitsPerSecond;

    /// <summary>Other layers come, their rates have moved, or more or less is wanted. The level stays what it means.</summary>
    /// <param name="rates">As <see cref="LayerLadder.Fill"/> takes them.</param>
    /// <param name="bound">What the subscriber wants at most.</param>
    public void Rebuild(ReadOnlySpan<long> rates, LayerTarget bound)
    {
        for (var i = 0; i < _rates.Length; i++)
            _rates[i] = Smooth(_rates[i], rates[i]);
        LayerLadder.Fill(Steps, _rates, bound);
        if (Level != 0)
            Level = LevelOf(Granted);
    }

    public void Take(int level)
    {
        Level = level;
        Granted = level <= 0 ? LayerTarget.Paused : Steps[level - 1].Target;
    }

    /// <summary>The video stopped or the subscriber switched it off: what it gets afterwards is decided anew.</summary>
    public void Forget()
    {
        Level = New;
        Granted = LayerTarget.Lowest;
        Steps.Clear();
        Array.Clear(_rates);
    }

    private static long Smooth(long old, long rate) => rate == 0 || rate >= old ? rate : old - (long)((old - rate) * Decay);

    /// <summary>The highest step that is not above what was granted; the lowest one when all are.</summary>
    private int LevelOf(LayerTarget granted)
    {
        if (Level == New || Steps.Count == 0)
            return New;
        var level = 1;
        for (var i = 1; i < Steps.Count; i++)
        {
            var target = Steps[i].Target;
            if (target.Spatial < granted.Spatial || (target.Spatial == granted.Spatial && target.Temporal <= granted.Temporal))
                level = i + 1;
        }

        return level;
    }
}
