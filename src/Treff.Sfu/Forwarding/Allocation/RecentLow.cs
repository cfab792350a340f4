using Treff.Rtc;

namespace Treff.Sfu.Forwarding.Allocation;

/// <summary>The lowest of the estimates of the last one to two seconds: what can be relied on, of a number that swings.</summary>
internal sealed class RecentLow
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    private Timestamp _start = Timestamp.Zero;
    private long _present = long.MaxValue;
    private long _previous = long.MaxValue;

    /// <summary>Takes the newest estimate and returns the lowest.</summary>
    public long Observe(Timestamp now, long bitsPerSecond)
    {
        if (now - _start >= Window)
        {
            _previous = now - _start < Window * 2 ? _present : long.MaxValue;
            _present = long.MaxValue;
            _start = now;
        }

        _present = Math.Min(_present, bitsPerSecond);
        return Math.Min(_present, _previous);
    }
}
