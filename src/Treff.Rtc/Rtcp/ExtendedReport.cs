using System.Buffers.Binary;

namespace Treff.Rtc.Rtcp;

/// <summary>
/// Extended report (RFC 3611). Only the two blocks that measure the round trip of a pure receiver are known: receiver reference time
/// (section 4.4) and its answer, DLRR (section 4.5). Other blocks are skipped.
/// </summary>
/// <remarks>
/// <code>
/// +---+-+---------+---------------+-------------------------------+
/// |V=2|P|reserved |    PT=207     |            length             |
/// +---+-+---------+---------------+-------------------------------+
/// |                        SSRC of sender                         |
/// +---------------+---------------+-------------------------------+
/// |      BT       | type-specific |   block length in words − 1   |  blocks
/// +---------------+---------------+-------------------------------+
///
/// BT=4, receiver reference time            BT=5, DLRR, one or more times
/// +-----------------------------+          +-----------------------------+
/// |     NTP timestamp (64)      |          |      SSRC of receiver       |
/// +-----------------------------+          +-----------------------------+
///                                          |      last RR (LRR)          |
///                                          +-----------------------------+
///                                          |  delay since last RR (DLRR) |
///                                          +-----------------------------+
/// </code>
/// https://www.rfc-editor.org/rfc/rfc3611#section-4.4 and 4.5
/// </remarks>
public readonly ref struct ExtendedReport
{
    private const byte ReferenceTimeBlock = 4;
    private const byte DelayBlock = 5;

    private readonly ReadOnlySpan<byte> _delays;

    private ExtendedReport(uint senderSsrc, ulong? referenceTime, ReadOnlySpan<byte> delays)
    {
        SenderSsrc = senderSsrc;
        ReferenceTime = referenceTime;
        _delays = delays;
    }

    public uint SenderSsrc { get; }

    /// <summary>NTP time of the first receiver reference time block, null when there is none.</summary>
    public ulong? ReferenceTime { get; }

    /// <summary>Number of DLRR entries of the first DLRR block.</summary>
    public int DelayCount => _delays.Length / DelaySinceReceiverReport.Length;

    public DelaySinceReceiverReport GetDelay(int index) =>
        DelaySinceReceiverReport.Read(_delays.Slice(index * DelaySinceReceiverReport.Length, DelaySinceReceiverReport.Length));

    public static bool TryParse(in RtcpPacket packet, out ExtendedReport report)
    {
        report = default;
        if (packet.Type != RtcpPacketType.ExtendedReport || packet.Body.Length < 4) return false;

        ulong? referenceTime = null;
        ReadOnlySpan<byte> delays = default;
        var rest = packet.Body[4..];
        while (rest.Length >= 4)
        {
            var length = 4 * BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
            if (rest.Length < 4 + length) return false;
            var block = rest.Slice(4, length);
            if (rest[0] == ReferenceTimeBlock && length == 8) referenceTime ??= BinaryPrimitives.ReadUInt64BigEndian(block);
            if (rest[0] == DelayBlock && delays.IsEmpty) delays = block[..(length - (length % DelaySinceReceiverReport.Length))];
            rest = rest[(4 + length)..];
        }

        report = new ExtendedReport(BinaryPrimitives.ReadUInt32BigEndian(packet.Body), referenceTime, delays);
        return true;
    }

    /// <summary>Writes a packet with one receiver reference time block.</summary>
    public static bool TryWriteReferenceTime(Span<byte> destination, uint senderSsrc, ulong ntpNow, out int length)
    {
        const int Total = 20;
        length = 0;
        if (destination.Length < Total) return false;
        WriteStart(destination, senderSsrc, ReferenceTimeBlock, Total);
        BinaryPrimitives.WriteUInt64BigEndian(destination[12..], ntpNow);
        length = Total;
        return true;
    }

    /// <summary>Writes a packet with one DLRR block.</summary>
    public static bool TryWriteDelays(
        Span<byte> destination, uint senderSsrc, ReadOnlySpan<DelaySinceReceiverReport> delays, out int length)
    {
        length = 12 + (delays.Length * DelaySinceReceiverReport.Length);
        if (delays.IsEmpty || destination.Length < length)
        {
            length = 0;
            return false;
        }

        WriteStart(destination, senderSsrc, DelayBlock, length);
        for (var i = 0; i < delays.Length; i++) delays[i].Write(destination[(12 + (i * DelaySinceReceiverReport.Length))..]);
        return true;
    }

    private static void WriteStart(Span<byte> destination, uint senderSsrc, byte blockType, int total)
    {
        RtcpPacket.WriteHeader(destination, 0, RtcpPacketType.ExtendedReport, total);
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], senderSsrc);
        destination[8] = blockType;
        destination[9] = 0;
        BinaryPrimitives.WriteUInt16BigEndian(destination[10..], (ushort)((total - 12) / 4));
    }
}

/// <summary>One DLRR entry (RFC 3611 section 4.5).</summary>
/// <param name="Ssrc">The receiver that sent the reference time.</param>
/// <param name="LastReceiverReport">Middle 32 bits of its reference time.</param>
/// <param name="Delay">Since then, in 1/65,536 s.</param>
public readonly record struct DelaySinceReceiverReport(uint Ssrc, uint LastReceiverReport, uint Delay)
{
    public const int Length = 12;

    internal static DelaySinceReceiverReport Read(ReadOnlySpan<byte> source) => new(
        BinaryPrimitives.ReadUInt32BigEndian(source),
        BinaryPrimitives.ReadUInt32BigEndian(source[4..]),
        BinaryPrimitives.ReadUInt32BigEndian(source[8..]));

    internal void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt32BigEndian(destination, Ssrc);
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], LastReceiverReport);
        BinaryPrimitives.WriteUInt32BigEndian(destination[8..], Delay);
    }
}
