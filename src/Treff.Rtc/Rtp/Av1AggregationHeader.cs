namespace Treff.Rtc.Rtp;

/// <summary>
/// The first byte of an AV1 payload (AV1 RTP specification, section 4.4).
/// <code>
///  0 1 2 3 4 5 6 7
/// +-+-+---+-+-----+
/// |Z|Y| W |N| res |
/// +-+-+---+-+-----+
/// </code>
/// https://aomediacodec.github.io/av1-rtp-spec/#44-av1-aggregation-header
/// </summary>
public readonly record struct Av1AggregationHeader(byte Value)
{
    /// <summary>Z: the first element continues one of the previous packet.</summary>
    public bool StartsWithFragment => (Value & 0x80) != 0;

    /// <summary>Y: the last element continues in the next packet.</summary>
    public bool EndsWithFragment => (Value & 0x40) != 0;

    /// <summary>N: first packet of a coded video sequence, which begins with a key frame.</summary>
    public bool StartsCodedVideoSequence => (Value & 0x08) != 0;

    /// <summary>A coded video sequence starts with a sequence header; N with Z is a contradiction and not trusted.</summary>
    public bool IsKeyFrame => StartsCodedVideoSequence && !StartsWithFragment;

    public static bool TryParse(ReadOnlySpan<byte> payload, out Av1AggregationHeader header)
    {
        header = payload.IsEmpty ? default : new Av1AggregationHeader(payload[0]);
        return !payload.IsEmpty;
    }
}
