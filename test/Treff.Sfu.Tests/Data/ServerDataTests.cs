using Google.Protobuf;
using Treff.LiveKit;
using Treff.LiveKit.Protocol;
using Kind = Treff.LiveKit.Protocol.DataPacket.Types.Kind;

namespace Treff.Sfu.Tests.Data;

public sealed class ServerDataTests : IDisposable
{
    private readonly DataRoom _room = new();

    public void Dispose() => _room.Dispose();

    [Fact]
    public async Task Goes_to_everybody_without_a_sender()
    {
        var (alice, bob) = (_room.Join("alice"), _room.Join("bob"));
        await SendAsync(new SendDataRequest { Data = ByteString.CopyFromUtf8("from the server"), Topic = "admin" });
        foreach (var client in new[] { alice, bob })
        {
            var expected = new DataPacket { User = new UserPacket { Payload = ByteString.CopyFromUtf8("from the server"), Topic = "admin" } };
            Assert.Equal(expected, Assert.Single(DataRoom.Take(client, DataRoom.Reliable)));
        }
    }

    [Fact]
    public async Task Goes_to_those_named_by_identity_or_sid()
    {
        var (alice, bob, carol) = (_room.Join("alice"), _room.Join("bob"), _room.Join("carol"));
        var request = new SendDataRequest { Data = ByteString.CopyFromUtf8("x"), Kind = Kind.Lossy };
        request.DestinationIdentities.Add("bob");
        request.DestinationSids.Add(carol.Participant.Sid);
        await SendAsync(request);
        Assert.Empty(DataRoom.Take(alice));
        var packet = Assert.Single(DataRoom.Take(bob, DataRoom.Lossy));
        Assert.Equal((Kind.Lossy, "bob", "bob"), (packet.Kind, packet.DestinationIdentities.Single(), packet.User.DestinationIdentities.Single()));
        Assert.False(packet.User.HasTopic);
        Assert.Single(DataRoom.Take(carol));
    }

    [Fact]
    public async Task The_same_nonce_is_sent_once()
    {
        var bob = _room.Join("bob");
        for (var i = 0; i < 3; i++)
            await SendAsync(new SendDataRequest { Data = ByteString.CopyFromUtf8("x"), Nonce = ByteString.CopyFrom(new byte[16]) });
        Assert.Single(DataRoom.Take(bob));
        await SendAsync(new SendDataRequest { Data = ByteString.CopyFromUtf8("x") });
        await SendAsync(new SendDataRequest { Data = ByteString.CopyFromUtf8("x") });
        Assert.Equal(2, DataRoom.Take(bob).Count);
    }

    [Theory]
    [InlineData(5, 1, "room", TwirpErrorCode.InvalidArgument)]
    [InlineData(17, 1, "room", TwirpErrorCode.InvalidArgument)]
    [InlineData(0, 70_000, "room", TwirpErrorCode.InvalidArgument)]
    [InlineData(0, 1, "no such room", TwirpErrorCode.Unavailable)]
    public async Task Refusals(int nonce, int bytes, string room, TwirpErrorCode code)
    {
        _room.Join("bob");
        var request = new SendDataRequest { Data = ByteString.CopyFrom(new byte[bytes]), Nonce = ByteString.CopyFrom(new byte[nonce]) };
        var exception = await Assert.ThrowsAsync<RoomServiceException>(() => SendAsync(request, room));
        Assert.Equal(code, exception.Code);
    }

    private async Task SendAsync(SendDataRequest request, string room = "room")
    {
        request.Room = room;
        await _room.Rooms.Service.SendDataAsync(request, CancellationToken.None);
        _room.Rooms.Host.Advance(50);
    }
}
