using System.Buffers.Binary;

namespace Treff.Rtc.Rtp;

/// <summary>
/// Does a key frame start in this H.265 payload (RFC 7798 section 4.4)?
/// <code>
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5       FU header
/// +-+-----------+-----------+-----+      +-+-+-----------+
/// |F|   type    |  layer id | TID |      |S|E|   type    |
/// +-+-----------+-----------+-----+      +-+-+-----------+
/// </code>
/// https://www.rfc-editor.org/rfc/rfc7798#section-4.4
/// </summary>
internal static class H265Payload
{
    private const int FirstIrap = 16;
    private const int LastIrap = 21;
    private const int VideoParameterSet = 32;
    private const int SequenceParameterSet = 33;
    private const int Aggregation = 48;
    private const int Fragmentation = 49;

    public static bool IsKeyFrame(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < 3) return false;

        var type = TypeOf(payload[0]);
        return type switch
        {
            Aggregation => AnyUnitStartsKeyFrame(payload[2..]),
            Fragmentation => (payload[2] & 0x80) != 0 && StartsKeyFrame(payload[2] & 0x3F),
            _ => StartsKeyFrame(type),
        };
    }

    private static bool AnyUnitStartsKeyFrame(ReadOnlySpan<byte> units)
    {
        while (units.Length > 2)
        {
            var size = BinaryPrimitives.ReadUInt16BigEndian(units);
            if (size == 0 || size > units.Length - 2) return false;
            if (StartsKeyFrame(TypeOf(units[2]))) return true;
            units = units[(2 + size)..];
        }

        return false;
    }

    private static int TypeOf(byte first) => (first >> 1) & 0x3F;

    private static bool StartsKeyFrame(int type) =>
        type is (>= FirstIrap and <= LastIrap) or VideoParameterSet or SequenceParameterSet;
}
