using System.Buffers.Binary;

namespace Treff.Rtc.Sctp.Packet;

/// <summary>What both ends tell each other in INIT and INIT ACK before the parameters.</summary>
internal readonly record struct InitHeader(uint InitiateTag, uint ReceiverWindow, ushort OutboundStreams, ushort InboundStreams, uint InitialTsn)
{
    /// <summary>RFC 9260 3.3.2: a tag or stream count of zero makes the chunk void.</summary>
    public bool IsValid => InitiateTag != 0 && OutboundStreams != 0 && InboundStreams != 0;
}

/// <summary>
/// INIT and INIT ACK (RFC 9260 3.3.2, 3.3.3), which differ only in type and parameters.
/// <code>
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// |  Type = 1, 2  |  Chunk Flags  |         Chunk Length          |
/// |                         Initiate Tag                          |
/// |          Advertised Receiver Window Credit (a_rwnd)           |
/// |  Number of Outbound Streams   |   Number of Inbound Streams   |
/// |                          Initial TSN                          |
/// |              Optional/Variable-Length Parameters …            |
/// </code>
/// </summary>
internal readonly ref struct InitChunk(InitHeader header, ReadOnlySpan<byte> parameters)
{
    private const int FixedLength = 16;

    public InitHeader Header { get; } = header;

    public ReadOnlySpan<byte> Parameters { get; } = parameters;

    public static bool TryParse(scoped in RawChunk raw, out InitChunk chunk)
    {
        chunk = default;
        var value = raw.Value;
        if (raw.Type is not (ChunkType.Init or ChunkType.InitAck) || value.Length < FixedLength)
            return false;
        var header = new InitHeader(
            BinaryPrimitives.ReadUInt32BigEndian(value),
            BinaryPrimitives.ReadUInt32BigEndian(value[4..]),
            BinaryPrimitives.ReadUInt16BigEndian(value[8..]),
            BinaryPrimitives.ReadUInt16BigEndian(value[10..]),
            BinaryPrimitives.ReadUInt32BigEndian(value[12..]));
        chunk = new InitChunk(header, value[FixedLength..]);
        return true;
    }

    public static void Write(ref PacketWriter writer, ChunkType type, in InitHeader header, scoped ReadOnlySpan<byte> parameters)
    {
        var value = writer.AddChunk(type, 0, FixedLength + parameters.Length);
        BinaryPrimitives.WriteUInt32BigEndian(value, header.InitiateTag);
        BinaryPrimitives.WriteUInt32BigEndian(value[4..], header.ReceiverWindow);
        BinaryPrimitives.WriteUInt16BigEndian(value[8..], header.OutboundStreams);
        BinaryPrimitives.WriteUInt16BigEndian(value[10..], header.InboundStreams);
        BinaryPrimitives.WriteUInt32BigEndian(value[12..], header.InitialTsn);
        parameters.CopyTo(value[FixedLength..]);
    }
}
