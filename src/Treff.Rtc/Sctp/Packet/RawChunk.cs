using System.Buffers.Binary;

namespace Treff.Rtc.Sctp.Packet;

/// <summary>
/// One chunk as framed (RFC 9260 3.2), its content not yet looked at.
/// <code>
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// |  Chunk Type   |  Chunk Flags  |         Chunk Length          |
/// |                          Chunk Value …                        |
/// </code>
/// </summary>
internal readonly ref struct RawChunk(ReadOnlySpan<byte> whole)
{
    public const int HeaderLength = 4;

    public ReadOnlySpan<byte> Whole { get; } = whole;

    public ChunkType Type => (ChunkType)Whole[0];

    public byte Flags => Whole[1];

    public ReadOnlySpan<byte> Value => Whole[HeaderLength..];
}

/// <summary>
/// Walks the chunks of a packet. The padding of the last chunk may be missing; a length below four or past the end of the packet ends
/// the walk and sets <see cref="IsMalformed"/>.
/// </summary>
internal ref struct ChunkReader(ReadOnlySpan<byte> chunks)
{
    private ReadOnlySpan<byte> _rest = chunks;

    public RawChunk Current { get; private set; }

    public bool IsMalformed { get; private set; }

    public readonly bool HasMore => _rest.Length > 0;

    public bool MoveNext()
    {
        if (_rest.Length == 0)
            return false;
        var length = _rest.Length < RawChunk.HeaderLength ? 0 : BinaryPrimitives.ReadUInt16BigEndian(_rest[2..]);
        if (length < RawChunk.HeaderLength || length > _rest.Length)
        {
            IsMalformed = true;
            _rest = default;
            return false;
        }

        Current = new RawChunk(_rest[..length]);
        _rest = _rest[Math.Min(Padding.RoundUp(length), _rest.Length)..];
        return true;
    }
}

/// <summary>Chunks and parameters are padded with zeros to a multiple of four bytes.</summary>
internal static class Padding
{
    public static int RoundUp(int length) => (length + 3) & ~3;

    public static int RoundDown(int length) => length & ~3;
}
