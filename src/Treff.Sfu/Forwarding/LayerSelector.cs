using Treff.Rtc;

namespace Treff.Sfu.Forwarding;

/// <summary>Which layer of a track a subscriber should get.</summary>
internal static class LayerSelector
{
    /// <summary>
    /// The highest live layer that is not above <paramref name="maxIndex"/>; when only higher ones live, the lowest of them. Null when
    /// nothing arrives.
    /// </summary>
    public static TrackLayer? Select(IReadOnlyList<TrackLayer> layers, int maxIndex, Timestamp now)
    {
        TrackLayer? best = null;
        for (var i = 0; i < layers.Count; i++)
        {
            var layer = layers[i];
            if (layer.IsLive(now) && (best is null || IsBetter(layer.Index, best.Index, maxIndex)))
                best = layer;
        }

        return best;
    }

    private static bool IsBetter(int candidate, int best, int maxIndex)
    {
        if (candidate <= maxIndex)
            return best > maxIndex || candidate > best;
        return best > maxIndex && candidate < best;
    }
}
