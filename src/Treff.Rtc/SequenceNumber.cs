namespace Treff.Rtc;

/// <summary>
/// Serial-number arithmetic (RFC 1982) for numbers that wrap on the wire: RTP sequence numbers (16 bit) and timestamps (32 bit).
/// Numbers on the wire are compared only through this class.
/// </summary>
public static class SequenceNumber
{
    /// <summary>How far <paramref name="b"/> is ahead of <paramref name="a"/>, −32,768 to 32,767.</summary>
    public static int Distance(ushort a, ushort b) => (short)(b - a);

    /// <summary>How far <paramref name="b"/> is ahead of <paramref name="a"/>, −2³¹ to 2³¹−1.</summary>
    public static int Distance(uint a, uint b) => (int)(b - a);

    /// <summary>True when <paramref name="a"/> comes after <paramref name="b"/>.</summary>
    public static bool IsNewer(ushort a, ushort b) => (short)(a - b) > 0;

    /// <summary>True when <paramref name="a"/> comes after <paramref name="b"/>.</summary>
    public static bool IsNewer(uint a, uint b) => (int)(a - b) > 0;

    /// <summary>The 64-bit number nearest to <paramref name="reference"/> whose low 16 bits are <paramref name="value"/>.</summary>
    public static long Extend(long reference, ushort value) => reference + (short)(value - (ushort)reference);

    /// <summary>The 64-bit number nearest to <paramref name="reference"/> whose low 32 bits are <paramref name="value"/>.</summary>
    public static long Extend(long reference, uint value) => reference + (int)(value - (uint)reference);
}
