using Treff.LiveKit;
using Treff.LiveKit.Protocol;
using Treff.Sfu.Tests.Support;

namespace Treff.Sfu.Tests.Rooms;

/// <summary>Who counts: for the limit of a room, and for how long it stays.</summary>
public sealed class SeatTests
{
    public static TheoryData<VideoGrant, ParticipantInfo.Types.Kind, bool> People => new()
    {
        { new VideoGrant(), ParticipantInfo.Types.Kind.Standard, true },
        { new VideoGrant(), ParticipantInfo.Types.Kind.Sip, true },
        { new VideoGrant { Hidden = true }, ParticipantInfo.Types.Kind.Standard, false },
        { new VideoGrant { Recorder = true }, ParticipantInfo.Types.Kind.Standard, false },
        { new VideoGrant(), ParticipantInfo.Types.Kind.Egress, false },
        { new VideoGrant(), ParticipantInfo.Types.Kind.Agent, false },
    };

    [Theory]
    [MemberData(nameof(People))]
    public void A_full_room_is_full_for_people_that_are_seen(VideoGrant grant, ParticipantInfo.Types.Kind kind, bool takesSeat)
    {
        using var rooms = new TestRooms(TestRooms.DefaultOptions with { MaxParticipants = 1 });
        rooms.Join("alice");
        var claims = new AccessTokenClaims { Identity = "bob", Kind = kind, Video = grant with { Room = "room", RoomJoin = true } };
        Assert.Equal(takesSeat ? "room has exceeded its max participants" : null, rooms.Registry.FindRefusal(claims, mayCreateRoom: true));
        Assert.Equal(takesSeat ? 500 : 101, rooms.Registry.Open(new(claims, new JoinRequest(), "")).StatusCode);
    }

    [Fact]
    public void Who_is_hidden_or_helps_leaves_the_seat_to_others()
    {
        using var rooms = new TestRooms(TestRooms.DefaultOptions with { MaxParticipants = 1 });
        rooms.Join("ghost", grant: new VideoGrant { Hidden = true });
        rooms.Join("recorder", grant: new VideoGrant { Recorder = true });
        rooms.Join("alice");
    }

    [Fact]
    public void Helpers_do_not_keep_a_room_and_their_leaving_does_not_prolong_it()
    {
        using var rooms = new TestRooms();
        var recorder = rooms.Join("recorder", grant: new VideoGrant { Recorder = true, Hidden = true });
        recorder.Connect();
        var alice = rooms.Join("alice");
        alice.Connect();
        alice.Send(new SignalRequest { Leave = new LeaveRequest() });
        rooms.Host.Advance(TimeSpan.FromSeconds(15));
        recorder.Send(new SignalRequest { Leave = new LeaveRequest() });
        rooms.Host.Advance(TimeSpan.FromSeconds(6));
        Assert.Empty(rooms.Registry.Rooms);
    }

    [Fact]
    public void A_room_that_only_helpers_joined_ends_after_its_empty_timeout()
    {
        using var rooms = new TestRooms();
        var recorder = rooms.Join("recorder", grant: new VideoGrant { Recorder = true });
        recorder.Connect();
        rooms.Host.Advance(TimeSpan.FromSeconds(299));
        Assert.Single(rooms.Registry.Rooms);
        rooms.Host.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(DisconnectReason.RoomClosed, recorder.Received[^1].Leave.Reason);
    }
}
