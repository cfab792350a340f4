namespace Treff.Rtc.Rtp;

/// <summary>
/// The abs-send-time extension: 24 bits, seconds as 6.18 fixed point, wraps every 64 s.
/// http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time
/// </summary>
public static class AbsoluteSendTime
{
    public const int Length = 3;

    public static void Write(Span<byte> destination, Timestamp now)
    {
        // 2^18 units a second: microseconds reduced to one wrap first, so that nothing overflows.
        var value = (int)(Modulo64Seconds(now.Microseconds) * (1L << 18) / 1_000_000) & 0xFFFFFF;
        destination[0] = (byte)(value >> 16);
        destination[1] = (byte)(value >> 8);
        destination[2] = (byte)value;
    }

    private static long Modulo64Seconds(long microseconds)
    {
        const long Wrap = 64_000_000;
        var rest = microseconds % Wrap;
        return rest < 0 ? rest + Wrap : rest;
    }
}
