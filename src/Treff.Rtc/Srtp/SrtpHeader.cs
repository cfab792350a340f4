using System.Buffers.Binary;

namespace Treff.Rtc.Srtp;

/// <summary>
/// The few facts that protection needs of the clear part of RTP (RFC 3550 section 5.1) and RTCP (section 6.4.1) packets. Kept apart
/// from the parsers in <c>Rtp</c> and <c>Rtcp</c>: it sees packets before anybody is authenticated.
/// </summary>
internal static class SrtpHeader
{
    /// <summary>Header and sender SSRC of the first RTCP packet stay in the clear.</summary>
    public const int RtcpLength = 8;

    private const int FixedLength = 12;

    /// <summary>Length of fixed header, CSRCs and extension; 0 when that is not all there.</summary>
    public static int RtpLength(ReadOnlySpan<byte> packet)
    {
        if (packet.Length < FixedLength || packet[0] >> 6 != 2)
            return 0;
        var length = FixedLength + (4 * (packet[0] & 0x0F));
        var hasExtension = (packet[0] & 0x10) != 0;
        if (hasExtension)
        {
            if (packet.Length < length + 4)
                return 0;
            length += 4 + (4 * BinaryPrimitives.ReadUInt16BigEndian(packet[(length + 2)..]));
        }

        return packet.Length < length ? 0 : length;
    }

    public static ushort SequenceNumber(ReadOnlySpan<byte> rtp) => BinaryPrimitives.ReadUInt16BigEndian(rtp[2..]);

    public static uint RtpSsrc(ReadOnlySpan<byte> rtp) => BinaryPrimitives.ReadUInt32BigEndian(rtp[8..]);

    public static bool IsRtcp(ReadOnlySpan<byte> packet) => packet.Length >= RtcpLength && packet[0] >> 6 == 2;

    public static uint RtcpSsrc(ReadOnlySpan<byte> rtcp) => BinaryPrimitives.ReadUInt32BigEndian(rtcp[4..]);
}
