using Treff.LiveKit.Protocol;
using Treff.Rtc;

namespace Treff.Sfu.Forwarding;

/// <summary>Which layers a subscriber asks for: by the size it shows a track in, by a quality, and by a frame rate.</summary>
internal static class RequestedLayers
{
    // LiveKit: a layer is big enough that has 90 % of the wanted height. The same for frame rates, which are never exact.
    private const double Enough = 0.9;

    public static LayerTarget Of(Timestamp now, PublishedTrack track, UpdateTrackSettings settings)
    {
        if (settings.Disabled)
            return LayerTarget.Paused;
        var spatial = settings.Width > 0 || settings.Height > 0
            ? BySize(track.LayerSizes, settings.Width, settings.Height)
            : ByQuality(track.DeclaredLayers, settings.Quality);
        return new LayerTarget(spatial, settings.Fps > 0 ? ByFrameRate(now, track, spatial, settings.Fps) : int.MaxValue);
    }

    /// <summary>The pixels that the subscriber shows of it; those of the whole track when it does not say.</summary>
    public static long Pixels(PublishedTrack track, UpdateTrackSettings? settings, LayerTarget wanted)
    {
        if (settings is { Width: > 0, Height: > 0 })
            return (long)settings.Width * settings.Height;
        var sizes = track.LayerSizes;
        var (width, height) = sizes.Count == 0 ? (track.Info.Width, track.Info.Height) : sizes[Math.Clamp(wanted.Spatial, 0, sizes.Count - 1)];
        return (long)width * height;
    }

    /// <summary>The highest quality that a publisher has to send for somebody who wants this.</summary>
    public static int Quality(IReadOnlyList<VideoLayer> layers, LayerTarget wanted)
    {
        if (wanted.IsPaused)
            return SubscribedQualities.Off;
        return layers.Count == 0 ? (int)VideoQuality.High : (int)layers[Math.Min(wanted.Spatial, layers.Count - 1)].Quality;
    }

    /// <summary>By height, as LiveKit compares them; of layers with one size the highest.</summary>
    public static int BySize(IReadOnlyList<(uint Width, uint Height)> sizes, uint width, uint height)
    {
        for (var i = 0; i < sizes.Count - 1; i++)
        {
            var isEnough = height > 0 ? sizes[i].Height >= Enough * height : sizes[i].Width >= Enough * width;
            if (isEnough && sizes[i] != sizes[i + 1])
                return i;
        }

        return int.MaxValue;
    }

    private static int ByQuality(IReadOnlyList<VideoLayer> layers, VideoQuality quality) =>
        quality >= VideoQuality.High ? int.MaxValue : Math.Max(0, layers.Count(layer => layer.Quality <= quality) - 1);

    private static int ByFrameRate(Timestamp now, PublishedTrack track, int spatial, uint fps)
    {
        for (var temporal = 0; temporal < LayerTarget.MaxLayers; temporal++)
        {
            if (track.FramesPerSecond(now, spatial, temporal) >= Enough * fps)
                return temporal;
        }

        return int.MaxValue;
    }
}
