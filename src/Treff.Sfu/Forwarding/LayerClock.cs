using Treff.Rtc;
using Treff.Rtc.Streams;

namespace Treff.Sfu.Forwarding;

/// <summary>
/// Where a packet of one layer belongs on the timestamp line of another. Layers have random RTP offsets; their sender reports
/// (RFC 3550 section 6.4.1) name the same wall clock.
/// </summary>
internal static class LayerClock
{
    // A sender report that disagrees with arrival times by more than this is wrong or stale.
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The timestamp on the line of <paramref name="from"/> for <paramref name="timestamp"/> on the line of <paramref name="to"/>.
    /// </summary>
    public static bool TryMap(ReceiveStream from, ReceiveStream to, uint timestamp, out uint mapped)
    {
        mapped = 0;
        if (from.LastSenderReportNtp == 0 || to.LastSenderReportNtp == 0 || from.ClockRate != to.ClockRate)
            return false;
        var clockRate = to.ClockRate;
        var sinceReport = SequenceNumber.Distance(to.LastSenderReportRtp, timestamp);
        var betweenReports = (long)(to.LastSenderReportNtp - from.LastSenderReportNtp);
        var betweenReportsInTicks = (long)((Int128)betweenReports * clockRate >> 32);
        mapped = (uint)(from.LastSenderReportRtp + betweenReportsInTicks + sinceReport);
        return true;
    }

    /// <summary>By arrival: what the old line would have reached by now.</summary>
    public static uint Extrapolate(uint lastTimestamp, TimeSpan since, int clockRate) =>
        lastTimestamp + (uint)(since.Ticks * clockRate / TimeSpan.TicksPerSecond);

    public static bool IsPlausible(uint mapped, uint byArrival, int clockRate) =>
        Math.Abs((long)SequenceNumber.Distance(byArrival, mapped)) <= (long)(Tolerance.TotalSeconds * clockRate);
}
