using System.Buffers.Binary;
using System.Diagnostics;

namespace Treff.Load;

/// <summary>
/// The last bytes of every payload: a mark and the moment of sending. They stand at the end because a server rewrites what stands at the
/// beginning. The system's monotonic clock is the same for all processes of a machine.
/// </summary>
internal static class Stamp
{
    public const int Length = 16;

    private const ulong Mark = 0x5472_6566_664C_6F61; // "TreffLoa"

    public static void Write(Span<byte> payload)
    {
        BinaryPrimitives.WriteUInt64BigEndian(payload[^Length..], Mark);
        BinaryPrimitives.WriteInt64BigEndian(payload[^8..], Stopwatch.GetTimestamp());
    }

    /// <summary>When the payload was sent, in ticks of the stopwatch; false for a payload that is none of ours.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, out long ticks)
    {
        ticks = 0;
        if (payload.Length < Length || BinaryPrimitives.ReadUInt64BigEndian(payload[^Length..]) != Mark)
            return false;
        ticks = BinaryPrimitives.ReadInt64BigEndian(payload[^8..]);
        return true;
    }

    public static long Microseconds(long fromTicks, long toTicks) => (toTicks - fromTicks) * 1_000_000 / Stopwatch.Frequency;
}
