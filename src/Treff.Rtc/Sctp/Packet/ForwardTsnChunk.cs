using System.Buffers.Binary;

namespace Treff.Rtc.Sctp.Packet;

/// <summary>An ordered stream in which everything up to <paramref name="Ssn"/> is skipped.</summary>
internal readonly record struct SkippedStream(ushort StreamId, ushort Ssn);

/// <summary>
/// FORWARD-TSN (RFC 3758 3.2): the sender has given up everything up to a TSN.
/// <code>
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// |  Type = 192   |  Flags = 0x00 |        Length = Variable      |
/// |                      New Cumulative TSN                       |
/// |         Stream-1              |       Stream Sequence-1       | …
/// </code>
/// </summary>
internal readonly ref struct ForwardTsnChunk
{
    /// <summary>Chunk header included.</summary>
    public const int FixedLength = RawChunk.HeaderLength + 4;

    private readonly ReadOnlySpan<byte> _value;

    private ForwardTsnChunk(ReadOnlySpan<byte> value) => _value = value;

    public static bool TryParse(scoped in RawChunk raw, out ForwardTsnChunk chunk)
    {
        chunk = new ForwardTsnChunk(raw.Value);
        return raw.Type == ChunkType.ForwardTsn && raw.Value.Length >= 4 && raw.Value.Length % 4 == 0;
    }

    public uint NewCumulativeTsn => BinaryPrimitives.ReadUInt32BigEndian(_value);

    public int SkippedCount => (_value.Length / 4) - 1;

    public SkippedStream GetSkipped(int index) =>
        new(BinaryPrimitives.ReadUInt16BigEndian(_value[(4 + (4 * index))..]), BinaryPrimitives.ReadUInt16BigEndian(_value[(6 + (4 * index))..]));

    public static void Write(ref PacketWriter writer, uint newCumulativeTsn, scoped ReadOnlySpan<SkippedStream> skipped)
    {
        var value = writer.AddChunk(ChunkType.ForwardTsn, 0, 4 + (4 * skipped.Length));
        BinaryPrimitives.WriteUInt32BigEndian(value, newCumulativeTsn);
        foreach (var (streamId, ssn) in skipped)
        {
            value = value[4..];
            BinaryPrimitives.WriteUInt16BigEndian(value, streamId);
            BinaryPrimitives.WriteUInt16BigEndian(value[2..], ssn);
        }
    }
}
