using Google.Protobuf;
using Treff.Fuzz;
using Treff.LiveKit.Protocol;
using Treff.Rtc.Sctp.DataChannels;
using Treff.Rtc.Tests.Support;
using Treff.Sfu.Data;
using Treff.Sfu.DataTracks;
using Treff.Sfu.Tests.Data;
using Treff.Sfu.Tests.DataTracks;
using Treff.Sfu.Tests.Support;

namespace Treff.Sfu.Tests.Fuzz;

/// <summary>Data packets, damaged or not, through a live room: real peers, real channels, virtual time.</summary>
internal sealed class DataTarget() : FuzzTarget("data-room")
{
    private const string DataTrack = "_data_track";

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
        foreach (var client in _clients)
        {
            client.Media!.OpenDataChannel(DataTrack, new DataChannelOptions { IsOrdered = false, MaxRetransmits = 0 });
            client.Send(new SignalRequest { PublishDataTrackRequest = new PublishDataTrackRequest { PubHandle = 7, Name = "pose" } });
        }

        foreach (var client in _clients)
        {
            foreach (var track in _room.Room.Participants.SelectMany(participant => participant.DataTracks.Tracks))
                client.Participant.DataTrackSubscriptions.Update(Subscribe(track.Sid));
        }
    }

    public override void Step(SeededRandom random)
    {
        var sender = _clients[random.Next(_clients.Length)];
        var isTrack = random.Chance(0.3);
        var packet = isTrack ? DataTrackPacketTests.Extended : _corpus[random.Next(_corpus.Length)];
        if (random.Chance(0.7))
            packet = Mutations.Damage(packet, random);
        if (packet.Length > 0)
            sender.Media!.TrySendData(isTrack ? DataTrack : random.Chance(0.5) ? DataRoom.Reliable : DataRoom.Lossy, packet, isText: random.Chance(0.1));
        _room.Rooms.Host.Deliver();
        if (random.Chance(0.1))
            _room.Rooms.Host.Advance(20);
        Assert.False(_room.Room.IsClosed);
        foreach (var client in _clients)
            Check(client);
    }

    public override void End() => _room.Dispose();

    private static UpdateDataSubscription Subscribe(string sid) =>
        new() { Updates = { new UpdateDataSubscription.Types.Update { TrackSid = sid, Subscribe = true } } };

    private static void Check(TestClient client)
    {
        foreach (var (label, message, _) in client.Media!.Data)
            Assert.True(label == DataTrack ? DataTrackPacket.TryReadHandle(message, out _) : DataPacketView.TryParse(message, out _));
        client.Media.Data.Clear();
        client.Take();
    }
}
