using System.Buffers.Binary;

namespace Treff.Rtc.Rtp;

/// <summary>
/// The mandatory fields of the dependency descriptor header extension (AV1 RTP specification, appendix A.8.2) and whether a template
/// structure follows. <see cref="DependencyReader"/> reads the rest.
/// </summary>
/// <remarks>
/// <code>
///  0 1 2 3 4 5 6 7   8 … 23         0 1 2 3 4        (when longer than 3 bytes)
/// +-+-+-----------+--------------+ +-+-+-+-+-+
/// |S|E|template id| frame number | |T|A|C|F|H|
/// +-+-+-----------+--------------+ +-+-+-+-+-+
/// </code>
/// https://aomediacodec.github.io/av1-rtp-spec/#a82-syntax
/// </remarks>
public readonly record struct DependencyDescriptor
{
    public const int MandatoryLength = 3;

    /// <summary>S: first packet of a frame.</summary>
    public bool IsFrameStart { get; private init; }

    /// <summary>E: last packet of a frame.</summary>
    public bool IsFrameEnd { get; private init; }

    public int TemplateId { get; private init; }

    /// <summary>Wraps at 65,536; counts the frames of all layers of one encoder.</summary>
    public ushort FrameNumber { get; private init; }

    /// <summary>T: carries the template structure, which a sender does on (and only on) the first packet of a key frame.</summary>
    public bool HasStructure { get; private init; }

    public bool IsKeyFrame => HasStructure && IsFrameStart;

    public static bool TryParse(ReadOnlySpan<byte> value, out DependencyDescriptor descriptor)
    {
        descriptor = default;
        if (value.Length < MandatoryLength) return false;
        descriptor = new DependencyDescriptor
        {
            IsFrameStart = (value[0] & 0x80) != 0,
            IsFrameEnd = (value[0] & 0x40) != 0,
            TemplateId = value[0] & 0x3F,
            FrameNumber = BinaryPrimitives.ReadUInt16BigEndian(value[1..]),
            HasStructure = value.Length > MandatoryLength && (value[3] & 0x80) != 0,
        };
        return true;
    }

    /// <summary>Gives a copied extension value another frame number.</summary>
    public static void RewriteFrameNumber(Span<byte> value, ushort frameNumber) =>
        BinaryPrimitives.WriteUInt16BigEndian(value[1..], frameNumber);
}
