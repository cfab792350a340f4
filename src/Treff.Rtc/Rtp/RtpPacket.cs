using System.Buffers.Binary;

namespace Treff.Rtc.Rtp;

/// <summary>
/// A view of one RTP packet (RFC 3550 section 5.1, header extensions RFC 8285). Nothing is copied; every length was checked by
/// <see cref="TryParse"/>, so the members cannot fail.
/// </summary>
/// <remarks>
/// <code>
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +---+-+-+-------+-+-------------+-------------------------------+
/// |V=2|P|X|  CC   |M|     PT      |        sequence number        |
/// +---+-+-+-------+-+-------------+-------------------------------+
/// |                           timestamp                           |
/// +---------------------------------------------------------------+
/// |                 synchronisation source (SSRC)                 |
/// +---------------------------------------------------------------+
/// |            contributing sources (CSRC), CC entries            |
/// +-------------------------------+-------------------------------+
/// |      profile (when X)         |    length in 32-bit words     |
/// +-------------------------------+-------------------------------+
/// </code>
/// https://www.rfc-editor.org/rfc/rfc3550#section-5.1
/// </remarks>
public readonly ref struct RtpPacket
{
    public const int MinHeaderLength = 12;

    /// <summary>P, in the first byte.</summary>
    internal const byte PaddingBit = 0x20;

    private readonly int _extensionOffset;

    private RtpPacket(ReadOnlySpan<byte> data, int extensionOffset, int headerLength, int paddingLength)
    {
        Data = data;
        _extensionOffset = extensionOffset;
        HeaderLength = headerLength;
        PaddingLength = paddingLength;
    }

    /// <summary>The whole packet as it came.</summary>
    public ReadOnlySpan<byte> Data { get; }

    /// <summary>Fixed header, CSRCs and extensions.</summary>
    public int HeaderLength { get; }

    /// <summary>Bytes of padding at the end, including the counting byte; 0 without the P bit.</summary>
    public int PaddingLength { get; }

    public byte PayloadType => (byte)(Data[1] & 0x7F);

    public bool Marker => (Data[1] & 0x80) != 0;

    public ushort SequenceNumber => BinaryPrimitives.ReadUInt16BigEndian(Data[2..]);

    public uint Timestamp => BinaryPrimitives.ReadUInt32BigEndian(Data[4..]);

    public uint Ssrc => BinaryPrimitives.ReadUInt32BigEndian(Data[8..]);

    public bool HasExtensions => _extensionOffset != 0;

    /// <summary>The bytes between header and padding; empty for a padding-only packet.</summary>
    public ReadOnlySpan<byte> Payload => Data[HeaderLength..(Data.Length - PaddingLength)];

    public static bool TryParse(ReadOnlySpan<byte> data, out RtpPacket packet)
    {
        packet = default;
        if (data.Length < MinHeaderLength || (data[0] & 0xC0) != 0x80) return false;

        var headerLength = MinHeaderLength + (4 * (data[0] & 0x0F));
        var extensionOffset = 0;
        if ((data[0] & 0x10) != 0)
        {
            if (data.Length < headerLength + 4) return false;
            extensionOffset = headerLength;
            headerLength += 4 + (4 * BinaryPrimitives.ReadUInt16BigEndian(data[(headerLength + 2)..]));
        }

        if (data.Length < headerLength) return false;

        var paddingLength = 0;
        if ((data[0] & PaddingBit) != 0)
        {
            if (data.Length == headerLength) return false;
            paddingLength = data[^1];
            if (paddingLength == 0 || paddingLength > data.Length - headerLength) return false;
        }

        packet = new RtpPacket(data, extensionOffset, headerLength, paddingLength);
        return true;
    }

    /// <summary>
    /// Looks up a header extension by its negotiated id (1 to 255; 0, "not negotiated", is never found), in the one-byte and in the two-byte
    /// form; there the value may be empty.
    /// </summary>
    public bool TryGetExtension(int id, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (id <= 0 || _extensionOffset == 0) return false;

        foreach (var element in Extensions)
        {
            if (element.Id != id) continue;
            value = element.Value;
            return true;
        }

        return false;
    }

    /// <summary>All header extension elements in wire order.</summary>
    public RtpExtensionEnumerator Extensions => _extensionOffset == 0
        ? default
        : new RtpExtensionEnumerator(
            BinaryPrimitives.ReadUInt16BigEndian(Data[_extensionOffset..]),
            Data[(_extensionOffset + 4)..HeaderLength]);
}
