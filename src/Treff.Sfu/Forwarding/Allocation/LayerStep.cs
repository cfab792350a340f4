namespace Treff.Sfu.Forwarding.Allocation;

/// <summary>One of the qualities that a video can be sent in.</summary>
/// <param name="Target">The layers that are sent then.</param>
/// <param name="BitsPerSecond">What they take together.</param>
internal readonly record struct LayerStep(LayerTarget Target, long BitsPerSecond);
