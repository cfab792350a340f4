using Treff.Rtc.Sctp.Packet;

namespace Treff.Rtc.Sctp.Send;

internal enum ChunkState : byte
{
    /// <summary>Sent and neither acknowledged nor missed.</summary>
    InFlight,

    /// <summary>Taken for lost; to be sent again.</summary>
    Lost,

    /// <summary>Acknowledged by a gap block: the peer may still take that back until the cumulative TSN has passed.</summary>
    Acked,

    /// <summary>Given up with its message.</summary>
    Abandoned,
}

/// <summary>A DATA chunk from its first transmission until the cumulative TSN has passed it.</summary>
internal struct OutstandingChunk
{
    public required OutgoingMessage Message;
    public required int Offset;
    public required int Length;
    public Timestamp SentAt;
    public int Transmissions;
    public byte MissingReports;
    public bool WasFastRetransmitted;
    public ChunkState State;

    /// <summary>What the chunk takes in a packet; the unit of the congestion window and, generously, of the peer's window.</summary>
    public readonly int WireLength => DataChunk.HeaderLength + Padding.RoundUp(Length);

    public readonly DataHeader Header(long tsn)
    {
        var flags = Message.Reliability.IsUnordered ? DataFlags.Unordered : DataFlags.None;
        if (Offset == 0)
            flags |= DataFlags.Beginning;
        if (Offset + Length == Message.Length)
            flags |= DataFlags.End;
        var ssn = Message.Reliability.IsUnordered ? (ushort)0 : Message.Ssn;
        return new DataHeader((uint)tsn, Message.Stream.Id, ssn, Message.PayloadProtocol, flags);
    }
}
