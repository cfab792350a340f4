using Treff.Rtc;

namespace Treff.Sfu.Forwarding;

/// <summary>
/// Decides when a layer's publisher is asked for a key frame: at once, not again for half a second, and again until one came.
/// </summary>
internal sealed class KeyFrameRequests
{
    // LiveKit's throttle for the lowest layer; one encoder cannot usefully start anew more often.
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private Timestamp _notBefore = Timestamp.Zero;

    /// <summary>Somebody waits for a key frame of this layer.</summary>
    public bool IsWanted { get; private set; }

    public void Want() => IsWanted = true;

    /// <summary>True when a request is to be sent now.</summary>
    public bool TryTake(Timestamp now)
    {
        if (!IsWanted || now < _notBefore)
            return false;
        _notBefore = now + Interval;
        return true;
    }

    /// <summary>A key frame has arrived: whoever still wants one says so again.</summary>
    public void OnKeyFrame() => IsWanted = false;
}
