using Treff.LiveKit;
using Treff.LiveKit.Protocol;
using Treff.Sfu.Tests.Support;
using Action = Treff.LiveKit.Protocol.LeaveRequest.Types.Action;
using Kind = Treff.LiveKit.Protocol.SignalResponse.MessageOneofCase;

namespace Treff.Sfu.Tests.Signal;

/// <summary>
/// What clients of older signalling versions are told differently. Versions 9 to 17 are served; 10 (streams in sync), 11 (quality LOST),
/// 13 (regions), 16 (moving to another room) and 17 (packet trailers) bring nothing that this server sends.
/// </summary>
public sealed class OldProtocolTests : IDisposable
{
    private readonly TestRooms _rooms = new();

    public void Dispose() => _rooms.Dispose();

    [Theory]
    [InlineData(9, false)]
    [InlineData(14, false)]
    [InlineData(15, true)]
    [InlineData(17, true)]
    public void A_request_that_went_well_is_answered_from_version_15(int protocol, bool isAnswered)
    {
        var client = Join("alice", protocol);
        client.Send(new SignalRequest { UpdateMetadata = new UpdateParticipantMetadata { Name = "Alice", RequestId = 4 } });
        Assert.Equal("Alice", client.LastInfo("alice")!.Name);
        Assert.Equal(isAnswered, client.Kinds().Contains(Kind.RequestResponse));
    }

    [Theory]
    [InlineData(9)]
    [InlineData(17)]
    public void A_refusal_is_answered_in_every_version(int protocol)
    {
        var client = Join("alice", protocol, new VideoGrant { CanUpdateOwnMetadata = false });
        client.Send(new SignalRequest { UpdateMetadata = new UpdateParticipantMetadata { Name = "Alice", RequestId = 4 } });
        Assert.Equal(RequestResponse.Types.Reason.NotAllowed, client.Received[^1].RequestResponse.Reason);
    }

    [Theory]
    [InlineData(9, false)]
    [InlineData(12, false)]
    [InlineData(13, true)]
    [InlineData(17, true)]
    public void Leaving_in_order_to_resume_is_said_from_version_13_and_done_in_all(int protocol, bool isSaid)
    {
        var client = Join("alice", protocol);
        client.ConnectStandard();
        client.Take();
        client.Lose();
        Assert.Equal(isSaid ? [Action.Resume] : [], client.Received.Where(response => response.Leave is not null).Select(response => response.Leave.Action));
        Assert.True(client.IsClosed);
        Assert.Equal(Kind.Reconnect, _rooms.Resume(client).Kinds()[0]);
    }

    [Theory]
    [InlineData(9)]
    [InlineData(17)]
    public void Having_to_join_anew_is_said_so_that_every_version_understands(int protocol)
    {
        var client = Join("alice", protocol);
        client.Offer(TestOffer.Standard().ToString());
        client.Send(new SignalRequest { Offer = new SessionDescription { Type = "offer", Sdp = "nonsense", Id = 9 } });
        var leave = client.Received[^1].Leave;
        Assert.Equal((true, Action.Reconnect), (leave.CanReconnect, leave.Action));
    }

    [Theory]
    [InlineData(9)]
    [InlineData(17)]
    public void Being_sent_out_for_good_is_said_so_that_every_version_understands(int protocol)
    {
        var client = Join("alice", protocol);
        client.Participant.Room.Remove(client.Participant, DisconnectReason.ParticipantRemoved);
        var leave = client.Received[^1].Leave;
        Assert.Equal((false, Action.Disconnect), (leave.CanReconnect, leave.Action));
    }

    [Theory]
    [InlineData(9, true)]
    [InlineData(11, true)]
    [InlineData(12, false)]
    [InlineData(17, false)]
    public void That_somebody_was_replaced_is_told_to_those_who_know_people_by_their_sid_only(int protocol, bool isTold)
    {
        var watcher = Join("watcher", protocol);
        var old = _rooms.Join("bob");
        watcher.Take();
        var bob = _rooms.Join("bob");
        var infos = watcher.Received.Where(response => response.Update is not null).SelectMany(response => response.Update.Participants).ToList();
        Assert.Equal(isTold, infos.Exists(info => info.Sid == old.Participant.Sid && info.State == ParticipantInfo.Types.State.Disconnected));
        // Whatever was told of the old one came first.
        Assert.Equal(bob.Participant.Sid, infos[^1].Sid);
    }

    [Theory]
    [InlineData(9)]
    [InlineData(17)]
    public async Task Rights_taken_away_and_levels_of_speech_are_told_in_every_version(int protocol)
    {
        var client = Join("alice", protocol);
        Assert.True(client.Received[0].Join.FastPublish);
        client.AddTrack(new AddTrackRequest { Cid = "mic", Type = TrackType.Audio, Source = TrackSource.Microphone });
        client.Offer(client.StandardOffer().Send("audio", "mic").ToString());
        client.ConnectMedia();
        client.Send(new SignalRequest { Simulate = new SimulateScenario { SpeakerUpdate = 5 } });
        _rooms.Host.Advance(6000);
        await _rooms.Service.UpdateParticipantAsync(
            new UpdateParticipantRequest { Room = "room", Identity = "alice", Permission = new ParticipantPermission { CanSubscribe = true } },
            TestContext.Current.CancellationToken);
        Assert.Subset(client.Kinds().ToHashSet(), new HashSet<Kind> { Kind.SpeakersChanged, Kind.ConnectionQuality, Kind.TrackUnpublished });
    }

    private TestClient Join(string identity, int protocol, VideoGrant? grant = null) => _rooms.Join(identity, grant: grant, join: new JoinRequest
    {
        ClientInfo = new ClientInfo { Protocol = protocol },
        ConnectionSettings = new ConnectionSettings { AutoSubscribe = true },
    });
}
