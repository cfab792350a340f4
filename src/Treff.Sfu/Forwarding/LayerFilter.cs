using Treff.Rtc.Rtp;

namespace Treff.Sfu.Forwarding;

/// <summary>
/// Leaves out what one subscriber is not to get of the stream that is forwarded to it: temporal layers of VP8, temporal and spatial layers
/// of VP9 and AV1. Decides whole frames, and only so that what remains can be decoded.
/// </summary>
internal sealed class LayerFilter
{
    private readonly Vp8Rewriter _vp8 = new();
    private DependencySelector? _dependencies;
    private Vp9Selector? _vp9;
    private bool _usesDependencies;

    /// <summary>This packet starts a source, or the same one after a pause.</summary>
    public void Start(in SourcePacket source, LayerTarget bounds)
    {
        _usesDependencies = source.Dependencies is not null;
        if (source.HasVp8)
            _vp8.Start(source.Vp8, bounds.Temporal);
        if (_usesDependencies)
            (_dependencies ??= new DependencySelector()).Start();
        else if (source.HasVp9)
            (_vp9 ??= new Vp9Selector()).Start();
    }

    /// <summary>False when the packet is left out.</summary>
    /// <param name="source">The packet.</param>
    /// <param name="bounds">The most that is to be sent.</param>
    /// <param name="kept">What else goes out differently from how it came.</param>
    public bool TrySelect(in SourcePacket source, LayerTarget bounds, out KeptPacket kept)
    {
        kept = new KeptPacket(source.Marker, null);
        if (source.HasVp8)
        {
            var isKept = _vp8.TryMap(source.Vp8, bounds.Temporal, out var rewrite);
            kept = new KeptPacket(source.Marker, rewrite);
            return isKept;
        }

        if (_usesDependencies)
        {
            if (source.Dependencies is not { } frame || !_dependencies!.TrySelect(frame, bounds))
                return false;
            kept = new KeptPacket(source.Marker || (frame.Descriptor.IsFrameEnd && source.Spatial == _dependencies.Spatial), null);
            return true;
        }

        if (!source.HasVp9 || _vp9 is null)
            return true;
        if (!_vp9.TrySelect(source.Vp9, source.Timestamp, bounds))
            return false;
        kept = new KeptPacket(source.Marker || (source.Vp9.IsFrameEnd && source.Spatial == _vp9.Spatial), null);
        return true;
    }

    /// <summary>More is wanted than can be decoded before the next key frame.</summary>
    /// <param name="bounds">The most that is to be sent.</param>
    /// <param name="highestLive">The highest spatial layer that arrives.</param>
    public bool NeedsKeyFrame(LayerTarget bounds, int highestLive)
    {
        if (_usesDependencies)
            return _dependencies!.NeedsKeyFrame(bounds);
        return _vp9 is { Spatial: >= 0 } vp9 && vp9.Spatial < Math.Min(bounds.Spatial, highestLive);
    }
}

/// <summary>How a packet goes out.</summary>
/// <param name="Marker">Set also on what has become the end of a picture, now that higher spatial layers are left out.</param>
/// <param name="Vp8">The rewritten numbers of VP8; null for other codecs.</param>
internal readonly record struct KeptPacket(bool Marker, Vp8Rewrite? Vp8);
