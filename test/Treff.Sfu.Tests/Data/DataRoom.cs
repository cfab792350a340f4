using Google.Protobuf;
using Treff.LiveKit;
using Treff.LiveKit.Protocol;
using Treff.Sfu.Data;
using Treff.Sfu.Rooms;
using Treff.Sfu.Signal;
using Treff.Sfu.Tests.Support;

namespace Treff.Sfu.Tests.Data;

/// <summary>A room whose participants have real peers and open data channels, in virtual time.</summary>
internal sealed class DataRoom(DataLimits? limits = null) : IDisposable
{
    public const string Reliable = "_reliable";
    public const string Lossy = "_lossy";

    public TestRooms Rooms { get; } = new(TestRooms.DefaultOptions with { Data = limits ?? new DataLimits() });

    public Sfu.Rooms.Room Room => Rooms.Registry.Rooms.Single();

    public DataStatistics Statistics => Room.Data.Statistics;

    public void Dispose() => Rooms.Dispose();

    public TestClient Join(string identity, VideoGrant? grant = null, ParticipantInfo.Types.Kind kind = ParticipantInfo.Types.Kind.Standard)
    {
        var client = JoinWithoutChannels(identity, grant, kind);
        client.Media!.OpenDataChannels();
        return client;
    }

    public TestClient JoinWithoutChannels(
        string identity, VideoGrant? grant = null, ParticipantInfo.Types.Kind kind = ParticipantInfo.Types.Kind.Standard)
    {
        var claims = new AccessTokenClaims
        {
            Identity = identity,
            Kind = kind,
            Video = (grant ?? new VideoGrant()) with { Room = "room", RoomJoin = true },
        };
        var request = new JoinRequest { ConnectionSettings = new ConnectionSettings { AutoSubscribe = true } };
        var result = Rooms.Registry.Open(new SignalOpenRequest(claims, request, "127.0.0.1"));
        Assert.True(Room.TryFind(identity, out var participant));
        var client = new TestClient(Rooms, result.Session!, participant);
        client.ConnectStandard();
        return client;
    }

    public void Send(TestClient sender, DataPacket packet, string label = Reliable) => Send(sender, packet.ToByteArray(), label);

    public void Send(TestClient sender, byte[] message, string label = Reliable, bool isText = false)
    {
        sender.Media!.SendData(label, message, isText);
        Rooms.Host.Advance(20);
    }

    /// <summary>The packets that arrived since the last call.</summary>
    public static IReadOnlyList<DataPacket> Take(TestClient receiver, string? label = null)
    {
        var taken = receiver.Media!.Data.Where(item => label is null || item.Label == label)
            .Select(item => DataPacket.Parser.ParseFrom(item.Message)).ToArray();
        receiver.Media.Data.Clear();
        return taken;
    }

    public static DataPacket UserPacket(string text, uint sequence = 0, params string[] destinations)
    {
        var packet = new DataPacket { Sequence = sequence, User = new UserPacket { Payload = ByteString.CopyFromUtf8(text), Topic = "topic" } };
        packet.DestinationIdentities.AddRange(destinations);
        return packet;
    }
}
