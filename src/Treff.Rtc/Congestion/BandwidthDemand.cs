namespace Treff.Rtc.Congestion;

/// <summary>
/// What whoever divides the bandwidth would do with more of it. Probing costs padding, so it happens only while something is held back and
/// never beyond what could be used. Rates count as those of <see cref="BandwidthEstimate"/>.
/// </summary>
public readonly record struct BandwidthDemand
{
    /// <summary>Nothing is held back: no probing.</summary>
    public static readonly BandwidthDemand Satisfied;

    /// <summary>Everything wanted at the wanted quality, together; 0 when nothing is wanted.</summary>
    public long DesiredBitsPerSecond { get; init; }

    /// <summary>
    /// The total at which the next thing that is held back (a layer, a paused track) would fit: what a probe has to reach to be of use. 0 when
    /// everything wanted is being sent.
    /// </summary>
    public long NextStepBitsPerSecond { get; init; }
}
