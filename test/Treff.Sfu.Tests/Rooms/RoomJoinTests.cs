using Treff.LiveKit;
using Treff.LiveKit.Protocol;
using Treff.Sfu.Tests.Support;
using Kind = Treff.LiveKit.Protocol.SignalResponse.MessageOneofCase;
using State = Treff.LiveKit.Protocol.ParticipantInfo.Types.State;

namespace Treff.Sfu.Tests.Rooms;

public sealed class RoomJoinTests : IDisposable
{
    private readonly TestRooms _rooms = new();

    public void Dispose() => _rooms.Dispose();

    [Fact]
    public void Join_comes_first_then_the_token()
    {
        var alice = _rooms.Join("alice");
        Assert.Equal([Kind.Join, Kind.RefreshToken], alice.Kinds());
        var join = alice.Received[0].Join;
        Assert.StartsWith("PA_", join.Participant.Sid, StringComparison.Ordinal);
        Assert.StartsWith("RM_", join.Room.Sid, StringComparison.Ordinal);
        Assert.Equal(State.Joining, join.Participant.State);
        Assert.Equal(0u, join.Participant.Version);
        Assert.True(join.Participant.Permission.CanPublish);
        Assert.True(join.FastPublish);
        Assert.False(join.SubscriberPrimary);
        Assert.Equal((5, 15), (join.PingInterval, join.PingTimeout));
        Assert.Equal(17, join.ServerInfo.Protocol);
        Assert.NotEmpty(join.ServerInfo.Version);
        Assert.Equal(["video/VP8", "video/H264", "video/VP9", "video/AV1", "audio/opus", "audio/red"], join.EnabledPublishCodecs.Select(codec => codec.Mime));
        Assert.Equal("token of alice", alice.Received[1].RefreshToken);
    }

    [Fact]
    public void The_answer_to_an_offer_inside_the_join_follows_the_join()
    {
        var join = new JoinRequest { PublisherOffer = new SessionDescription { Type = "offer", Id = 7, Sdp = TestOffer.Standard().ToString() } };
        var alice = _rooms.Join("alice", join: join);
        Assert.Equal([Kind.Join, Kind.RefreshToken, Kind.Answer], alice.Kinds());
        Assert.Equal(7u, alice.Received[2].Answer.Id);
    }

    [Fact]
    public void Others_are_told_when_somebody_joins_and_becomes_active()
    {
        var alice = _rooms.Join("alice");
        alice.Connect();
        alice.Take();
        var bob = _rooms.Join("bob", name: "Bob");
        Assert.Equal(State.Joined, alice.LastInfo("bob")?.State);
        bob.Connect();
        Assert.Equal(State.Active, alice.LastInfo("bob")?.State);
        Assert.Equal("Bob", alice.LastInfo("bob")?.Name);
        Assert.Equal(State.Active, bob.LastInfo("bob")?.State);
        var other = Assert.Single(bob.Received[0].Join.OtherParticipants);
        Assert.Equal(("alice", State.Active), (other.Identity, other.State));
    }

    [Fact]
    public void Versions_only_grow()
    {
        var alice = _rooms.Join("alice");
        var bob = _rooms.Join("bob");
        bob.Connect();
        bob.AddTrack(new AddTrackRequest { Cid = "mic", Type = TrackType.Audio, Source = TrackSource.Microphone });
        bob.Offer(TestOffer.Standard().Send("audio", "mic").ToString());
        bob.Send(new SignalRequest { Leave = new LeaveRequest() });
        var versions = alice.Received.Where(response => response.MessageCase == Kind.Update)
            .SelectMany(response => response.Update.Participants).Where(info => info.Identity == "bob").Select(info => info.Version).ToArray();
        Assert.Equal(versions.Order(), versions);
        Assert.Equal(versions.Distinct(), versions);
    }

    [Fact]
    public void A_hidden_participant_is_seen_by_nobody_but_itself()
    {
        var alice = _rooms.Join("alice");
        var ghost = _rooms.Join("ghost", grant: new VideoGrant { Hidden = true });
        ghost.Connect();
        var bob = _rooms.Join("bob");
        Assert.Null(alice.LastInfo("ghost"));
        Assert.DoesNotContain(bob.Received[0].Join.OtherParticipants, info => info.Identity == "ghost");
        Assert.NotNull(ghost.LastInfo("ghost"));
        Assert.Equal(2u, bob.Received[0].Join.Room.NumParticipants);
    }

    [Fact]
    public void The_same_identity_replaces_the_older_one()
    {
        var alice = _rooms.Join("alice");
        alice.Connect();
        var first = _rooms.Join("bob");
        first.Connect();
        alice.Take();
        var second = _rooms.Join("bob");
        second.Connect();
        var leave = first.Received[^1].Leave;
        Assert.Equal((DisconnectReason.DuplicateIdentity, LeaveRequest.Types.Action.Disconnect), (leave.Reason, leave.Action));
        Assert.True(first.IsClosed);
        var infos = alice.Received.Where(response => response.MessageCase == Kind.Update).SelectMany(response => response.Update.Participants).ToList();
        Assert.All(infos, info => Assert.Equal(second.Participant.Sid, info.Sid));
        Assert.DoesNotContain(infos, info => info.State == State.Disconnected);
        Assert.Equal("alice", Assert.Single(second.Received[0].Join.OtherParticipants).Identity);
    }

    [Fact]
    public void A_full_room_refuses_but_lets_the_same_identity_back_in()
    {
        using var rooms = new TestRooms(TestRooms.DefaultOptions with { MaxParticipants = 1 });
        rooms.Join("alice");
        var claims = new AccessTokenClaims { Identity = "bob", Video = new VideoGrant { Room = "room", RoomJoin = true } };
        var result = rooms.Registry.Open(new Sfu.Signal.SignalOpenRequest(claims, new JoinRequest(), ""));
        Assert.Null(result.Session);
        Assert.Equal(500, result.StatusCode);
        rooms.Join("alice");
    }

    [Fact]
    public void Without_auto_create_an_unknown_room_is_refused()
    {
        using var rooms = new TestRooms(TestRooms.DefaultOptions with { AutoCreate = false });
        var claims = new AccessTokenClaims { Identity = "bob", Video = new VideoGrant { Room = "room", RoomJoin = true } };
        var result = rooms.Registry.Open(new Sfu.Signal.SignalOpenRequest(claims, new JoinRequest(), ""));
        Assert.Equal((404, "requested room does not exist"), (result.StatusCode, result.Error));
    }
}
