using Treff.Rtc.Rtcp;

namespace Treff.Sfu.Rooms;

/// <summary>
/// How far a publisher's wall clock is from ours. Its microphone and camera share that clock, so sender reports moved by one and the same
/// amount keep lips in sync for subscribers, however wrong the publisher's clock is.
/// </summary>
internal sealed class PublisherClock
{
    // Differences below this are network jitter: following them would pull sound and picture apart.
    private const long JumpInNtpUnits = 2L << 32;

    private long _offset;
    private bool _isKnown;

    /// <summary>A sender report with this time has just arrived.</summary>
    public void Observe(ulong ntp, DateTimeOffset utcNow)
    {
        var offset = (long)(ToNtp(utcNow) - ntp);
        if (_isKnown && Math.Abs(offset - _offset) < JumpInNtpUnits)
            return;
        _offset = offset;
        _isKnown = true;
    }

    public ulong ToServer(ulong ntp) => ntp + (ulong)_offset;

    private static ulong ToNtp(DateTimeOffset utc) =>
        NtpTime.FromUnixMicroseconds((utc - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);
}
