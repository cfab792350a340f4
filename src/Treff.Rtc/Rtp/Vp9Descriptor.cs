using System.Buffers.Binary;

namespace Treff.Rtc.Rtp;

/// <summary>The part of the VP9 payload descriptor (RFC 9628 section 4.2) that forwarding looks at.</summary>
/// <remarks>
/// <code>
///  0 1 2 3 4 5 6 7
/// +-+-+-+-+-+-+-+-+
/// |I|P|L|F|B|E|V|Z|  always
/// +-+-+-+-+-+-+-+-+
/// |M| PictureID   |  when I; with M 15 bits
/// +-+-+-+-+-+-+-+-+
/// | TID |U| SID |D|  when L
/// +-+-+-+-+-+-+-+-+
/// |   TL0PICIDX   |  when L and not F
/// +-+-+-+-+-+-+-+-+
/// | P_DIFF      |N|  when F and P, up to three times
/// +-+-+-+-+-+-+-+-+
/// </code>
/// The scalability structure that may follow (V) is not read. https://www.rfc-editor.org/rfc/rfc9628#section-4.2
/// </remarks>
public readonly record struct Vp9Descriptor
{
    /// <summary>−1 when absent.</summary>
    public int PictureId { get; private init; }

    /// <summary>P: predicted from an earlier picture.</summary>
    public bool IsInterPicturePredicted { get; private init; }

    /// <summary>B: first packet of a frame of one spatial layer.</summary>
    public bool IsFrameStart { get; private init; }

    /// <summary>E: last packet of a frame of one spatial layer.</summary>
    public bool IsFrameEnd { get; private init; }

    public bool HasLayerIndices { get; private init; }

    public int TemporalId { get; private init; }

    public int SpatialId { get; private init; }

    /// <summary>U: a receiver may switch up to this temporal layer here.</summary>
    public bool IsSwitchingPoint { get; private init; }

    /// <summary>D: depends on the spatial layer below of the same picture.</summary>
    public bool IsInterLayerPredicted { get; private init; }

    /// <summary>First packet of a key picture's base layer.</summary>
    public bool IsKeyFrame => !IsInterPicturePredicted && IsFrameStart && SpatialId == 0 && !IsInterLayerPredicted;

    public static bool TryParse(ReadOnlySpan<byte> payload, out Vp9Descriptor descriptor)
    {
        descriptor = default;
        if (payload.IsEmpty) return false;

        var flags = payload[0];
        var offset = 1;
        var pictureId = -1;
        if ((flags & 0x80) != 0)
        {
            if (payload.Length < 2) return false;
            var isLong = (payload[1] & 0x80) != 0;
            if (isLong && payload.Length < 3) return false;
            pictureId = isLong ? BinaryPrimitives.ReadUInt16BigEndian(payload[1..]) & 0x7FFF : payload[1];
            offset += isLong ? 2 : 1;
        }

        byte layers = 0;
        if ((flags & 0x20) != 0)
        {
            if (payload.Length <= offset) return false;
            layers = payload[offset];
        }

        descriptor = new Vp9Descriptor
        {
            PictureId = pictureId,
            IsInterPicturePredicted = (flags & 0x40) != 0,
            HasLayerIndices = (flags & 0x20) != 0,
            IsFrameStart = (flags & 0x08) != 0,
            IsFrameEnd = (flags & 0x04) != 0,
            TemporalId = layers >> 5,
            IsSwitchingPoint = (layers & 0x10) != 0,
            SpatialId = (layers >> 1) & 0x07,
            IsInterLayerPredicted = (layers & 0x01) != 0,
        };
        return true;
    }
}
