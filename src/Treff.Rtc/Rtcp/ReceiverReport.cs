using System.Buffers.Binary;

namespace Treff.Rtc.Rtcp;

/// <summary>Receiver report (RFC 3550 section 6.4.2).</summary>
/// <remarks>
/// <code>
/// +---+-+---------+---------------+-------------------------------+
/// |V=2|P|   RC    |    PT=201     |            length             |
/// +---+-+---------+---------------+-------------------------------+
/// |                        SSRC of sender                         |
/// +---------------------------------------------------------------+
/// |                         report blocks                         |
/// +---------------------------------------------------------------+
/// </code>
/// https://www.rfc-editor.org/rfc/rfc3550#section-6.4.2
/// </remarks>
public readonly ref struct ReceiverReport
{
    private ReceiverReport(uint senderSsrc, ReportBlockList blocks)
    {
        SenderSsrc = senderSsrc;
        Blocks = blocks;
    }

    public uint SenderSsrc { get; }

    public ReportBlockList Blocks { get; }

    public static bool TryParse(in RtcpPacket packet, out ReceiverReport report)
    {
        report = default;
        var body = packet.Body;
        if (packet.Type != RtcpPacketType.ReceiverReport || body.Length < 4) return false;
        if (!ReportBlockList.TryRead(body[4..], packet.Count, out var blocks)) return false;

        report = new ReceiverReport(BinaryPrimitives.ReadUInt32BigEndian(body), blocks);
        return true;
    }

    /// <summary>Writes a report of at most 31 blocks; false when it does not fit.</summary>
    public static bool TryWrite(Span<byte> destination, uint senderSsrc, ReadOnlySpan<ReportBlock> blocks, out int length)
    {
        length = RtcpPacket.HeaderLength + 4 + (blocks.Length * ReportBlock.Length);
        if (blocks.Length > ReportBlock.MaxPerPacket || destination.Length < length)
        {
            length = 0;
            return false;
        }

        RtcpPacket.WriteHeader(destination, blocks.Length, RtcpPacketType.ReceiverReport, length);
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], senderSsrc);
        ReportBlock.WriteAll(destination[8..], blocks);
        return true;
    }
}
