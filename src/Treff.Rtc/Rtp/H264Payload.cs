using System.Buffers.Binary;

namespace Treff.Rtc.Rtp;

/// <summary>
/// What forwarding needs from an H.264 payload (RFC 6184 section 5): does a key frame start here?
/// <code>
///  0 1 2 3 4 5 6 7        FU header (FU-A)
/// +-+---+---------+       +-+-+-+---------+
/// |F|NRI|  type   |       |S|E|R|  type   |
/// +-+---+---------+       +-+-+-+---------+
/// </code>
/// https://www.rfc-editor.org/rfc/rfc6184#section-5.3 and 5.8
/// </summary>
internal static class H264Payload
{
    private const int Idr = 5;
    private const int SequenceParameterSet = 7;
    private const int StapA = 24;
    private const int StapB = 25;
    private const int FuA = 28;
    private const int FuB = 29;

    /// <summary>True for the packet that starts an IDR picture or carries the SPS in front of one.</summary>
    public static bool IsKeyFrame(ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty) return false;

        var type = payload[0] & 0x1F;
        return type switch
        {
            StapA => AnyUnitStartsKeyFrame(payload[1..]),
            StapB => payload.Length > 3 && AnyUnitStartsKeyFrame(payload[3..]),
            FuA or FuB => payload.Length > 1 && (payload[1] & 0x80) != 0 && StartsKeyFrame(payload[1] & 0x1F),
            _ => StartsKeyFrame(type),
        };
    }

    private static bool AnyUnitStartsKeyFrame(ReadOnlySpan<byte> units)
    {
        while (units.Length > 2)
        {
            var size = BinaryPrimitives.ReadUInt16BigEndian(units);
            if (size == 0 || size > units.Length - 2) return false;
            if (StartsKeyFrame(units[2] & 0x1F)) return true;
            units = units[(2 + size)..];
        }

        return false;
    }

    private static bool StartsKeyFrame(int type) => type is Idr or SequenceParameterSet;
}
