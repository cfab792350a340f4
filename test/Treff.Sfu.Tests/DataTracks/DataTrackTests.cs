using Treff.LiveKit;
using Treff.LiveKit.Protocol;
using Treff.Rtc.Sctp.DataChannels;
using Treff.Sfu.Data;
using Treff.Sfu.Tests.Data;
using Treff.Sfu.Tests.Support;
using Reason = Treff.LiveKit.Protocol.RequestResponse.Types.Reason;

namespace Treff.Sfu.Tests.DataTracks;

/// <summary>Data tracks between participants with real peers and channels, in virtual time.</summary>
public sealed class DataTrackTests : IDisposable
{
    private const string Channel = "_data_track";

    private readonly DataRoom _room = new();
    private readonly TestClient _alice;
    private readonly TestClient _bob;
    private readonly TestClient _carol;

    public DataTrackTests()
    {
        _alice = Join("alice");
        _bob = Join("bob");
        _carol = Join("carol");
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _room.Dispose();

    [Fact]
    public void A_published_track_gets_a_sid_and_is_told_to_all()
    {
        var info = Publish(_alice, 7, "pose");
        Assert.Matches("^DTR_", info.Sid);
        Assert.Equal((7u, "pose", Encryption.Types.Type.Gcm), (info.PubHandle, info.Name, info.Encryption));
        Assert.Equal(info, Assert.Single(_bob.LastInfo("alice")!.DataTracks));
        Assert.True(_bob.LastInfo("alice")!.IsPublisher);
        Assert.Equal(info, Assert.Single(Join("dora").Received[0].Join.OtherParticipants.Single(other => other.Identity == "alice").DataTracks));
    }

    [Fact]
    public void A_packet_reaches_who_subscribed_under_their_own_numbers()
    {
        var pose = Publish(_alice, 7, "pose");
        var other = Publish(_alice, 8, "other");
        var otherAtCarol = Subscribe(_carol, other.Sid);
        var atBob = Subscribe(_bob, pose.Sid);
        var atCarol = Subscribe(_carol, pose.Sid);
        Assert.NotEqual(otherAtCarol, atCarol);
        Send(_alice, Packet(7, 0xAA));
        Assert.Equal(Packet(atBob, 0xAA), Assert.Single(Take(_bob)));
        Assert.Equal(Packet(atCarol, 0xAA), Assert.Single(Take(_carol)));
        Assert.Empty(Take(_alice));
    }

    [Fact]
    public void A_client_with_two_connections_receives_on_the_second()
    {
        var dual = new DualClient(_room.Rooms, "dual").Connect();
        dual.Publisher!.OpenDataChannel(Channel, Options);
        var info = Publish(_alice, 7, "pose");
        var handle = Subscribe(dual.Signal, info.Sid);
        Send(_alice, Packet(7, 1));
        Assert.Equal(Packet(handle, 1), Assert.Single(dual.Subscriber!.Data, item => item.Label == Channel).Message);

        var own = Publish(dual.Signal, 3, "back");
        var atAlice = Subscribe(_alice, own.Sid);
        dual.Publisher.SendData(Channel, Packet(3, 2));
        _room.Rooms.Host.Advance(20);
        Assert.Equal(Packet(atAlice, 2), Assert.Single(Take(_alice)));
    }

    [Fact]
    public void Nothing_arrives_any_more_after_unsubscribing()
    {
        var info = Publish(_alice, 7, "pose");
        var first = Subscribe(_bob, info.Sid);
        Update(_bob, info.Sid, subscribe: false);
        Send(_alice, Packet(7, 1));
        Assert.Empty(Take(_bob));
        // Packets under the old number may still be on their way: it is not given out again at once.
        Assert.NotEqual(first, Subscribe(_bob, info.Sid));
        Send(_alice, Packet(7, 2));
        Assert.Single(Take(_bob));
    }

    [Fact]
    public void Subscribing_again_tells_the_same_number_again()
    {
        var info = Publish(_alice, 7, "pose");
        Assert.Equal(Subscribe(_bob, info.Sid), Subscribe(_bob, info.Sid));
    }

    [Fact]
    public void Who_wants_all_tracks_gets_those_that_are_there_and_those_that_come()
    {
        var early = Publish(_alice, 7, "early");
        var settings = new ConnectionSettings { AutoSubscribe = true, AutoSubscribeDataTrack = true };
        var dora = _room.Rooms.Join("dora", join: new JoinRequest { ConnectionSettings = settings });
        Assert.NotEqual(0u, Handle(Last(dora), early.Sid));
        var late = Publish(_bob, 7, "late");
        Assert.NotEqual(0u, Handle(Last(dora), late.Sid));
        Update(dora, late.Sid, subscribe: false);
        Assert.Equal([early.Sid], dora.Participant.DataTrackSubscriptions.All.Select(subscription => subscription.Track.Sid));
    }

    [Fact]
    public void An_unpublished_track_is_gone_for_all()
    {
        var info = Publish(_alice, 7, "pose");
        Subscribe(_bob, info.Sid);
        _alice.Send(new SignalRequest { UnpublishDataTrackRequest = new UnpublishDataTrackRequest { PubHandle = 7 } });
        Assert.Equal(info, _alice.Received.Last(response => response.UnpublishDataTrackResponse is not null).UnpublishDataTrackResponse.Info);
        Assert.Empty(_bob.LastInfo("alice")!.DataTracks);
        Send(_alice, Packet(7, 1));
        Assert.Empty(Take(_bob));
        Assert.Equal(1, _room.Statistics.Refusals(DataRefusal.UnknownTrack));
        _alice.Send(new SignalRequest { UnpublishDataTrackRequest = new UnpublishDataTrackRequest { PubHandle = 7 } });
        Assert.Equal(Reason.NotFound, _alice.Received[^1].RequestResponse.Reason);
        Assert.NotEqual(info.Sid, Publish(_alice, 7, "pose").Sid);
    }

    [Fact]
    public void A_publisher_that_leaves_takes_its_tracks_along()
    {
        Subscribe(_bob, Publish(_alice, 7, "pose").Sid);
        _alice.Send(new SignalRequest { Leave = new LeaveRequest() });
        Assert.Empty(_bob.LastInfo("alice")!.DataTracks);
        Assert.Empty(_bob.Participant.DataTrackSubscriptions.All);
    }

    [Fact]
    public void A_subscriber_that_leaves_is_forgotten()
    {
        Subscribe(_bob, Publish(_alice, 7, "pose").Sid);
        _bob.Send(new SignalRequest { Leave = new LeaveRequest() });
        Assert.Empty(_alice.Participant.DataTracks.Tracks[0].Subscriptions);
        Send(_alice, Packet(7, 1));
    }

    [Fact]
    public async Task Rights_taken_away_end_tracks_and_subscriptions_at_once()
    {
        var info = Publish(_alice, 7, "pose");
        Subscribe(_bob, info.Sid);
        await PermitAsync("bob", new ParticipantPermission { CanPublishData = true });
        Send(_alice, Packet(7, 1));
        Assert.Empty(Take(_bob));
        await PermitAsync("bob", new ParticipantPermission { CanSubscribe = true, CanPublishData = true });
        Send(_alice, Packet(7, 2));
        Assert.Equal(Packet(Handle(Last(_bob), info.Sid), 2), Assert.Single(Take(_bob)));

        await PermitAsync("alice", new ParticipantPermission { CanSubscribe = true });
        Assert.Equal(info.Sid, _alice.Received.Last(response => response.UnpublishDataTrackResponse is not null).UnpublishDataTrackResponse.Info.Sid);
        Assert.Empty(_bob.LastInfo("alice")!.DataTracks);
        Assert.Equal(Reason.NotAllowed, Refusal(_alice, 9, "again"));
    }

    [Fact]
    public async Task Nobody_receives_from_somebody_hidden()
    {
        var info = Publish(_alice, 7, "pose");
        Subscribe(_bob, info.Sid);
        await PermitAsync("alice", new ParticipantPermission { CanSubscribe = true, CanPublishData = true, Hidden = true });
        Send(_alice, Packet(7, 1));
        Assert.Empty(Take(_bob));
    }

    [Theory]
    [InlineData(0u, "name", Reason.InvalidHandle)]
    [InlineData(65_536u, "name", Reason.InvalidHandle)]
    [InlineData(1u, "", Reason.InvalidName)]
    [InlineData(7u, "another", Reason.DuplicateHandle)]
    [InlineData(8u, "pose", Reason.DuplicateName)]
    public void A_wrong_request_is_refused_with_its_reason(uint handle, string name, Reason reason)
    {
        Publish(_alice, 7, "pose");
        Assert.Equal(reason, Refusal(_alice, handle, name));
        Assert.Single(_alice.Participant.DataTracks.Tracks);
    }

    [Fact]
    public void Names_and_tracks_are_limited_and_counted()
    {
        Assert.Equal(Reason.InvalidName, Refusal(_alice, 1, new string('x', 257)));
        var limit = _room.Room.Options.MaxTracksPerParticipant;
        for (var i = 1; i <= limit; i++)
            Publish(_alice, (uint)i, "track " + i);
        var before = _room.Room.Options.Refusals[Sfu.Rooms.Refusal.Tracks];
        Assert.Equal(Reason.LimitExceeded, Refusal(_alice, 1000, "one too many"));
        Assert.Equal(before + 1, _room.Room.Options.Refusals[Sfu.Rooms.Refusal.Tracks]);
    }

    [Fact]
    public void What_is_no_packet_is_counted_and_dropped()
    {
        Subscribe(_bob, Publish(_alice, 7, "pose").Sid);
        Send(_alice, [1, 2, 3]);
        Send(_alice, Packet(8, 1));
        _alice.Media!.SendData(Channel, Packet(7, 1), isText: true);
        _room.Rooms.Host.Advance(20);
        Assert.Empty(Take(_bob));
        Assert.Equal(1, _room.Statistics.Refusals(DataRefusal.Malformed));
        Assert.Equal(1, _room.Statistics.Refusals(DataRefusal.UnknownTrack));
        Assert.Equal(1, _room.Statistics.Refusals(DataRefusal.Text));
    }

    [Fact]
    public void A_client_that_resumes_goes_on_with_its_numbers_and_hears_what_it_missed()
    {
        var handle = Subscribe(_bob, Publish(_alice, 7, "pose").Sid);
        _bob.Session.OnSocketClosed();
        _alice.Send(new SignalRequest { UnpublishDataTrackRequest = new UnpublishDataTrackRequest { PubHandle = 7 } });
        var again = Publish(_alice, 9, "pose again");
        var bob = _room.Rooms.Resume(_bob);
        Assert.Equal(again, Assert.Single(bob.LastInfo("alice")!.DataTracks));
        Assert.NotEqual(handle, Subscribe(bob, again.Sid));
    }

    private static DataChannelOptions Options => new() { IsOrdered = false, MaxRetransmits = 0 };

    private static byte[] Packet(uint handle, byte payload) =>
        [0x18, 0, (byte)(handle >> 8), (byte)handle, 0, 1, 0, 2, 0, 0, 0, 3, payload];

    private TestClient Join(string identity, VideoGrant? grant = null)
    {
        var client = _room.Join(identity, grant);
        client.Media!.OpenDataChannel(Channel, Options);
        return client;
    }

    private static DataTrackInfo Publish(TestClient client, uint handle, string name)
    {
        Request(client, handle, name);
        return client.Received.Last(response => response.PublishDataTrackResponse is not null).PublishDataTrackResponse.Info;
    }

    private static Reason Refusal(TestClient client, uint handle, string name)
    {
        Request(client, handle, name);
        var response = client.Received[^1].RequestResponse;
        Assert.Equal((handle, name), (response.PublishDataTrack.PubHandle, response.PublishDataTrack.Name));
        return response.Reason;
    }

    private static void Request(TestClient client, uint handle, string name) => client.Send(new SignalRequest
    {
        PublishDataTrackRequest = new PublishDataTrackRequest { PubHandle = handle, Name = name, Encryption = Encryption.Types.Type.Gcm },
    });

    private static uint Subscribe(TestClient client, string sid)
    {
        Update(client, sid, subscribe: true);
        return Handle(Last(client), sid);
    }

    private static void Update(TestClient client, string sid, bool subscribe) => client.Send(new SignalRequest
    {
        UpdateDataSubscription = new UpdateDataSubscription { Updates = { new UpdateDataSubscription.Types.Update { TrackSid = sid, Subscribe = subscribe } } },
    });

    private static DataTrackSubscriberHandles Last(TestClient client) =>
        client.Received.Last(response => response.DataTrackSubscriberHandles is not null).DataTrackSubscriberHandles;

    private static uint Handle(DataTrackSubscriberHandles handles, string sid) => handles.SubHandles.Single(pair => pair.Value.TrackSid == sid).Key;

    private void Send(TestClient client, byte[] packet) => _room.Send(client, packet, Channel);

    private static byte[][] Take(TestClient client)
    {
        var taken = client.Media!.Data.Where(item => item.Label == Channel).Select(item => item.Message).ToArray();
        client.Media.Data.Clear();
        return taken;
    }

    private Task<ParticipantInfo> PermitAsync(string identity, ParticipantPermission permission) =>
        _room.Rooms.Service.UpdateParticipantAsync(new UpdateParticipantRequest { Room = "room", Identity = identity, Permission = permission }, Cancel);
}
