using System.Buffers.Binary;

namespace Treff.Rtc.Rtcp;

/// <summary>Sender report (RFC 3550 section 6.4.1): what a source has sent and which RTP time stands for which wall-clock time.</summary>
/// <param name="Ssrc">The reporting source.</param>
/// <param name="NtpTimestamp">Wall clock, 32.32 seconds since 1900.</param>
/// <param name="RtpTimestamp">The same instant on the source's RTP clock.</param>
/// <param name="PacketCount">Since the start of the stream, wraps.</param>
/// <param name="OctetCount">Payload bytes, without header and padding, wraps.</param>
/// <remarks>
/// <code>
/// +---+-+---------+---------------+-------------------------------+
/// |V=2|P|   RC    |    PT=200     |            length             |
/// +---+-+---------+---------------+-------------------------------+
/// |                        SSRC of sender                         |
/// +---------------------------------------------------------------+
/// |            NTP timestamp, seconds and fraction (64)           |
/// +---------------------------------------------------------------+
/// |                         RTP timestamp                         |
/// +---------------------------------------------------------------+
/// |                     sender's packet count                     |
/// +---------------------------------------------------------------+
/// |                      sender's octet count                     |
/// +---------------------------------------------------------------+
/// |                         report blocks                         |
/// +---------------------------------------------------------------+
/// </code>
/// https://www.rfc-editor.org/rfc/rfc3550#section-6.4.1
/// </remarks>
public readonly record struct SenderReport(uint Ssrc, ulong NtpTimestamp, uint RtpTimestamp, uint PacketCount, uint OctetCount)
{
    private const int FixedBodyLength = 24;

    public static bool TryParse(in RtcpPacket packet, out SenderReport report, out ReportBlockList blocks)
    {
        report = default;
        blocks = default;
        var body = packet.Body;
        if (packet.Type != RtcpPacketType.SenderReport || body.Length < FixedBodyLength) return false;
        if (!ReportBlockList.TryRead(body[FixedBodyLength..], packet.Count, out blocks)) return false;

        report = new SenderReport(
            BinaryPrimitives.ReadUInt32BigEndian(body),
            BinaryPrimitives.ReadUInt64BigEndian(body[4..]),
            BinaryPrimitives.ReadUInt32BigEndian(body[12..]),
            BinaryPrimitives.ReadUInt32BigEndian(body[16..]),
            BinaryPrimitives.ReadUInt32BigEndian(body[20..]));
        return true;
    }

    /// <summary>Writes the report and at most 31 blocks; false when it does not fit.</summary>
    public bool TryWrite(Span<byte> destination, ReadOnlySpan<ReportBlock> blocks, out int length)
    {
        length = RtcpPacket.HeaderLength + FixedBodyLength + (blocks.Length * ReportBlock.Length);
        if (blocks.Length > ReportBlock.MaxPerPacket || destination.Length < length)
        {
            length = 0;
            return false;
        }

        RtcpPacket.WriteHeader(destination, blocks.Length, RtcpPacketType.SenderReport, length);
        var body = destination[RtcpPacket.HeaderLength..];
        BinaryPrimitives.WriteUInt32BigEndian(body, Ssrc);
        BinaryPrimitives.WriteUInt64BigEndian(body[4..], NtpTimestamp);
        BinaryPrimitives.WriteUInt32BigEndian(body[12..], RtpTimestamp);
        BinaryPrimitives.WriteUInt32BigEndian(body[16..], PacketCount);
        BinaryPrimitives.WriteUInt32BigEndian(body[20..], OctetCount);
        ReportBlock.WriteAll(body[FixedBodyLength..], blocks);
        return true;
    }
}
