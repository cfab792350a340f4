using Treff.Rtc;

namespace Treff.Sfu.Forwarding;

/// <summary>
/// Bits per second of each spatial and temporal layer that arrives, measured over windows of a second, as LiveKit does. Counts RTP
/// packets as received, with their headers.
/// </summary>
internal sealed class LayerRates
{
    private const int Layers = LayerTarget.MaxLayers;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    // Before the first window is over, a rate is told from what has come so far, once that says anything.
    private static readonly TimeSpan FirstGuess = TimeSpan.FromMilliseconds(200);

    private readonly long[] _bytes = new long[Layers * Layers];
    private readonly long[] _rates = new long[Layers * Layers];
    private Timestamp _start;
    private bool _hasStarted;
    private bool _hasWindow;

    public void Add(Timestamp now, int spatial, int temporal, int bytes)
    {
        if (!_hasStarted)
        {
            _hasStarted = true;
            _start = now;
        }

        MoveTo(now);
        _bytes[Slot(spatial, temporal)] += bytes;
    }

    /// <summary>The rate of exactly this layer; 0 when nothing has come for a window, or for a layer that does not exist.</summary>
    public long BitsPerSecond(Timestamp now, int spatial, int temporal)
    {
        if (!_hasStarted || spatial is < 0 or >= Layers || temporal is < 0 or >= Layers)
            return 0;
        MoveTo(now);
        var slot = Slot(spatial, temporal);
        if (_hasWindow)
            return _rates[slot];
        var elapsed = now - _start;
        return elapsed < FirstGuess ? 0 : ToRate(_bytes[slot], elapsed);
    }

    private void MoveTo(Timestamp now)
    {
        var elapsed = now - _start;
        if (elapsed < Window)
            return;
        var isSilent = elapsed >= Window * 2;
        for (var i = 0; i < _bytes.Length; i++)
        {
            _rates[i] = isSilent ? 0 : ToRate(_bytes[i], elapsed);
            _bytes[i] = 0;
        }

        _start = now;
        _hasWindow = true;
    }

    private static long ToRate(long bytes, TimeSpan elapsed) => bytes * 8 * TimeSpan.TicksPerSecond / elapsed.Ticks;

    private static int Slot(int spatial, int temporal) =>
        (Math.Clamp(spatial, 0, Layers - 1) * Layers) + Math.Clamp(temporal, 0, Layers - 1);
}
