using System.Diagnostics;
using Treff.LiveKit.Protocol;
using Treff.Sfu.Metrics;

namespace Treff.Sfu.Rooms;

/// <summary>Adds up how long a connection was how good.</summary>
internal sealed class QualityTimes
{
    private TimeSpan _excellent;
    private TimeSpan _good;
    private TimeSpan _poor;

    public void Add(ConnectionQuality quality, TimeSpan time)
    {
        switch (quality)
        {
            case ConnectionQuality.Excellent:
                _excellent += time;
                break;
            case ConnectionQuality.Good:
                _good += time;
                break;
            case ConnectionQuality.Poor or ConnectionQuality.Lost:
                _poor += time;
                break;
            default:
                throw new UnreachableException();
        }
    }

    public QualitySample ToSample() => new(_excellent, _good, _poor);
}
