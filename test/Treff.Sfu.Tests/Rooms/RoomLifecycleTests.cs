using Treff.LiveKit.Protocol;
using Treff.Sfu.Rooms;
using Treff.Sfu.Tests.Support;
using Kind = Treff.LiveKit.Protocol.SignalResponse.MessageOneofCase;

namespace Treff.Sfu.Tests.Rooms;

public sealed class RoomLifecycleTests : IDisposable
{
    private readonly TestRooms _rooms = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _rooms.Dispose();

    [Fact]
    public async Task A_room_nobody_joins_ends_after_its_empty_timeout()
    {
        var room = await _rooms.Service.CreateRoomAsync(new CreateRoomRequest { Name = "room", EmptyTimeout = 60 }, Cancel);
        Assert.Equal(60u, room.EmptyTimeout);
        _rooms.Host.Advance(TimeSpan.FromSeconds(59));
        Assert.Single(_rooms.Registry.Rooms);
        _rooms.Host.Advance(TimeSpan.FromSeconds(2));
        Assert.Empty(_rooms.Registry.Rooms);
        Assert.Equal(["room_started", "room_finished"], _rooms.EventNames());
    }

    [Fact]
    public void A_room_ends_some_time_after_the_last_one_left()
    {
        var alice = _rooms.Join("alice");
        alice.Connect();
        alice.Send(new SignalRequest { Leave = new LeaveRequest { Reason = DisconnectReason.ClientInitiated } });
        Assert.Equal(DisconnectReason.ClientInitiated, alice.Received[^1].Leave.Reason);
        _rooms.Host.Advance(TimeSpan.FromSeconds(19));
        Assert.Single(_rooms.Registry.Rooms);
        _rooms.Host.Advance(TimeSpan.FromSeconds(2));
        Assert.Empty(_rooms.Registry.Rooms);
        Assert.Equal(["room_started", "participant_joined", "participant_left", "room_finished"], _rooms.EventNames());
    }

    [Fact]
    public async Task Creating_a_living_room_again_returns_it_unchanged()
    {
        var first = await _rooms.Service.CreateRoomAsync(new CreateRoomRequest { Name = "room", Metadata = "one" }, Cancel);
        var second = await _rooms.Service.CreateRoomAsync(new CreateRoomRequest { Name = "room", Metadata = "two" }, Cancel);
        Assert.Equal(first, second);
    }

    [Fact]
    public void Who_never_connects_is_taken_out_after_a_minute()
    {
        var alice = _rooms.Join("alice");
        _rooms.Host.Advance(TimeSpan.FromSeconds(66));
        Assert.Equal(DisconnectReason.JoinFailure, alice.Received[^1].Leave.Reason);
        Assert.Contains("participant_connection_aborted", _rooms.EventNames());
    }

    [Fact]
    public void A_socket_lost_before_media_was_up_ends_the_participant_at_once()
    {
        _rooms.Join("alice");
        var bob = _rooms.Join("bob");
        bob.Session.OnSocketClosed();
        Assert.Single(_rooms.Registry.Rooms.First().Participants);
    }

    [Fact]
    public void A_socket_lost_later_leaves_the_participant_until_media_ends()
    {
        var alice = _rooms.Join("alice");
        alice.Connect();
        alice.Session.OnSocketClosed();
        _rooms.Host.Advance(1000);
        Assert.Single(_rooms.Registry.Rooms.First().Participants);
        alice.Lose();
        Assert.Empty(_rooms.Registry.Rooms.First().Participants);
    }

    [Fact]
    public void A_lost_connection_is_answered_with_resume()
    {
        var alice = _rooms.Join("alice");
        alice.Connect();
        alice.Lose();
        Assert.Equal(LeaveRequest.Types.Action.Resume, alice.Received[^1].Leave.Action);
    }

    [Fact]
    public void Tokens_are_refreshed_every_five_minutes()
    {
        var alice = _rooms.Join("alice");
        alice.Connect();
        _rooms.Host.Advance(TimeSpan.FromMinutes(10) + TimeSpan.FromSeconds(12));
        Assert.Equal(3, alice.Received.Count(response => response.MessageCase == Kind.RefreshToken));
    }

    [Fact]
    public void A_failing_room_sends_its_people_out_and_touches_no_other()
    {
        var alice = _rooms.Join("alice", "one");
        var bob = _rooms.Join("bob", "two");
        _rooms.Registry.TryFind("one", out var room);
        room!.Run(() => throw new InvalidOperationException("a bug"));
        Assert.Equal(DisconnectReason.MediaFailure, alice.Received[^1].Leave.Reason);
        Assert.True(alice.IsClosed);
        Assert.False(bob.IsClosed);
        Assert.Equal("two", Assert.Single(_rooms.Registry.Rooms).Name);
    }

    [Fact]
    public void Stopping_tells_everybody_and_lets_nobody_in()
    {
        var alice = _rooms.Join("alice");
        Assert.Equal([alice.Session], _rooms.Registry.Stop());
        Assert.Equal(DisconnectReason.ServerShutdown, alice.Received[^1].Leave.Reason);
        Assert.True(alice.IsClosed);
        var claims = new Treff.LiveKit.AccessTokenClaims { Identity = "bob", Video = new() { Room = "room" } };
        Assert.Equal(503, _rooms.Registry.Open(new(claims, new JoinRequest(), "")).StatusCode);
    }

    [Fact]
    public void Pings_are_answered_and_unknown_messages_counted()
    {
        var alice = _rooms.Join("alice");
        alice.Take();
        alice.Send(new SignalRequest { Ping = 1 });
        alice.Send(new SignalRequest { PingReq = new Ping { Timestamp = 42, Rtt = 3 } });
        alice.Send(new SignalRequest());
        Assert.Equal([Kind.Pong, Kind.PongResp], alice.Kinds());
        Assert.Equal(42, alice.Received[1].PongResp.LastPingTimestamp);
        Assert.Equal(1, alice.Participant.IgnoredRequests);
    }

    [Fact]
    public void Nobody_publishes_more_tracks_than_allowed()
    {
        using var rooms = new TestRooms(new RoomOptions { MaxTracksPerParticipant = 1 });
        var alice = rooms.Join("alice");
        alice.AddTrack(new AddTrackRequest { Cid = "a", Type = TrackType.Audio });
        alice.Send(new SignalRequest { AddTrack = new AddTrackRequest { Cid = "b", Type = TrackType.Audio } });
        Assert.Equal(RequestResponse.Types.Reason.LimitExceeded, alice.Received[^1].RequestResponse.Reason);
    }
}
