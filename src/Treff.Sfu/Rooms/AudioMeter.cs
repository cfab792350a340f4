namespace Treff.Sfu.Rooms;

/// <summary>How loud one microphone was, from the levels in its packets (RFC 6464), in windows of <see cref="ActiveSpeakers.Interval"/>.</summary>
internal sealed class AudioMeter
{
    // LiveKit: louder than −35 dBov counts as speech.
    private const int ActiveLevel = 35;

    // LiveKit: somebody speaks who does so for 40 % of a window; Opus packets are 20 ms.
    private const double ActiveShare = 0.4;
    private const double PacketsPerWindow = 20;

    // Exponential smoothing over two windows: 2 / (N + 1).
    private const double Smoothing = 2.0 / 3.0;

    private int _activePackets;
    private int _loudest = Treff.Rtc.Rtp.AudioLevel.Silence;
    private double _smoothed;

    /// <summary>A packet's level in −dBov, 0 = loudest.</summary>
    public void Observe(int level)
    {
        if (level > ActiveLevel)
            return;
        _activePackets++;
        _loudest = Math.Min(_loudest, level);
    }

    /// <summary>Ends a window: 0 when silent, else the linear level up to 1.</summary>
    public double Close()
    {
        var share = Math.Min(_activePackets / PacketsPerWindow, 1);
        var level = share >= ActiveShare ? Math.Pow(10, -_loudest / 20.0) * share : 0;
        _activePackets = 0;
        _loudest = Treff.Rtc.Rtp.AudioLevel.Silence;
        _smoothed += (level - _smoothed) * Smoothing;
        return _smoothed >= Math.Pow(10, -ActiveLevel / 20.0) ? _smoothed : 0;
    }
}
