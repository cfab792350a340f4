using System.Buffers.Binary;

namespace Treff.Rtc.Rtcp;

/// <summary>REMB (draft-alvestrand-rmcat-remb section 2.2): the receiver's own estimate of the path.</summary>
/// <remarks>
/// <code>
/// +---+-+---------+---------------+-------------------------------+
/// |V=2|P| FMT=15  |    PT=206     |            length             |
/// +---+-+---------+---------------+-------------------------------+
/// |                        SSRC of sender                         |
/// +---------------------------------------------------------------+
/// |                  SSRC of media source: unused, 0              |
/// +---------------------------------------------------------------+
/// |                      "R" "E" "M" "B"                          |
/// +---------------+-----------+-----------------------------------+
/// |   num SSRC    | exponent  |             mantissa              |
/// +---------------+-----------+-----------------------------------+
/// |                     SSRC, num SSRC times                      |
/// +---------------------------------------------------------------+
/// </code>
/// https://datatracker.ietf.org/doc/html/draft-alvestrand-rmcat-remb-03#section-2.2
/// </remarks>
public readonly ref struct ReceiverEstimatedMaxBitrate
{
    private const byte Format = 15;
    private const uint Identifier = 0x52454D42;
    private const int FixedLength = 20;
    private const int MaxMantissa = 0x3FFFF;

    private ReceiverEstimatedMaxBitrate(uint senderSsrc, long bitsPerSecond, SsrcList sources)
    {
        SenderSsrc = senderSsrc;
        BitsPerSecond = bitsPerSecond;
        Sources = sources;
    }

    public uint SenderSsrc { get; }

    /// <summary>For all sources together; a number beyond 63 bits reads as <see cref="long.MaxValue"/>.</summary>
    public long BitsPerSecond { get; }

    public SsrcList Sources { get; }

    public static bool TryParse(in RtcpPacket packet, out ReceiverEstimatedMaxBitrate remb)
    {
        remb = default;
        var body = packet.Body;
        if (!packet.IsFeedback(RtcpPacketType.PayloadSpecificFeedback, Format) || body.Length < FixedLength - 4) return false;
        if (BinaryPrimitives.ReadUInt32BigEndian(body[8..]) != Identifier || body.Length < 16 + (4 * body[12])) return false;

        var exponent = body[13] >> 2;
        var mantissa = (long)(BinaryPrimitives.ReadUInt32BigEndian(body[12..]) & MaxMantissa);
        var bitsPerSecond = mantissa > (long.MaxValue >> exponent) ? long.MaxValue : mantissa << exponent;
        remb = new ReceiverEstimatedMaxBitrate(
            BinaryPrimitives.ReadUInt32BigEndian(body), bitsPerSecond, new SsrcList(body.Slice(16, 4 * body[12])));
        return true;
    }

    public static bool TryWrite(Span<byte> destination, uint senderSsrc, long bitsPerSecond, ReadOnlySpan<uint> sources, out int length)
    {
        length = FixedLength + (4 * sources.Length);
        if (sources.Length > 255 || bitsPerSecond < 0 || destination.Length < length)
        {
            length = 0;
            return false;
        }

        var exponent = 0;
        while ((bitsPerSecond >> exponent) > MaxMantissa) exponent++;
        RtcpPacket.WriteFeedbackHeader(destination, Format, RtcpPacketType.PayloadSpecificFeedback, length, senderSsrc, 0);
        BinaryPrimitives.WriteUInt32BigEndian(destination[12..], Identifier);
        BinaryPrimitives.WriteUInt32BigEndian(
            destination[16..], ((uint)sources.Length << 24) | ((uint)exponent << 18) | (uint)(bitsPerSecond >> exponent));
        SsrcList.Write(destination[FixedLength..], sources);
        return true;
    }
}
