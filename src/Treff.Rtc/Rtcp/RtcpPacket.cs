using System.Buffers.Binary;

namespace Treff.Rtc.Rtcp;

/// <summary>Packet types of RTCP (RFC 3550 section 12.1, RFC 4585 section 6.1, RFC 3611).</summary>
public enum RtcpPacketType : byte
{
    SenderReport = 200,
    ReceiverReport = 201,
    SourceDescription = 202,
    Goodbye = 203,
    Application = 204,
    TransportLayerFeedback = 205,
    PayloadSpecificFeedback = 206,
    ExtendedReport = 207,
}

/// <summary>
/// One packet of a compound RTCP datagram: the common header and its body (RFC 3550 section 6.4.1).
/// </summary>
/// <remarks>
/// <code>
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +---+-+---------+---------------+-------------------------------+
/// |V=2|P|  count  |      PT       |  length in 32-bit words − 1   |
/// +---+-+---------+---------------+-------------------------------+
/// </code>
/// https://www.rfc-editor.org/rfc/rfc3550#section-6.4.1
/// </remarks>
public readonly ref struct RtcpPacket
{
    public const int HeaderLength = 4;

    internal RtcpPacket(byte count, RtcpPacketType type, ReadOnlySpan<byte> body)
    {
        Count = count;
        Type = type;
        Body = body;
    }

    /// <summary>The five bits beside the version: a number of reports or sources, or the format (FMT) of a feedback packet.</summary>
    public byte Count { get; }

    public RtcpPacketType Type { get; }

    /// <summary>Everything after the common header, without padding.</summary>
    public ReadOnlySpan<byte> Body { get; }

    internal bool IsFeedback(RtcpPacketType type, byte format) => Type == type && Count == format && Body.Length >= 8;

    internal static void WriteHeader(Span<byte> destination, int count, RtcpPacketType type, int totalLength)
    {
        destination[0] = (byte)(0x80 | count);
        destination[1] = (byte)type;
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], (ushort)((totalLength / 4) - 1));
    }

    internal static void WriteFeedbackHeader(
        Span<byte> destination, byte format, RtcpPacketType type, int totalLength, uint senderSsrc, uint mediaSsrc)
    {
        WriteHeader(destination, format, type, totalLength);
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], senderSsrc);
        BinaryPrimitives.WriteUInt32BigEndian(destination[8..], mediaSsrc);
    }
}
