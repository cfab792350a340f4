using System.Buffers.Binary;

namespace Treff.Rtc.Rtcp;

/// <summary>Picture loss indication (RFC 4585 section 6.3.1): "send a key frame".</summary>
/// <remarks>
/// <code>
/// +---+-+---------+---------------+-------------------------------+
/// |V=2|P|  FMT=1  |    PT=206     |           length = 2          |
/// +---+-+---------+---------------+-------------------------------+
/// |                        SSRC of sender                         |
/// +---------------------------------------------------------------+
/// |                     SSRC of media source                      |
/// +---------------------------------------------------------------+
/// </code>
/// https://www.rfc-editor.org/rfc/rfc4585#section-6.3.1
/// </remarks>
public readonly record struct PictureLossIndication(uint SenderSsrc, uint MediaSsrc)
{
    public const int Length = 12;

    private const byte Format = 1;

    public static bool TryParse(in RtcpPacket packet, out PictureLossIndication indication)
    {
        indication = default;
        if (!packet.IsFeedback(RtcpPacketType.PayloadSpecificFeedback, Format)) return false;
        indication = new PictureLossIndication(
            BinaryPrimitives.ReadUInt32BigEndian(packet.Body),
            BinaryPrimitives.ReadUInt32BigEndian(packet.Body[4..]));
        return true;
    }

    public bool TryWrite(Span<byte> destination, out int length)
    {
        length = 0;
        if (destination.Length < Length) return false;
        RtcpPacket.WriteFeedbackHeader(destination, Format, RtcpPacketType.PayloadSpecificFeedback, Length, SenderSsrc, MediaSsrc);
        length = Length;
        return true;
    }
}
