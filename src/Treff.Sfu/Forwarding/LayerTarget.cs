namespace Treff.Sfu.Forwarding;

/// <summary>
/// The most of a track that may go to a subscriber: its spatial layer (a simulcast layer, or one inside the stream with SVC) and its
/// temporal layer, both counted from 0, the lowest. What does not exist or does not live is replaced by the next lower one.
/// </summary>
internal readonly record struct LayerTarget(int Spatial, int Temporal)
{
    /// <summary>Spatial and temporal layers that are told apart: RTP descriptors hold up to 4 and 8, encoders make 3 and 3.</summary>
    public const int MaxLayers = 4;

    /// <summary>Nothing is sent.</summary>
    public static readonly LayerTarget Paused = new(-1, -1);

    /// <summary>The smallest picture, at whatever frame rate it comes.</summary>
    public static readonly LayerTarget Lowest = new(0, int.MaxValue);

    /// <summary>Everything that is published.</summary>
    public static readonly LayerTarget Unbounded = new(int.MaxValue, int.MaxValue);

    public bool IsPaused => Spatial < 0 || Temporal < 0;

    /// <summary>The lower of two bounds, in each dimension.</summary>
    public static LayerTarget Min(LayerTarget a, LayerTarget b) => new(Math.Min(a.Spatial, b.Spatial), Math.Min(a.Temporal, b.Temporal));
}
