using System.Buffers.Binary;

namespace Treff.Rtc.Rtcp;

/// <summary>Full intra request (RFC 5104 section 4.3.1): key frames wanted from one or more sources.</summary>
/// <remarks>
/// <code>
/// +---+-+---------+---------------+-------------------------------+
/// |V=2|P|  FMT=4  |    PT=206     |            length             |
/// +---+-+---------+---------------+-------------------------------+
/// |                        SSRC of sender                         |
/// +---------------------------------------------------------------+
/// |                  SSRC of media source: unused, 0              |
/// +---------------------------------------------------------------+
/// |                    SSRC of the wanted source                  |  one or more times
/// +---------------+-----------------------------------------------+
/// | sequence nr.  |                    reserved                   |
/// +---------------+-----------------------------------------------+
/// </code>
/// https://www.rfc-editor.org/rfc/rfc5104#section-4.3.1
/// </remarks>
public readonly ref struct FullIntraRequest
{
    private const byte Format = 4;
    private const int FixedLength = 12;
    private const int EntryLength = 8;

    private readonly ReadOnlySpan<byte> _entries;

    private FullIntraRequest(uint senderSsrc, ReadOnlySpan<byte> entries)
    {
        SenderSsrc = senderSsrc;
        _entries = entries;
    }

    public uint SenderSsrc { get; }

    public int Count => _entries.Length / EntryLength;

    /// <summary>Entry <paramref name="index"/>: a repeated command carries the same sequence number.</summary>
    public (uint Ssrc, byte SequenceNumber) this[int index]
    {
        get
        {
            var entry = _entries.Slice(index * EntryLength, EntryLength);
            return (BinaryPrimitives.ReadUInt32BigEndian(entry), entry[4]);
        }
    }

    public static bool TryParse(in RtcpPacket packet, out FullIntraRequest request)
    {
        request = default;
        if (!packet.IsFeedback(RtcpPacketType.PayloadSpecificFeedback, Format)) return false;
        var entries = packet.Body[8..];
        request = new FullIntraRequest(BinaryPrimitives.ReadUInt32BigEndian(packet.Body), entries[..(entries.Length & ~7)]);
        return true;
    }

    public static bool TryWrite(Span<byte> destination, uint senderSsrc, uint ssrc, byte sequenceNumber, out int length)
    {
        length = 0;
        if (destination.Length < FixedLength + EntryLength) return false;
        length = FixedLength + EntryLength;
        RtcpPacket.WriteFeedbackHeader(destination, Format, RtcpPacketType.PayloadSpecificFeedback, length, senderSsrc, 0);
        BinaryPrimitives.WriteUInt32BigEndian(destination[FixedLength..], ssrc);
        BinaryPrimitives.WriteUInt32BigEndian(destination[(FixedLength + 4)..], (uint)sequenceNumber << 24);
        return true;
    }
}
