using Treff.LiveKit;
using Treff.LiveKit.Protocol;
using Treff.Sfu.Rooms;
using Treff.Sfu.Tests.Support;
using Kind = Treff.LiveKit.Protocol.SignalResponse.MessageOneofCase;

namespace Treff.Sfu.Tests.Rooms;

public sealed class ModerationTests : IDisposable
{
    private readonly TestRooms _rooms = new();
    private readonly TestClient _alice;
    private readonly TestClient _bob;
    private readonly TestOffer _aliceOffer = TestOffer.Standard();

    public ModerationTests()
    {
        _alice = _rooms.Join("alice");
        _alice.Connect();
        _bob = _rooms.Join("bob");
        _bob.Offer(TestOffer.Standard().ToString());
        _bob.Connect();
        _alice.AddTrack(new AddTrackRequest { Cid = "mic", Type = TrackType.Audio, Source = TrackSource.Microphone });
        _alice.AddTrack(new AddTrackRequest { Cid = "cam", Type = TrackType.Video, Source = TrackSource.Camera });
        _alice.Offer(_aliceOffer.Send("audio", "mic").Send("video", "cam").ToString());
        _bob.Offer(TestOffer.Standard().ToString());
        _alice.Take();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Microphone => _alice.Participant.Publications.Tracks[0].Sid;

    public void Dispose() => _rooms.Dispose();

    [Fact]
    public async Task A_track_muted_by_the_server_is_told_to_its_publisher_and_to_all()
    {
        var info = await _rooms.Service.MutePublishedTrackAsync(
            new MuteRoomTrackRequest { Room = "room", Identity = "alice", TrackSid = Microphone, Muted = true }, Cancel);
        Assert.True(info!.Muted);
        Assert.Equal(Kind.Mute, _alice.Received[0].MessageCase);
        Assert.True(_bob.LastInfo("alice")!.Tracks[0].Muted);
        Assert.True(_alice.LastInfo("alice")!.Tracks[0].Muted);
        var exception = await Assert.ThrowsAsync<RoomServiceException>(() => _rooms.Service.MutePublishedTrackAsync(
            new MuteRoomTrackRequest { Room = "room", Identity = "alice", TrackSid = Microphone }, Cancel));
        Assert.Equal(TwirpErrorCode.FailedPrecondition, exception.Code);
    }

    [Fact]
    public async Task A_removed_participant_is_told_why_and_others_see_it()
    {
        await _rooms.Service.RemoveParticipantAsync("room", "alice", Cancel);
        Assert.Equal(DisconnectReason.ParticipantRemoved, _alice.Received[^1].Leave.Reason);
        Assert.True(_alice.IsClosed);
        var info = _bob.LastInfo("alice")!;
        Assert.Equal((ParticipantInfo.Types.State.Disconnected, DisconnectReason.ParticipantRemoved), (info.State, info.DisconnectReason));
        Assert.Empty(info.Tracks);
        Assert.Equal(["track_unpublished", "track_unpublished", "participant_left"], _rooms.EventNames().TakeLast(3));
    }

    [Fact]
    public async Task Deleting_a_room_ends_it_for_all()
    {
        await _rooms.Service.DeleteRoomAsync("room", Cancel);
        Assert.Equal(DisconnectReason.RoomDeleted, _alice.Received[^1].Leave.Reason);
        Assert.Equal(DisconnectReason.RoomDeleted, _bob.Received[^1].Leave.Reason);
        Assert.Equal("room_finished", _rooms.EventNames().Last());
        Assert.Empty(await _rooms.Service.ListRoomsAsync([], Cancel));
        await Assert.ThrowsAsync<RoomServiceException>(() => _rooms.Service.DeleteRoomAsync("room", Cancel));
    }

    [Fact]
    public async Task Who_may_no_longer_show_a_camera_loses_it()
    {
        var permission = _alice.Participant.Permission.Clone();
        permission.CanPublishSources.Add(TrackSource.Microphone);
        await _rooms.Service.UpdateParticipantAsync(
            new UpdateParticipantRequest { Room = "room", Identity = "alice", Permission = permission }, Cancel);
        Assert.Equal([Kind.Update, Kind.TrackUnpublished, Kind.Update, Kind.RefreshToken], _alice.Kinds());
        Assert.Equal([TrackSource.Microphone], _bob.LastInfo("alice")!.Tracks.Select(track => track.Source));
        _alice.Send(new SignalRequest { AddTrack = new AddTrackRequest { Cid = "again", Type = TrackType.Video, Source = TrackSource.Camera } });
        Assert.Equal(RequestResponse.Types.Reason.NotAllowed, _alice.Received[^1].RequestResponse.Reason);
        Assert.Equal("again", _alice.Received[^1].RequestResponse.AddTrack.Cid);
    }

    [Fact]
    public async Task Who_may_not_subscribe_gets_nothing_until_allowed_again()
    {
        var permission = _bob.Participant.Permission.Clone();
        permission.CanSubscribe = false;
        await _rooms.Service.UpdateParticipantAsync(new UpdateParticipantRequest { Room = "room", Identity = "bob", Permission = permission }, Cancel);
        Assert.Empty(_bob.Offer(TestOffer.Standard().ToString()).MidToTrackId);
        permission.CanSubscribe = true;
        await _rooms.Service.UpdateParticipantAsync(new UpdateParticipantRequest { Room = "room", Identity = "bob", Permission = permission }, Cancel);
        Assert.Equal(["0", "3"], _bob.Offer(TestOffer.Standard().ToString()).MidToTrackId.Keys.Order());
    }

    [Fact]
    public async Task Who_is_hidden_leaves_for_others_and_comes_back_when_seen_again()
    {
        var permission = _alice.Participant.Permission.Clone();
        permission.Hidden = true;
        _bob.Take();
        await _rooms.Service.UpdateParticipantAsync(new UpdateParticipantRequest { Room = "room", Identity = "alice", Permission = permission }, Cancel);
        Assert.Equal((ParticipantInfo.Types.State.Disconnected, 0), (_bob.LastInfo("alice")!.State, _bob.LastInfo("alice")!.Tracks.Count));
        Assert.True(_alice.LastInfo("alice")!.Permission.Hidden);
        Assert.Equal(ParticipantInfo.Types.State.Active, _alice.LastInfo("alice")!.State);
        Assert.Empty(_bob.Offer(TestOffer.Standard().ToString()).MidToTrackId);
        Assert.Equal(1u, _rooms.Registry.Rooms.First().ToProto().NumParticipants);
        var hidden = _bob.LastInfo("alice")!.Version;
        permission.Hidden = false;
        await _rooms.Service.UpdateParticipantAsync(new UpdateParticipantRequest { Room = "room", Identity = "alice", Permission = permission }, Cancel);
        var info = _bob.LastInfo("alice")!;
        Assert.Equal((ParticipantInfo.Types.State.Active, 2), (info.State, info.Tracks.Count));
        Assert.True(info.Version > hidden);
        Assert.Equal(2, _bob.Offer(TestOffer.Standard().ToString()).MidToTrackId.Count);
        Assert.Equal(2u, _rooms.Registry.Rooms.First().ToProto().NumParticipants);
    }

    [Fact]
    public async Task A_right_to_subscribe_that_comes_and_goes_is_no_word_of_the_publisher()
    {
        var permission = _bob.Participant.Permission.Clone();
        permission.CanSubscribe = false;
        _bob.Take();
        await _rooms.Service.UpdateParticipantAsync(new UpdateParticipantRequest { Room = "room", Identity = "bob", Permission = permission }, Cancel);
        permission.CanSubscribe = true;
        await _rooms.Service.UpdateParticipantAsync(new UpdateParticipantRequest { Room = "room", Identity = "bob", Permission = permission }, Cancel);
        Assert.Equal([Kind.Update, Kind.RefreshToken, Kind.Update, Kind.RefreshToken], _bob.Kinds());
    }

    public static TheoryData<UpdateParticipantMetadata, RequestResponse.Types.Reason> Limits => new()
    {
        { new UpdateParticipantMetadata { Name = new string('n', 256) }, RequestResponse.Types.Reason.Ok },
        { new UpdateParticipantMetadata { Name = new string('n', 257) }, RequestResponse.Types.Reason.LimitExceeded },
        { new UpdateParticipantMetadata { Metadata = new string('m', RoomLimits.MetadataBytes) }, RequestResponse.Types.Reason.Ok },
        { new UpdateParticipantMetadata { Metadata = new string('m', RoomLimits.MetadataBytes + 1) }, RequestResponse.Types.Reason.LimitExceeded },
        { new UpdateParticipantMetadata { Attributes = { ["a"] = new string('v', RoomLimits.AttributesBytes - 1) } }, RequestResponse.Types.Reason.Ok },
        { new UpdateParticipantMetadata { Attributes = { ["a"] = new string('v', RoomLimits.AttributesBytes) } }, RequestResponse.Types.Reason.LimitExceeded },
    };

    [Theory]
    [MemberData(nameof(Limits))]
    public void Own_names_metadata_and_attributes_have_limits(UpdateParticipantMetadata update, RequestResponse.Types.Reason expected)
    {
        update.RequestId = 7;
        var before = _alice.Participant.ToInfo();
        _alice.Send(new SignalRequest { UpdateMetadata = update });
        var response = _alice.Received[^1].RequestResponse;
        Assert.Equal((7u, expected, update), (response.RequestId, response.Reason, response.UpdateMetadata));
        Assert.Equal(expected == RequestResponse.Types.Reason.Ok, !before.Equals(_alice.Participant.ToInfo()));
    }

    [Fact]
    public void Own_metadata_needs_the_right_to_it()
    {
        var viewer = _rooms.Join("viewer", grant: new VideoGrant { CanUpdateOwnMetadata = false });
        viewer.Send(new SignalRequest { UpdateMetadata = new UpdateParticipantMetadata { Name = "X", RequestId = 3 } });
        Assert.Equal((3u, RequestResponse.Types.Reason.NotAllowed), (viewer.Received[^1].RequestResponse.RequestId, viewer.Received[^1].RequestResponse.Reason));
        Assert.Equal("", viewer.Participant.Name);
    }

    [Fact]
    public async Task Attributes_of_the_server_are_not_for_participants()
    {
        using var rooms = new TestRooms(new RoomOptions { ServerAttributes = new HashSet<string> { "role" } });
        var eve = rooms.Join("eve", join: new JoinRequest { ParticipantAttributes = { ["role"] = "host", ["mood"] = "sly" } }, grant: new VideoGrant { CanUpdateOwnMetadata = true });
        Assert.Equal([new("mood", "sly")], eve.Participant.Attributes);
        await rooms.Service.UpdateParticipantAsync(new UpdateParticipantRequest { Room = "room", Identity = "eve", Attributes = { ["role"] = "guest" } }, Cancel);
        foreach (var (value, expected) in new[] { ("host", RequestResponse.Types.Reason.NotAllowed), ("", RequestResponse.Types.Reason.NotAllowed), ("guest", RequestResponse.Types.Reason.Ok) })
        {
            eve.Send(new SignalRequest { UpdateMetadata = new UpdateParticipantMetadata { Attributes = { ["role"] = value } } });
            Assert.Equal(expected, eve.Received[^1].RequestResponse.Reason);
            Assert.Equal("guest", eve.Participant.Attributes["role"]);
        }
    }

    [Fact]
    public void A_publisher_decides_who_receives_what()
    {
        _alice.Send(new SignalRequest
        {
            SubscriptionPermission = new SubscriptionPermission
            {
                TrackPermissions = { new TrackPermission { ParticipantIdentity = "bob", TrackSids = { Microphone } } },
            },
        });
        Assert.Equal([Microphone], _bob.Offer(TestOffer.Standard().ToString()).MidToTrackId.Values);
        Assert.Contains(_bob.Received, response => response.SubscriptionPermissionUpdate is { Allowed: false });
        _alice.Send(new SignalRequest { SubscriptionPermission = new SubscriptionPermission { AllParticipants = true } });
        Assert.Equal(2, _bob.Offer(TestOffer.Standard().ToString()).MidToTrackId.Count);
    }

    [Fact]
    public async Task Names_metadata_and_attributes_are_merged_and_told()
    {
        var request = new UpdateParticipantRequest { Room = "room", Identity = "alice", Name = "Alice A", Attributes = { ["seat"] = "4" } };
        await _rooms.Service.UpdateParticipantAsync(request, Cancel);
        var info = _bob.LastInfo("alice")!;
        Assert.Equal(("Alice A", "4"), (info.Name, info.Attributes["seat"]));
        request = new UpdateParticipantRequest { Room = "room", Identity = "alice", Attributes = { ["seat"] = "" } };
        await _rooms.Service.UpdateParticipantAsync(request, Cancel);
        Assert.Empty(_bob.LastInfo("alice")!.Attributes);
        Assert.Equal("Alice A", _bob.LastInfo("alice")!.Name);
    }

    [Fact]
    public async Task Room_metadata_is_told_to_all()
    {
        await _rooms.Service.UpdateRoomMetadataAsync(new UpdateRoomMetadataRequest { Room = "room", Metadata = "topic" }, Cancel);
        Assert.Equal("topic", _bob.Received[^1].RoomUpdate.Room.Metadata);
    }

    [Fact]
    public void Own_metadata_is_answered_and_told()
    {
        _alice.Send(new SignalRequest { UpdateMetadata = new UpdateParticipantMetadata { Name = "A", RequestId = 5 } });
        Assert.Equal([Kind.Update, Kind.RefreshToken, Kind.RequestResponse], _alice.Kinds());
        var response = _alice.Received[^1].RequestResponse;
        Assert.Equal((5u, RequestResponse.Types.Reason.Ok, "A"), (response.RequestId, response.Reason, response.UpdateMetadata.Name));
        Assert.Equal("A", _bob.LastInfo("alice")!.Name);
    }
}
