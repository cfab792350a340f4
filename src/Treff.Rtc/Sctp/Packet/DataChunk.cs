using System.Buffers.Binary;

namespace Treff.Rtc.Sctp.Packet;

[Flags]
internal enum DataFlags : byte
{
    None = 0,

    /// <summary>Last fragment of a message.</summary>
    End = 1,

    /// <summary>First fragment of a message.</summary>
    Beginning = 2,

    Unordered = 4,

    /// <summary>The sender asks for a SACK at once (RFC 7053).</summary>
    Immediate = 8,
}

/// <summary>The numbers of a DATA chunk, without its payload.</summary>
internal readonly record struct DataHeader(uint Tsn, ushort StreamId, ushort Ssn, uint PayloadProtocol, DataFlags Flags);

/// <summary>
/// Payload data (RFC 9260 3.3.1): one message or a fragment of one.
/// <code>
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// |   Type = 0    |  Res  |I|U|B|E|            Length             |
/// |                              TSN                              |
/// |      Stream Identifier S      |   Stream Sequence Number n    |
/// |                  Payload Protocol Identifier                  |
/// |                 User Data (seq n of Stream S) …               |
/// </code>
/// </summary>
internal readonly ref struct DataChunk(DataHeader header, ReadOnlySpan<byte> payload)
{
    /// <summary>Chunk header included.</summary>
    public const int HeaderLength = 16;

    public DataHeader Header { get; } = header;

    /// <summary>May be empty, which only a broken sender does.</summary>
    public ReadOnlySpan<byte> Payload { get; } = payload;

    public static bool TryParse(scoped in RawChunk raw, out DataChunk chunk)
    {
        chunk = default;
        var value = raw.Value;
        if (raw.Type != ChunkType.Data || value.Length < HeaderLength - RawChunk.HeaderLength)
            return false;
        var header = new DataHeader(
            BinaryPrimitives.ReadUInt32BigEndian(value),
            BinaryPrimitives.ReadUInt16BigEndian(value[4..]),
            BinaryPrimitives.ReadUInt16BigEndian(value[6..]),
            BinaryPrimitives.ReadUInt32BigEndian(value[8..]),
            (DataFlags)(raw.Flags & 0x0F));
        chunk = new DataChunk(header, value[12..]);
        return true;
    }

    public static void Write(ref PacketWriter writer, in DataHeader header, scoped ReadOnlySpan<byte> payload)
    {
        var value = writer.AddChunk(ChunkType.Data, (byte)header.Flags, 12 + payload.Length);
        BinaryPrimitives.WriteUInt32BigEndian(value, header.Tsn);
        BinaryPrimitives.WriteUInt16BigEndian(value[4..], header.StreamId);
        BinaryPrimitives.WriteUInt16BigEndian(value[6..], header.Ssn);
        BinaryPrimitives.WriteUInt32BigEndian(value[8..], header.PayloadProtocol);
        payload.CopyTo(value[12..]);
    }
}
