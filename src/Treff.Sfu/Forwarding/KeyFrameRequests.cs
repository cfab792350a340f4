using Treff.Rtc;

namespace Treff.Sfu.Forwarding;

/// <summary>
/// Decides when a layer's publisher is asked for a key frame: at once, not again for a while however many want one, and again until one came.
/// </summary>
/// <param name="layer">The simulcast layer: 0 is the smallest.</param>
internal sealed class KeyFrameRequests(int layer)
{
    // LiveKit's throttle: a key frame of the smallest layer costs least.
    private static readonly TimeSpan LowestInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan HigherInterval = TimeSpan.FromSeconds(1);

    private Timestamp _notBefore = Timestamp.Zero;

    /// <summary>Somebody waits for a key frame of this layer.</summary>
    public bool IsWanted { get; private set; }

    public void Want() => IsWanted = true;

    /// <summary>True when a request is to be sent now.</summary>
    public bool TryTake(Timestamp now)
    {
        if (!IsWanted || now < _notBefore)
            return false;
        _notBefore = now + (layer == 0 ? LowestInterval : HigherInterval);
        return true;
    }

    /// <summary>A key frame has arrived: whoever still wants one says so again.</summary>
    public void OnKeyFrame() => IsWanted = false;
}
