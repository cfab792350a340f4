using System.Buffers.Binary;

namespace Treff.Rtc.Rtp;

/// <summary>
/// What a VP8 key frame says of itself in its first ten bytes: a tag of three bytes, the start code, and two 14-bit sizes with two bits of
/// scaling each.
/// </summary>
/// <remarks>https://www.rfc-editor.org/rfc/rfc6386#section-9.1. End-to-end encryption leaves these bytes readable.</remarks>
public readonly record struct Vp8KeyFrameHeader(int Width, int Height)
{
    private const int Length = 10;
    private const int InterFrameBit = 0x01;
    private const int SizeMask = 0x3FFF;

    private static ReadOnlySpan<byte> StartCode => [0x9D, 0x01, 0x2A];

    /// <summary>False for anything but the beginning of a key frame with a picture in it.</summary>
    /// <param name="frame">The payload behind the <see cref="Vp8Descriptor"/>.</param>
    public static bool TryParse(ReadOnlySpan<byte> frame, out Vp8KeyFrameHeader header)
    {
        header = default;
        if (frame.Length < Length || (frame[0] & InterFrameBit) != 0 || !frame.Slice(3, 3).SequenceEqual(StartCode))
            return false;
        var width = BinaryPrimitives.ReadUInt16LittleEndian(frame[6..]) & SizeMask;
        var height = BinaryPrimitives.ReadUInt16LittleEndian(frame[8..]) & SizeMask;
        header = new Vp8KeyFrameHeader(width, height);
        return width > 0 && height > 0;
    }
}
