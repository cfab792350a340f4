using System.Buffers.Binary;

namespace Treff.Rtc.Rtcp;

/// <summary>A row of 32-bit source ids, read where they stand.</summary>
public readonly ref struct SsrcList
{
    private readonly ReadOnlySpan<byte> _bytes;

    internal SsrcList(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    public int Count => _bytes.Length / 4;

    public uint this[int index] => BinaryPrimitives.ReadUInt32BigEndian(_bytes.Slice(4 * index, 4));

    internal static void Write(Span<byte> destination, ReadOnlySpan<uint> ssrcs)
    {
        for (var i = 0; i < ssrcs.Length; i++) BinaryPrimitives.WriteUInt32BigEndian(destination[(4 * i)..], ssrcs[i]);
    }
}
