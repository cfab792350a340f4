using Treff.Rtc.Rtp;

namespace Treff.Sfu.Forwarding;

/// <summary>
/// Which packets of a scalable VP9 stream one subscriber gets when there is no dependency descriptor, by the layer indices of the payload
/// descriptor (RFC 9628 section 4.2). Down at the next picture; temporal layers up where U says that one may, spatial layers up with a
/// frame that is not predicted from earlier pictures.
/// </summary>
internal sealed class Vp9Selector
{
    private uint _timestamp;
    private bool _hasStarted;

    /// <summary>The highest spatial layer that is sent at present; −1 before the first key frame.</summary>
    public int Spatial { get; private set; } = -1;

    public int Temporal { get; private set; } = -1;

    public void Start()
    {
        _hasStarted = false;
        Spatial = -1;
        Temporal = -1;
    }

    public bool TrySelect(in Vp9Descriptor descriptor, uint timestamp, LayerTarget bounds)
    {
        if (!descriptor.HasLayerIndices)
            return true;
        if (descriptor.IsKeyFrame)
        {
            // Everything after it builds on it.
            (Spatial, Temporal) = (bounds.Spatial, bounds.Temporal);
        }
        else if (!_hasStarted || timestamp != _timestamp)
        {
            (Spatial, Temporal) = (Math.Min(Spatial, bounds.Spatial), Math.Min(Temporal, bounds.Temporal));
        }

        _hasStarted = true;
        _timestamp = timestamp;
        if (descriptor.IsFrameStart)
            StepUp(descriptor, bounds);
        return descriptor.SpatialId <= Spatial && descriptor.TemporalId <= Temporal;
    }

    private void StepUp(in Vp9Descriptor descriptor, LayerTarget bounds)
    {
        if (descriptor.TemporalId == Temporal + 1 && descriptor.TemporalId <= bounds.Temporal && descriptor.IsSwitchingPoint)
            Temporal = descriptor.TemporalId;
        if (descriptor.SpatialId == Spatial + 1 && descriptor.SpatialId <= bounds.Spatial && !descriptor.IsInterPicturePredicted)
            Spatial = descriptor.SpatialId;
    }
}
