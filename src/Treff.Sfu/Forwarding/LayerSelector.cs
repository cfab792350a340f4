using Treff.Rtc;

namespace Treff.Sfu.Forwarding;

/// <summary>Which layer of a track a subscriber should get.</summary>
internal static class LayerSelector
{
    // Frames of all layers leave the encoder together: one that has fallen this far behind another has been switched off by its sender.
    private static readonly TimeSpan SilenceMeansStopped = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// The highest live layer that is not above <paramref name="maxIndex"/>; when only higher ones live, the lowest of them. Null when
    /// nothing has arrived.
    /// </summary>
    public static TrackLayer? Select(IReadOnlyList<TrackLayer> layers, int maxIndex)
    {
        var newest = Timestamp.Zero;
        for (var i = 0; i < layers.Count; i++)
        {
            if (layers[i].LastPacketAt > newest)
                newest = layers[i].LastPacketAt;
        }

        TrackLayer? best = null;
        for (var i = 0; i < layers.Count; i++)
        {
            var layer = layers[i];
            var isLive = newest - layer.LastPacketAt <= SilenceMeansStopped;
            if (isLive && (best is null || IsBetter(layer.Index, best.Index, maxIndex)))
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
