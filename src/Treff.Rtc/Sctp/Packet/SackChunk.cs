using System.Buffers.Binary;

namespace Treff.Rtc.Sctp.Packet;

/// <summary>
/// Selective acknowledgement (RFC 9260 3.3.4).
/// <code>
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// |   Type = 3    |  Chunk Flags  |         Chunk Length          |
/// |                      Cumulative TSN Ack                       |
/// |          Advertised Receiver Window Credit (a_rwnd)           |
/// | Number of Gap Ack Blocks = N  |  Number of Duplicate TSNs = M |
/// |    Gap Ack Block #1 Start     |     Gap Ack Block #1 End      | …
/// |                        Duplicate TSN 1                        | …
/// </code>
/// </summary>
internal readonly ref struct SackChunk
{
    /// <summary>Chunk header included.</summary>
    public const int FixedLength = RawChunk.HeaderLength + ValueLength;

    private const int ValueLength = 12;

    private readonly ReadOnlySpan<byte> _value;

    private SackChunk(ReadOnlySpan<byte> value) => _value = value;

    public static bool TryParse(scoped in RawChunk raw, out SackChunk chunk)
    {
        chunk = default;
        var value = raw.Value;
        if (raw.Type != ChunkType.Sack || value.Length < ValueLength)
            return false;
        chunk = new SackChunk(value);
        return value.Length >= ValueLength + (4 * (chunk.GapBlockCount + chunk.DuplicateCount));
    }

    public uint CumulativeTsnAck => BinaryPrimitives.ReadUInt32BigEndian(_value);

    public uint ReceiverWindow => BinaryPrimitives.ReadUInt32BigEndian(_value[4..]);

    public int GapBlockCount => BinaryPrimitives.ReadUInt16BigEndian(_value[8..]);

    public int DuplicateCount => BinaryPrimitives.ReadUInt16BigEndian(_value[10..]);

    /// <summary>First and last TSN of a received block, as distances from <see cref="CumulativeTsnAck"/>.</summary>
    public GapBlock GetGapBlock(int index) =>
        new(BinaryPrimitives.ReadUInt16BigEndian(_value[(ValueLength + (4 * index))..]),
            BinaryPrimitives.ReadUInt16BigEndian(_value[(ValueLength + 2 + (4 * index))..]));

    public uint GetDuplicate(int index) => BinaryPrimitives.ReadUInt32BigEndian(_value[(ValueLength + (4 * (GapBlockCount + index)))..]);

    public static void Write(
        ref PacketWriter writer, uint cumulativeTsnAck, uint receiverWindow, scoped ReadOnlySpan<GapBlock> gaps, scoped ReadOnlySpan<uint> duplicates)
    {
        var value = writer.AddChunk(ChunkType.Sack, 0, ValueLength + (4 * (gaps.Length + duplicates.Length)));
        BinaryPrimitives.WriteUInt32BigEndian(value, cumulativeTsnAck);
        BinaryPrimitives.WriteUInt32BigEndian(value[4..], receiverWindow);
        BinaryPrimitives.WriteUInt16BigEndian(value[8..], (ushort)gaps.Length);
        BinaryPrimitives.WriteUInt16BigEndian(value[10..], (ushort)duplicates.Length);
        value = value[ValueLength..];
        foreach (var gap in gaps)
        {
            BinaryPrimitives.WriteUInt16BigEndian(value, gap.Start);
            BinaryPrimitives.WriteUInt16BigEndian(value[2..], gap.End);
            value = value[4..];
        }

        foreach (var duplicate in duplicates)
        {
            BinaryPrimitives.WriteUInt32BigEndian(value, duplicate);
            value = value[4..];
        }
    }
}

internal readonly record struct GapBlock(ushort Start, ushort End);
