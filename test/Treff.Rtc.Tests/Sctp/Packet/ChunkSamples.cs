using Treff.Rtc.Sctp.Packet;

namespace Treff.Rtc.Tests.Sctp.Packet;

/// <summary>One chunk of each kind with its bytes as the RFCs lay them out, for tests of writing, reading, cutting and damaging.</summary>
internal static class ChunkSamples
{
    public delegate void Writer(ref PacketWriter writer);

    public static readonly (string Name, Writer Write, string Hex)[] All =
    [
        ("DATA", (ref PacketWriter w) => DataChunk.Write(ref w, new DataHeader(0x01020304, 5, 6, 53, DataFlags.Beginning | DataFlags.End), "hey"u8),
            "00030013" + "01020304" + "00050006" + "00000035" + "68657900"),
        ("DATA unordered immediate middle",
            (ref PacketWriter w) => DataChunk.Write(ref w, new DataHeader(0xFFFFFFFF, 65534, 0, 51, DataFlags.Unordered | DataFlags.Immediate), [9]),
            "000C0011" + "FFFFFFFF" + "FFFE0000" + "00000033" + "09000000"),
        ("INIT", (ref PacketWriter w) => InitChunk.Write(ref w, ChunkType.Init, new InitHeader(0xDEADBEEF, 0x100000, 65535, 65535, 7), Extensions()),
            "0100001E" + "DEADBEEF" + "00100000" + "FFFFFFFF" + "00000007" + "C0000004" + "80080006" + "82C00000"),
        ("INIT ACK", (ref PacketWriter w) => InitChunk.Write(ref w, ChunkType.InitAck, new InitHeader(1, 2, 3, 4, 5), [0, 7, 0, 6, 0xAA, 0xBB]),
            "0200001A" + "00000001" + "00000002" + "00030004" + "00000005" + "00070006" + "AABB0000"),
        ("SACK", (ref PacketWriter w) => SackChunk.Write(ref w, 1000, 65536, [new GapBlock(2, 3), new GapBlock(5, 5)], [999]),
            "0300001C" + "000003E8" + "00010000" + "00020001" + "00020003" + "00050005" + "000003E7"),
        ("HEARTBEAT", (ref PacketWriter w) => HeartbeatChunk.Write(ref w, ChunkType.Heartbeat, [1, 2, 3, 4]), "0400000C" + "00010008" + "01020304"),
        ("HEARTBEAT ACK", (ref PacketWriter w) => HeartbeatChunk.Write(ref w, ChunkType.HeartbeatAck, [1, 2]), "0500000A" + "00010006" + "01020000"),
        ("ABORT", (ref PacketWriter w) => w.AddChunk(ChunkType.Abort, [0, 12, 0, 4], AbortChunk.ReflectedTag), "06010008" + "000C0004"),
        ("SHUTDOWN", (ref PacketWriter w) => ShutdownChunk.Write(ref w, 77), "07000008" + "0000004D"),
        ("SHUTDOWN ACK", (ref PacketWriter w) => w.AddChunk(ChunkType.ShutdownAck, default), "08000004"),
        ("ERROR", (ref PacketWriter w) => w.AddChunk(ChunkType.Error, InvalidStream()), "0900000C" + "00010008" + "00090000"),
        ("COOKIE ECHO", (ref PacketWriter w) => w.AddChunk(ChunkType.CookieEcho, [1, 2, 3, 4, 5]), "0A000009" + "01020304" + "05000000"),
        ("COOKIE ACK", (ref PacketWriter w) => w.AddChunk(ChunkType.CookieAck, default), "0B000004"),
        ("SHUTDOWN COMPLETE", (ref PacketWriter w) => w.AddChunk(ChunkType.ShutdownComplete, default), "0E000004"),
        ("RE-CONFIG request", (ref PacketWriter w) => w.AddChunk(ChunkType.Reconfig, ResetRequest()),
            "82000016" + "000D0012" + "00000001" + "00000002" + "00000003" + "00040000"),
        ("RE-CONFIG response", (ref PacketWriter w) => w.AddChunk(ChunkType.Reconfig, ResetResponse()),
            "82000010" + "0010000C" + "00000009" + "00000006"),
        ("FORWARD TSN", (ref PacketWriter w) => ForwardTsnChunk.Write(ref w, 42, [new SkippedStream(3, 8), new SkippedStream(4, 9)]),
            "C0000010" + "0000002A" + "00030008" + "00040009"),
    ];

    public static byte[] Packet(Writer write, uint tag = 0x11223344)
    {
        var writer = new PacketWriter(new byte[256], 5000, 5000, tag);
        write(ref writer);
        return writer.Finish().ToArray();
    }

    private static byte[] Extensions()
    {
        var parameters = new ParameterWriter(new byte[64]);
        ExtensionParameters.Write(ref parameters);
        return parameters.Written.ToArray();
    }

    private static byte[] InvalidStream()
    {
        var causes = new ParameterWriter(new byte[64]);
        ErrorCause.WriteInvalidStream(ref causes, 9);
        return causes.Written.ToArray();
    }

    private static byte[] ResetRequest()
    {
        var parameters = new ParameterWriter(new byte[64]);
        OutgoingResetParameter.Write(ref parameters, 1, 2, 3, [4]);
        return parameters.Written.ToArray();
    }

    private static byte[] ResetResponse()
    {
        var parameters = new ParameterWriter(new byte[64]);
        new ReconfigResponseParameter(9, ReconfigResult.InProgress).Write(ref parameters);
        return parameters.Written.ToArray();
    }
}
