namespace Treff.Rtc.Sctp.Packet;

/// <summary>
/// Chunk types (RFC 9260 3.2, RFC 3758, RFC 6525). The two highest bits say what a receiver does that does not know the type:
/// stop or skip, report or not.
/// </summary>
internal enum ChunkType : byte
{
    Data = 0,
    Init = 1,
    InitAck = 2,
    Sack = 3,
    Heartbeat = 4,
    HeartbeatAck = 5,
    Abort = 6,
    Shutdown = 7,
    ShutdownAck = 8,
    Error = 9,
    CookieEcho = 10,
    CookieAck = 11,
    ShutdownComplete = 14,
    Reconfig = 130,
    ForwardTsn = 192,
}

/// <summary>What the two highest bits of an unknown chunk or parameter type ask for (RFC 9260 3.2 and 3.2.1).</summary>
internal readonly record struct UnknownTypeRule(bool Skip, bool Report)
{
    public static UnknownTypeRule OfChunk(ChunkType type) => new(((byte)type & 0x80) != 0, ((byte)type & 0x40) != 0);

    public static UnknownTypeRule OfParameter(ParameterType type) => new(((ushort)type & 0x8000) != 0, ((ushort)type & 0x4000) != 0);
}
