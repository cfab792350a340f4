using System.Buffers.Binary;

namespace Treff.Rtc.Rtp;

/// <summary>
/// The VP8 payload descriptor (RFC 7741 section 4.2), read from the start of a payload, and written again with other numbers.
/// </summary>
/// <remarks>
/// <code>
///  0 1 2 3 4 5 6 7
/// +-+-+-+-+-+-+-+-+
/// |X|R|N|S|R| PID |  always
/// +-+-+-+-+-+-+-+-+
/// |I|L|T|K|  RSV  |  when X
/// +-+-+-+-+-+-+-+-+
/// |M| PictureID   |  when I; with M the low 7 of 15 bits wait in the next byte
/// +-+-+-+-+-+-+-+-+
/// |   PictureID   |
/// +-+-+-+-+-+-+-+-+
/// |   TL0PICIDX   |  when L
/// +-+-+-+-+-+-+-+-+
/// |TID|Y| KEYIDX  |  when T or K
/// +-+-+-+-+-+-+-+-+
/// </code>
/// https://www.rfc-editor.org/rfc/rfc7741#section-4.2
/// </remarks>
public readonly record struct Vp8Descriptor
{
    /// <summary>The longest descriptor: both flag bytes, two bytes picture id, TL0PICIDX, TID/KEYIDX.</summary>
    public const int MaxLength = 6;

    private const byte ExtensionBit = 0x80;
    private const byte NonReferenceBit = 0x20;
    private const byte StartBit = 0x10;
    private const byte PictureIdBit = 0x80;
    private const byte Tl0PicIdxBit = 0x40;
    private const byte TemporalBit = 0x20;
    private const byte KeyIdxBit = 0x10;
    private const byte LongPictureIdBit = 0x80;

    private byte Required { get; init; }

    private byte Extended { get; init; }

    private byte Temporal { get; init; }

    /// <summary>Bytes of the descriptor; the VP8 frame data follows.</summary>
    public int Length { get; private init; }

    /// <summary>−1 when absent; 7 or 15 bits, see <see cref="HasLongPictureId"/>.</summary>
    public int PictureId { get; private init; }

    public bool HasLongPictureId { get; private init; }

    public bool HasPictureId => PictureId >= 0;

    /// <summary>Running number of base-layer frames; 0 when absent.</summary>
    public byte Tl0PicIdx { get; private init; }

    public bool HasTl0PicIdx => (Extended & Tl0PicIdxBit) != 0;

    public bool HasTemporalId => (Extended & TemporalBit) != 0;

    /// <summary>Temporal layer, 0 when absent.</summary>
    public int TemporalId => HasTemporalId ? Temporal >> 6 : 0;

    /// <summary>Y: this frame depends on the base layer only, so a receiver may switch up here.</summary>
    public bool LayerSync => HasTemporalId && (Temporal & 0x20) != 0;

    public bool HasKeyIdx => (Extended & KeyIdxBit) != 0;

    /// <summary>Running number of key frames, 5 bits; 0 when absent.</summary>
    public byte KeyIdx => HasKeyIdx ? (byte)(Temporal & 0x1F) : (byte)0;

    /// <summary>N: no other frame depends on this one.</summary>
    public bool IsNonReference => (Required & NonReferenceBit) != 0;

    /// <summary>S with partition 0: the first packet of a frame.</summary>
    public bool IsFrameStart => (Required & (StartBit | 0x07)) == StartBit;

    /// <summary>First packet of a key frame (inverse key frame flag of the frame tag, RFC 6386 section 9.1).</summary>
    public bool IsKeyFrame { get; private init; }

    public static bool TryParse(ReadOnlySpan<byte> payload, out Vp8Descriptor descriptor)
    {
        descriptor = default;
        if (payload.IsEmpty) return false;

        var required = payload[0];
        var offset = 1;
        byte extended = 0;
        if ((required & ExtensionBit) != 0)
        {
            if (payload.Length < 2) return false;
            extended = payload[1];
            offset = 2;
        }

        if (!TryReadPictureId(payload, extended, ref offset, out var pictureId, out var isLong)) return false;
        if (!TryReadOptional(payload, (extended & Tl0PicIdxBit) != 0, ref offset, out var tl0PicIdx)) return false;
        if (!TryReadOptional(payload, (extended & (TemporalBit | KeyIdxBit)) != 0, ref offset, out var temporal)) return false;

        descriptor = new Vp8Descriptor
        {
            Required = required,
            Extended = extended,
            Temporal = temporal,
            Length = offset,
            PictureId = pictureId,
            HasLongPictureId = isLong,
            Tl0PicIdx = tl0PicIdx,
            IsKeyFrame = (required & (StartBit | 0x07)) == StartBit && offset < payload.Length && (payload[offset] & 0x01) == 0,
        };
        return true;
    }

    /// <summary>
    /// Writes this descriptor with the numbers of <paramref name="rewrite"/>; fields that the source does not have stay absent. The
    /// result replaces the first <see cref="Length"/> bytes of the payload and may be one byte longer or shorter.
    /// </summary>
    /// <returns>Bytes written, at most <see cref="MaxLength"/>.</returns>
    public int Write(Span<byte> destination, in Vp8Rewrite rewrite)
    {
        destination[0] = Required;
        if ((Required & ExtensionBit) == 0) return 1;

        destination[1] = Extended;
        var offset = 2;
        if (HasPictureId) offset += WritePictureId(destination[offset..], rewrite);
        if (HasTl0PicIdx) destination[offset++] = rewrite.Tl0PicIdx;
        if (HasTemporalId || HasKeyIdx) destination[offset++] = (byte)((Temporal & 0xE0) | (HasKeyIdx ? rewrite.KeyIdx & 0x1F : Temporal & 0x1F));
        return offset;
    }

    /// <summary>Overwrites the numbers in the payload itself, keeping the width of its picture id.</summary>
    public void RewriteInPlace(Span<byte> payload, in Vp8Rewrite rewrite) =>
        Write(payload, rewrite with { LongPictureId = HasLongPictureId });

    /// <summary>The numbers as they are: the identity rewrite.</summary>
    public Vp8Rewrite ToRewrite() => new((ushort)Math.Max(PictureId, 0), HasLongPictureId, Tl0PicIdx, KeyIdx);

    private static int WritePictureId(Span<byte> destination, in Vp8Rewrite rewrite)
    {
        if (!rewrite.LongPictureId)
        {
            destination[0] = (byte)(rewrite.PictureId & 0x7F);
            return 1;
        }

        BinaryPrimitives.WriteUInt16BigEndian(destination, (ushort)(0x8000 | rewrite.PictureId));
        return 2;
    }

    private static bool TryReadPictureId(ReadOnlySpan<byte> payload, byte extended, ref int offset, out int pictureId, out bool isLong)
    {
        pictureId = -1;
        isLong = false;
        if ((extended & PictureIdBit) == 0) return true;
        if (payload.Length <= offset) return false;

        isLong = (payload[offset] & LongPictureIdBit) != 0;
        if (!isLong)
        {
            pictureId = payload[offset++];
            return true;
        }

        if (payload.Length < offset + 2) return false;
        pictureId = BinaryPrimitives.ReadUInt16BigEndian(payload[offset..]) & 0x7FFF;
        offset += 2;
        return true;
    }

    private static bool TryReadOptional(ReadOnlySpan<byte> payload, bool present, ref int offset, out byte value)
    {
        value = 0;
        if (!present) return true;
        if (payload.Length <= offset) return false;
        value = payload[offset++];
        return true;
    }
}
