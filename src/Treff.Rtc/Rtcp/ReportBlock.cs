using System.Buffers.Binary;

namespace Treff.Rtc.Rtcp;

/// <summary>One reception report inside an SR or RR (RFC 3550 section 6.4.1).</summary>
/// <param name="Ssrc">The stream reported on.</param>
/// <param name="FractionLost">Lost since the previous report, in 1/256.</param>
/// <param name="CumulativeLost">Signed 24 bits: duplicates may make it negative.</param>
/// <param name="ExtendedHighestSequenceNumber">Cycles in the high 16 bits.</param>
/// <param name="Jitter">In ticks of the stream's clock.</param>
/// <param name="LastSenderReport">Middle 32 bits of the last SR's NTP time, 0 when none came.</param>
/// <param name="DelaySinceLastSenderReport">In 1/65,536 s.</param>
/// <remarks>
/// <code>
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +---------------------------------------------------------------+
/// |                             SSRC                              |
/// +---------------+-----------------------------------------------+
/// | fraction lost |       cumulative number of packets lost       |
/// +---------------+-----------------------------------------------+
/// |           extended highest sequence number received           |
/// +---------------------------------------------------------------+
/// |                      interarrival jitter                      |
/// +---------------------------------------------------------------+
/// |                         last SR (LSR)                         |
/// +---------------------------------------------------------------+
/// |                   delay since last SR (DLSR)                  |
/// +---------------------------------------------------------------+
/// </code>
/// https://www.rfc-editor.org/rfc/rfc3550#section-6.4.1
/// </remarks>
public readonly record struct ReportBlock(
    uint Ssrc,
    byte FractionLost,
    int CumulativeLost,
    uint ExtendedHighestSequenceNumber,
    uint Jitter,
    uint LastSenderReport,
    uint DelaySinceLastSenderReport)
{
    public const int Length = 24;

    /// <summary>A packet's five count bits hold no more.</summary>
    public const int MaxPerPacket = 31;

    private const int MaxCumulativeLost = 0x7FFFFF;
    private const int MinCumulativeLost = -0x800000;

    internal static ReportBlock Read(ReadOnlySpan<byte> source) => new(
        BinaryPrimitives.ReadUInt32BigEndian(source),
        source[4],
        BinaryPrimitives.ReadInt32BigEndian(source[4..]) << 8 >> 8,
        BinaryPrimitives.ReadUInt32BigEndian(source[8..]),
        BinaryPrimitives.ReadUInt32BigEndian(source[12..]),
        BinaryPrimitives.ReadUInt32BigEndian(source[16..]),
        BinaryPrimitives.ReadUInt32BigEndian(source[20..]));

    internal void Write(Span<byte> destination)
    {
        var lost = Math.Clamp(CumulativeLost, MinCumulativeLost, MaxCumulativeLost) & 0xFFFFFF;
        BinaryPrimitives.WriteUInt32BigEndian(destination, Ssrc);
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], ((uint)FractionLost << 24) | (uint)lost);
        BinaryPrimitives.WriteUInt32BigEndian(destination[8..], ExtendedHighestSequenceNumber);
        BinaryPrimitives.WriteUInt32BigEndian(destination[12..], Jitter);
        BinaryPrimitives.WriteUInt32BigEndian(destination[16..], LastSenderReport);
        BinaryPrimitives.WriteUInt32BigEndian(destination[20..], DelaySinceLastSenderReport);
    }

    internal static void WriteAll(Span<byte> destination, ReadOnlySpan<ReportBlock> blocks)
    {
        for (var i = 0; i < blocks.Length; i++) blocks[i].Write(destination[(i * Length)..]);
    }
}

/// <summary>The report blocks of one packet, read where they stand.</summary>
public readonly ref struct ReportBlockList
{
    private readonly ReadOnlySpan<byte> _blocks;

    private ReportBlockList(ReadOnlySpan<byte> blocks) => _blocks = blocks;

    public int Count => _blocks.Length / ReportBlock.Length;

    public ReportBlock this[int index] => ReportBlock.Read(_blocks.Slice(index * ReportBlock.Length, ReportBlock.Length));

    public Enumerator GetEnumerator() => new(_blocks);

    internal static bool TryRead(ReadOnlySpan<byte> body, int count, out ReportBlockList blocks)
    {
        blocks = default;
        if (body.Length < count * ReportBlock.Length) return false;
        blocks = new ReportBlockList(body[..(count * ReportBlock.Length)]);
        return true;
    }

    public ref struct Enumerator
    {
        private ReadOnlySpan<byte> _rest;

        internal Enumerator(ReadOnlySpan<byte> blocks) => _rest = blocks;

        public ReportBlock Current { get; private set; }

        public bool MoveNext()
        {
            if (_rest.IsEmpty) return false;
            Current = ReportBlock.Read(_rest);
            _rest = _rest[ReportBlock.Length..];
            return true;
        }
    }
}
