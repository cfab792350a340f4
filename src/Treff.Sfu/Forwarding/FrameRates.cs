using Treff.Rtc;

namespace Treff.Sfu.Forwarding;

/// <summary>Frames per second of a stream by temporal layer, over the last second.</summary>
internal sealed class FrameRates
{
    private readonly LayerRates _frames = new();

    /// <summary>The last packet of a frame has come.</summary>
    public void Add(Timestamp now, int temporal) => _frames.Add(now, 0, temporal, 1);

    /// <summary>What a subscriber sees of everything up to a temporal layer; 0 when nothing has been measured.</summary>
    public double UpTo(Timestamp now, int temporal)
    {
        double sum = 0;
        for (var i = 0; i <= Math.Min(temporal, LayerTarget.MaxLayers - 1); i++)
            sum += _frames.BitsPerSecond(now, 0, i) / 8.0;
        return sum;
    }
}
