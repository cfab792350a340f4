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

    /// <summary>Microseconds since the payload was sent; false for a payload that is none of ours.</summary>
    public static bool TryReadAge(ReadOnlySpan<byte> payload, long now, out long microseconds)
    {
        microseconds = 0;
        if (payload.Length < Length || BinaryPrimitives.ReadUInt64BigEndian(payload[^Length..]) != Mark)
            return false;
        microseconds = (now - BinaryPrimitives.ReadInt64BigEndian(payload[^8..])) * 1_000_000 / Stopwatch.Frequency;
        return true;
    }
}
