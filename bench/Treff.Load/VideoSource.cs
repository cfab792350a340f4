using Treff.Sfu.Rooms;

namespace Treff.Load;

/// <summary>A camera: in every step one frame of each layer, all packets of a frame at once.</summary>
internal sealed class VideoSource(PeerLink link, IReadOnlyList<VideoLayer> layers, int framesPerSecond)
    : MediaSource(TimeSpan.FromSeconds(1.0 / framesPerSecond))
{
    protected override void Send()
    {
        foreach (var layer in layers)
            layer.SendFrame(link, framesPerSecond);
    }
}
