using System.Buffers.Binary;

namespace Treff.Rtc.Sctp.Packet;

/// <summary>SHUTDOWN (RFC 9260 3.3.8): the cumulative TSN received so far, four bytes.</summary>
internal static class ShutdownChunk
{
    public const int Length = RawChunk.HeaderLength + 4;

    public static bool TryParse(scoped in RawChunk raw, out uint cumulativeTsnAck)
    {
        cumulativeTsnAck = 0;
        if (raw.Type != ChunkType.Shutdown || raw.Value.Length < 4)
            return false;
        cumulativeTsnAck = BinaryPrimitives.ReadUInt32BigEndian(raw.Value);
        return true;
    }

    public static void Write(ref PacketWriter writer, uint cumulativeTsnAck) =>
        BinaryPrimitives.WriteUInt32BigEndian(writer.AddChunk(ChunkType.Shutdown, 0, 4), cumulativeTsnAck);
}
