using Treff.Rtc;

namespace Treff.Sfu.Forwarding;

/// <summary>
/// How often one subscriber may have a key frame for its own losses. Each one costs every other subscriber of the layer bandwidth and sharpness,
/// so whoever loses packets all the time gets the next one later.
/// </summary>
internal sealed class KeyFrameAllowance
{
    // A bad moment is over after some; a path that is bad for good still gets a fresh picture often enough to be of use.
    private const int Burst = 4;
    private static readonly TimeSpan Refill = TimeSpan.FromSeconds(2);

    private int _left = Burst;
    private Timestamp _refilledAt = Timestamp.Zero;

    public bool TryTake(Timestamp now)
    {
        while (_left < Burst && now - _refilledAt >= Refill)
        {
            _left++;
            _refilledAt += Refill;
        }

        if (_left == 0)
            return false;
        if (_left == Burst)
            _refilledAt = now;
        _left--;
        return true;
    }
}
