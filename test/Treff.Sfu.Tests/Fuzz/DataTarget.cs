using Google.Protobuf;
using Treff.Fuzz;
using Treff.Rtc.Tests.Support;
using Treff.Sfu.Data;
using Treff.Sfu.Tests.Data;
using Treff.Sfu.Tests.Support;

namespace Treff.Sfu.Tests.Fuzz;

/// <summary>Data packets, damaged or not, through a live room: real peers, real channels, virtual time.</summary>
internal sealed class DataTarget() : FuzzTarget("data-room")
{
    private readonly byte[][] _corpus = [.. DataPacketViewTests.Samples.Select(packet => packet.ToByteArray())];
    private DataRoom _room = null!;
    private TestClient[] _clients = [];

    public override int ShortInputs => 1000;

    public override int InputsPerLife => 5000;

    public override long MaxGrowthBytes => 64 << 20;

    public override void Begin(SeededRandom random)
    {
        _room = new DataRoom();
        _clients = [_room.Join("bob"), _room.Join("carol")];
    }

    public override void Step(SeededRandom random)
    {
        var sender = _clients[random.Next(_clients.Length)];
        var packet = _corpus[random.Next(_corpus.Length)];
        if (random.Chance(0.7))
            packet = Mutations.Damage(packet, random);
        if (packet.Length > 0)
            sender.Media!.TrySendData(random.Chance(0.5) ? DataRoom.Reliable : DataRoom.Lossy, packet, isText: random.Chance(0.1));
        _room.Rooms.Host.Deliver();
        if (random.Chance(0.1))
            _room.Rooms.Host.Advance(20);
        Assert.False(_room.Room.IsClosed);
        foreach (var client in _clients)
            Check(client);
    }

    public override void End() => _room.Dispose();

    private static void Check(TestClient client)
    {
        foreach (var (_, message, _) in client.Media!.Data)
            Assert.True(DataPacketView.TryParse(message, out _));
        client.Media.Data.Clear();
        client.Take();
    }
}
