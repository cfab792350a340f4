using System.Buffers.Binary;
using Treff.Rtc.Sctp.Packet;

namespace Treff.Rtc.Tests.Sctp.Support;

/// <summary>Looks into packets on their way, for assertions about what was sent.</summary>
internal static class PacketLog
{
    /// <summary>A list that grows by "client Data Data", "server Sack" and so on, one entry per packet.</summary>
    public static List<string> Of(SctpPair pair)
    {
        var log = new List<string>();
        var filter = pair.Filter;
        pair.Filter = (from, packet) =>
        {
            log.Add((from == pair.Client ? "client " : "server ") + string.Join(' ', Types(packet)));
            return filter(from, packet);
        };
        return log;
    }

    public static List<ChunkType> Types(byte[] packet)
    {
        var types = new List<ChunkType>();
        Assert.True(SctpPacket.TryParse(packet, out var parsed, out _));
        var chunks = parsed.Chunks;
        while (chunks.MoveNext())
            types.Add(chunks.Current.Type);
        Assert.False(chunks.IsMalformed);
        return types;
    }

    /// <summary>Makes the checksum right again after a change.</summary>
    public static void Sign(byte[] packet)
    {
        if (packet.Length >= SctpPacket.HeaderLength)
            BinaryPrimitives.WriteUInt32LittleEndian(packet.AsSpan(8), Crc32c.OfPacket(packet));
    }
}
