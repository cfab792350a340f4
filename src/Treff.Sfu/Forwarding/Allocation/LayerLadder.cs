namespace Treff.Sfu.Forwarding.Allocation;

/// <summary>The qualities of a video in rising order, each one dearer than the one before.</summary>
internal static class LayerLadder
{
    // The lowest temporal layer of three is a slide show: good enough to see who is there, no reason for more pixels.
    private const int LowestTemporalOfLargerLayers = 1;

    /// <summary>Writes the steps of a track up to a bound; they replace what was in <paramref name="steps"/>.</summary>
    /// <param name="rates">By spatial and temporal layer, <see cref="LayerTarget.MaxLayers"/> each: bits per second up to and with that
    /// temporal layer, and for SVC with the spatial layers below. 0 where nothing is known to come.</param>
    /// <param name="bound">What the subscriber wants at most.</param>
    public static void Fill(List<LayerStep> steps, ReadOnlySpan<long> rates, LayerTarget bound)
    {
        steps.Clear();
        if (bound.IsPaused)
            return;
        for (var spatial = 0; spatial <= Math.Min(bound.Spatial, LayerTarget.MaxLayers - 1); spatial++)
        {
            var first = spatial == 0 ? 0 : Math.Min(LowestTemporalOfLargerLayers, bound.Temporal);
            for (var temporal = first; temporal <= Math.Min(bound.Temporal, LayerTarget.MaxLayers - 1); temporal++)
                Add(steps, new LayerStep(new LayerTarget(spatial, temporal), rates[(spatial * LayerTarget.MaxLayers) + temporal]));
        }
    }

    private static void Add(List<LayerStep> steps, LayerStep step)
    {
        if (step.BitsPerSecond <= 0)
            return;
        // What is better and costs no more takes the place of the worse: encoders without temporal layers have one rate for all of them.
        while (steps.Count > 0 && steps[^1].BitsPerSecond >= step.BitsPerSecond)
            steps.RemoveAt(steps.Count - 1);
        steps.Add(step);
    }
}
