using System.Buffers.Binary;

namespace Treff.Rtc.Sctp.Packet;

/// <summary>
/// An SCTP packet (RFC 9260 3.1): common header, then chunks.
/// <code>
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// |      Source Port Number       |    Destination Port Number    |
/// |                       Verification Tag                        |
/// |              Checksum (CRC32c, little-endian)                 |
/// </code>
/// </summary>
internal readonly ref struct SctpPacket
{
    public const int HeaderLength = 12;

    private readonly ReadOnlySpan<byte> _data;

    private SctpPacket(ReadOnlySpan<byte> data) => _data = data;

    public static bool TryParse(ReadOnlySpan<byte> data, out SctpPacket packet, out SctpDrop drop)
    {
        packet = default;
        drop = SctpDrop.BadLength;
        if (data.Length < HeaderLength + RawChunk.HeaderLength)
            return false;
        drop = SctpDrop.BadChecksum;
        if (BinaryPrimitives.ReadUInt32LittleEndian(data[8..]) != Crc32c.OfPacket(data))
            return false;
        packet = new SctpPacket(data);
        return true;
    }

    public ushort SourcePort => BinaryPrimitives.ReadUInt16BigEndian(_data);

    public ushort DestinationPort => BinaryPrimitives.ReadUInt16BigEndian(_data[2..]);

    public uint VerificationTag => BinaryPrimitives.ReadUInt32BigEndian(_data[4..]);

    public ChunkReader Chunks => new(_data[HeaderLength..]);
}
