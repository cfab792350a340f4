using Treff.Rtc.Sctp;
using Treff.Rtc.Sctp.Packet;

namespace Treff.Rtc.Tests.Sctp.Support;

/// <summary>A server end that has shaken hands with a peer of which the test writes every packet.</summary>
internal sealed class CraftedPeer
{
    public const uint Tag = 0x0C0FFEE0;
    public const uint InitialTsn = 1000;

    private readonly byte[] _buffer = new byte[2048];

    public CraftedPeer(Func<SctpOptions, SctpOptions>? configure = null)
    {
        Server = new SctpEnd((configure ?? (o => o))(SctpEnd.Options(3)), isDtlsClient: false);
        ServerTag = Handshake(out var cookie);
        Send((ref PacketWriter w) => w.AddChunk(ChunkType.CookieEcho, cookie));
        Assert.Equal(SctpState.Connected, Server.Association.State);
        Take();
    }

    public SctpEnd Server { get; }

    public uint ServerTag { get; }

    public Timestamp Now { get; set; } = Timestamp.FromMilliseconds(1);

    public delegate void Writer(ref PacketWriter writer);

    public void Send(Writer write, uint? tag = null)
    {
        var writer = new PacketWriter(new byte[1200], 5000, 5000, tag ?? ServerTag);
        write(ref writer);
        Server.Association.HandlePacket(Now, writer.Finish());
    }

    public void SendData(uint tsn, ushort stream, ushort ssn, DataFlags flags, int length) => Send(
        (ref PacketWriter w) => DataChunk.Write(ref w, new DataHeader(tsn, stream, ssn, 53, flags), new byte[length]));

    /// <summary>The types of all chunks that the server has to send now.</summary>
    public List<ChunkType> Take()
    {
        var types = new List<ChunkType>();
        while (Server.Association.TryTakePacket(Now, _buffer, out var length))
        {
            types.AddRange(PacketLog.Types(_buffer[..length]));
            Assert.True(types.Count < 1000);
        }

        return types;
    }

    private uint Handshake(out byte[] cookie)
    {
        var writer = new PacketWriter(new byte[1200], 5000, 5000, 0);
        Span<byte> extensions = [0xC0, 0, 0, 4, 0x80, 8, 0, 6, 0x82, 0xC0];
        InitChunk.Write(ref writer, ChunkType.Init, new InitHeader(Tag, 1_000_000, 65535, 65535, InitialTsn), extensions);
        Server.Association.HandlePacket(Now, writer.Finish());
        Assert.True(Server.Association.TryTakePacket(Now, _buffer, out var length));
        Assert.True(SctpPacket.TryParse(_buffer.AsSpan(0, length), out var packet, out _));
        var chunks = packet.Chunks;
        Assert.True(chunks.MoveNext());
        Assert.True(InitChunk.TryParse(chunks.Current, out var ack));
        var parameters = new ParameterReader(ack.Parameters);
        Assert.True(parameters.MoveNext());
        cookie = parameters.Current.Value.ToArray();
        return ack.Header.InitiateTag;
    }
}
