namespace Treff.Rtc.Rtcp;

/// <summary>Arithmetic on NTP timestamps: 64 bits, seconds as 32.32 fixed point (RFC 3550 section 4).</summary>
public static class NtpTime
{
    /// <summary>Seconds from the NTP epoch (1900) to the Unix epoch (1970).</summary>
    private const long UnixEpoch = 2_208_988_800;

    public static ulong FromUnixMicroseconds(long microseconds)
    {
        var seconds = Math.DivRem(microseconds, 1_000_000, out var rest);
        if (rest < 0)
        {
            seconds--;
            rest += 1_000_000;
        }

        return ((ulong)(seconds + UnixEpoch) << 32) | (((ulong)rest << 32) / 1_000_000);
    }

    /// <summary>The middle 32 bits, which reports carry as LSR and LRR: 16.16 fixed point seconds.</summary>
    public static uint Middle(ulong ntp) => (uint)(ntp >> 16);

    /// <summary>The difference of two NTP timestamps in ticks of <paramref name="clockRate"/>; negative when <paramref name="later"/> is earlier.</summary>
    public static long ToTicks(ulong earlier, ulong later, int clockRate) => (long)(((Int128)(long)(later - earlier) * clockRate) >> 32);

    /// <summary>A span in 1/65,536 s, the unit of DLSR and DLRR; clamped to what 32 bits hold.</summary>
    public static uint ToShortDelay(TimeSpan span)
    {
        var units = (Int128)span.Ticks * 65_536 / TimeSpan.TicksPerSecond;
        return units <= 0 ? 0 : units >= uint.MaxValue ? uint.MaxValue : (uint)units;
    }

    /// <summary>
    /// Round-trip time from an echo (RFC 3550 section 6.4.1): now − last report − delay since it, all in 16.16 seconds. Null when the peer
    /// has not heard a report yet or when the numbers cannot be true.
    /// </summary>
    public static TimeSpan? RoundTrip(uint nowMiddle, uint lastReport, uint delay)
    {
        if (lastReport == 0) return null;

        // A little negative happens because both sides round; more than 10 s is a confused or lying peer.
        var units = (int)(nowMiddle - lastReport - delay);
        if (units is < -655 or > 655_360) return null;
        return TimeSpan.FromTicks(Math.Max(units, 1) * TimeSpan.TicksPerSecond / 65_536);
    }
}
