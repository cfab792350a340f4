namespace Treff.Rtc.Congestion;

/// <summary>
/// The rate by delay alone (draft-ietf-rmcat-gcc-02 section 4.4 and 5.5): less than what arrives when a queue grows, the same while it
/// drains, more while there is none; additively near what the path was last seen to carry, by a factor elsewhere.
/// </summary>
internal sealed class DelayBasedRate(long startBitsPerSecond)
{
    /// <summary>beta of the draft.</summary>
    private const double Backoff = 0.85;

    /// <summary>A standing queue of half a second is to be gone in one.</summary>
    private const double StrongestBackoff = 0.5;

    /// <summary>Growth per second: eta of the draft; quicker before the first congestion, when nothing is known yet.</summary>
    private const double Growth = 1.08;
    private const double FirstGrowth = 1.5;

    /// <summary>Where "near what the path carried" ends.</summary>
    private const double NearCapacity = 1.1;

    /// <summary>The draft grows to 1.5 times what arrives: more is not known to fit.</summary>
    private const double MaxAboveAcknowledged = 1.5;

    private const int PacketBits = 1_200 * 8;

    private Timestamp _lastUpdate = Timestamp.Never;
    private Timestamp _lastDecrease = Timestamp.Zero;
    private double _capacity;

    public double BitsPerSecond { get; private set; } = startBitsPerSecond;

    public bool HasDecreased => _lastDecrease != Timestamp.Zero;

    /// <summary>A probe or another bound knows better.</summary>
    public void Set(double bitsPerSecond)
    {
        if (bitsPerSecond > _capacity * NearCapacity)
            _capacity = 0;
        BitsPerSecond = bitsPerSecond;
    }

    /// <param name="acknowledged">What arrives, in bits per second.</param>
    public void Decrease(Timestamp now, double acknowledged, in PathDelay path)
    {
        // What arrives tells of the time before: the last decrease has to have its effect first.
        if (HasDecreased && now - _lastDecrease < path.ResponseTime && acknowledged > BitsPerSecond / 2)
            return;
        var factor = Math.Clamp(1 - path.Queue.TotalSeconds, StrongestBackoff, Backoff);
        _capacity = acknowledged;
        _lastDecrease = now;
        _lastUpdate = now;
        BitsPerSecond = Math.Min(BitsPerSecond, acknowledged * factor);
    }

    public void Hold(Timestamp now) => _lastUpdate = now;

    public void Increase(Timestamp now, double acknowledged, in PathDelay path)
    {
        var seconds = _lastUpdate == Timestamp.Never ? 0 : Math.Clamp((now - _lastUpdate).TotalSeconds, 0, 1);
        _lastUpdate = now;
        if (acknowledged > _capacity * NearCapacity)
            _capacity = 0;
        var isNear = _capacity > 0 && BitsPerSecond < _capacity * NearCapacity;
        var grown = isNear
            ? BitsPerSecond + (seconds * PacketBits / path.ResponseTime.TotalSeconds)
            : BitsPerSecond * Math.Pow(HasDecreased ? Growth : FirstGrowth, seconds);
        BitsPerSecond = Math.Max(BitsPerSecond, Math.Min(grown, (acknowledged * MaxAboveAcknowledged) + PacketBits));
    }
}

/// <summary>The path's delays at the moment.</summary>
/// <param name="RoundTrip">Without the time that feedback waits.</param>
/// <param name="Queue">The part of it that is a queue.</param>
internal readonly record struct PathDelay(TimeSpan RoundTrip, TimeSpan Queue)
{
    /// <summary>Until a change of the rate shows in what is reported: the draft's round trip and 100 ms.</summary>
    public TimeSpan ResponseTime => RoundTrip + TimeSpan.FromMilliseconds(100);
}
