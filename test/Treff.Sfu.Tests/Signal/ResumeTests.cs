using Treff.LiveKit.Protocol;
using Treff.Rtc;
using Treff.Rtc.Peer;
using Treff.Rtc.Rtp;
using Treff.Rtc.Sdp;
using Treff.Rtc.Streams;
using Treff.Sfu.Tests.Support;
using Action = Treff.LiveKit.Protocol.LeaveRequest.Types.Action;
using Kind = Treff.LiveKit.Protocol.SignalResponse.MessageOneofCase;
using State = Treff.LiveKit.Protocol.ParticipantInfo.Types.State;

namespace Treff.Sfu.Tests.Signal;

/// <summary>A client loses its socket, its media or both, and comes back, or does not.</summary>
public sealed class ResumeTests : IDisposable
{
    private const string NewUfrag = "wxyz";
    private const string NewPassword = "zyxwvutsrqponmlkjihgfedc";

    private readonly TestRooms _rooms = new();

    public void Dispose() => _rooms.Dispose();

    [Fact]
    public void A_resumed_client_is_told_everything_in_the_recorded_order()
    {
        var alice = _rooms.Join("alice");
        alice.ConnectStandard();
        var bob = _rooms.Join("bob");
        bob.Connect();
        alice.Session.OnSocketClosed();
        var again = _rooms.Resume(alice);
        Assert.Equal([Kind.Reconnect, Kind.Update, Kind.RoomUpdate, Kind.RefreshToken], again.Kinds());
        var reconnect = again.Received[0].Reconnect;
        Assert.Equal(("1.13.5", 17, "ND_test"), (reconnect.ServerInfo.Version, reconnect.ServerInfo.Protocol, reconnect.ServerInfo.NodeId));
        Assert.Equal(["alice", "bob"], again.Received[1].Update.Participants.Select(info => info.Identity));
        Assert.All(again.Received[1].Update.Participants, info => Assert.Equal(State.Active, info.State));
        Assert.Equal(2u, again.Received[2].RoomUpdate.Room.NumParticipants);
        Assert.Equal(alice.Participant.Sid, again.Received[1].Update.Participants[0].Sid);
        Assert.Equal(again.Session, alice.Participant.Session);
    }

    [Theory]
    [InlineData(3000, 45, StreamState.Paused)]
    [InlineData(45, 3000, StreamState.Active)]
    public void Whether_a_video_is_paused_is_told_again(int before, int meanwhile, StreamState told)
    {
        using var meeting = new SimulatedMeeting(1).Start();
        meeting.Estimate = before;
        meeting.Run(8);
        meeting.Subscriber.Session.OnSocketClosed();
        meeting.Estimate = meanwhile;
        meeting.Run(4);
        var again = meeting.Rooms.Resume(meeting.Subscriber);
        var states = again.Received.Where(response => response.StreamStateUpdate is not null).SelectMany(response => response.StreamStateUpdate.StreamStates);
        Assert.Equal((meeting.Publishers[0].Video.Sid, told), states.Select(state => (state.TrackSid, state.State)).Single());
    }

    [Fact]
    public void Who_fell_silent_meanwhile_is_told_again()
    {
        var (alice, bob, _) = Meeting();
        alice.Participant.PretendsToSpeakUntil = _rooms.Host.Now + TimeSpan.FromSeconds(2);
        _rooms.Host.Advance(1000);
        Assert.Contains(bob.Received, response => response.SpeakersChanged is { Speakers: [{ Active: true }] });
        bob.Session.OnSocketClosed();
        _rooms.Host.Advance(3000);
        var again = _rooms.Resume(bob);
        var speaker = Assert.Single(again.Received.Last(response => response.SpeakersChanged is not null).SpeakersChanged.Speakers);
        Assert.Equal((alice.Participant.Sid, false), (speaker.Sid, speaker.Active));
    }

    [Fact]
    public void Others_hear_nothing_of_a_resume()
    {
        var alice = _rooms.Join("alice");
        alice.ConnectStandard();
        var bob = _rooms.Join("bob");
        bob.Connect();
        _rooms.Host.Advance(6000);
        bob.Take();
        alice.Session.OnSocketClosed();
        var again = _rooms.Resume(alice);
        again.Offer(again.StandardOffer(NewUfrag, NewPassword).ToString());
        Assert.Empty(bob.Received);
    }

    [Fact]
    public void The_old_socket_is_closed_and_no_longer_listened_to()
    {
        var alice = _rooms.Join("alice");
        alice.ConnectStandard();
        var again = _rooms.Resume(alice);
        Assert.True(alice.IsClosed);
        alice.Send(new SignalRequest { Leave = new LeaveRequest() });
        alice.Session.OnSocketClosed();
        Assert.Equal(State.Active, alice.Participant.State);
        Assert.False(alice.Participant.SignalIsClosed);
        again.Take();
        again.Send(new SignalRequest { Ping = 1 });
        Assert.Equal([Kind.Pong], again.Kinds());
    }

    [Fact]
    public void A_resume_of_somebody_unknown_is_answered_with_reconnect()
    {
        var alice = _rooms.Join("alice");
        alice.Connect();
        AssertRefused(_rooms.Resume(alice, identity: "bob"));
        AssertRefused(_rooms.Resume(alice, room: "elsewhere"));
        AssertRefused(_rooms.Resume(alice, sid: "PA_somebodyElse"));
        Assert.False(alice.IsClosed);
        alice.Send(new SignalRequest { Leave = new LeaveRequest() });
        AssertRefused(_rooms.Resume(alice));
        Assert.DoesNotContain(_rooms.Registry.Rooms, room => room.Name == "elsewhere");
    }

    [Fact]
    public void Who_closed_its_connection_for_media_cannot_resume()
    {
        var alice = _rooms.Join("alice");
        alice.Connect();
        alice.Participant.PublisherLink.Owner.OnPeerStateChanged(_rooms.Host.Now, PeerState.Closed);
        alice.Session.OnSocketClosed();
        AssertRefused(_rooms.Resume(alice));
        Assert.True(alice.Participant.IsGone);
    }

    [Fact]
    public void An_offer_with_new_credentials_restarts_ice_while_media_flows_on()
    {
        var (alice, bob, stream) = Meeting();
        alice.Session.OnSocketClosed();
        var again = _rooms.Resume(alice);
        Send(alice, stream, 2);
        var before = TestClient.Parse(alice.Received.Last(response => response.Answer is not null).Answer);
        var answer = TestClient.Parse(again.Offer(again.StandardOffer(NewUfrag, NewPassword).Send("audio", "mic", "a=ssrc:1234 cname:x\r\n").ToString()));
        Assert.True(before.TryGetIceCredentials(before.Media[0], out var oldCredentials));
        Assert.True(answer.TryGetIceCredentials(answer.Media[0], out var newCredentials));
        Assert.NotEqual(oldCredentials, newCredentials);
        Send(alice, stream, 3);
        _rooms.Host.Advance(3000);
        Send(alice, stream, 4);
        again.Media!.Connect(answer);
        _rooms.Host.Advance(3000);
        Send(alice, stream, 5);
        Assert.Equal([1, 2, 3, 4, 5], bob.Media!.Received.Select(packet => (int)packet.Payload[0]));
        Assert.Equal("mic", Assert.Single(alice.Participant.Publications.Tracks).Info.Codecs[0].Cid);
        Assert.Equal(PeerState.Connected, alice.Participant.PublisherLink.Peer.State);
    }

    [Fact]
    public void An_offer_with_the_same_credentials_is_no_restart()
    {
        var alice = _rooms.Join("alice");
        alice.ConnectStandard();
        var local = alice.Participant.PublisherLink.Peer.Ice.Local;
        alice.Offer(alice.StandardOffer().ToString());
        Assert.Equal(local, alice.Participant.PublisherLink.Peer.Ice.Local);
    }

    [Fact]
    public void Who_left_meanwhile_is_told_once()
    {
        var alice = _rooms.Join("alice");
        alice.ConnectStandard();
        var bob = _rooms.Join("bob");
        var cleo = _rooms.Join("cleo");
        alice.Session.OnSocketClosed();
        bob.Send(new SignalRequest { Leave = new LeaveRequest() });
        cleo.Send(new SignalRequest { Leave = new LeaveRequest() });
        _rooms.Join("cleo");
        var infos = _rooms.Resume(alice).Received[1].Update.Participants;
        Assert.Equal([("bob", State.Disconnected), ("alice", State.Active), ("cleo", State.Joined)], infos.Select(info => (info.Identity, info.State)));
        Assert.Equal(["alice", "cleo"], _rooms.Resume(alice).Received[1].Update.Participants.Select(info => info.Identity));
    }

    [Fact]
    public void Answers_that_found_no_socket_come_after_the_resume()
    {
        var alice = _rooms.Join("alice");
        alice.ConnectStandard();
        alice.AddTrack(new AddTrackRequest { Cid = "mic", Type = TrackType.Audio });
        alice.Offer(alice.StandardOffer().Send("audio", "mic").ToString());
        alice.Session.OnSocketClosed();
        var sid = alice.Participant.Publications.Tracks[0].Sid;
        Treff.Sfu.Rooms.Administration.Mute(alice.Participant, new MuteRoomTrackRequest { TrackSid = sid, Muted = true });
        var again = _rooms.Resume(alice);
        Assert.Equal([Kind.Reconnect, Kind.Update, Kind.RoomUpdate, Kind.RefreshToken, Kind.Mute], again.Kinds());
        Assert.Equal((sid, true), (again.Received[^1].Mute.Sid, again.Received[^1].Mute.Muted));
    }

    [Fact]
    public void A_client_that_publishes_what_is_unknown_is_sent_to_join_anew()
    {
        var alice = _rooms.Join("alice");
        alice.ConnectStandard();
        var again = _rooms.Resume(alice);
        var published = new TrackPublishedResponse { Cid = "mic", Track = new TrackInfo { Sid = "TR_AMunknown" } };
        again.Send(new SignalRequest { SyncState = new SyncState { PublishTracks = { published } } });
        Assert.Equal((DisconnectReason.StateMismatch, Action.Reconnect), (again.Received[^1].Leave.Reason, again.Received[^1].Leave.Action));
        Assert.True(again.IsClosed);
        Assert.True(alice.Participant.IsGone);
    }

    [Fact]
    public void What_a_client_wants_of_tracks_is_taken_from_its_sync_state()
    {
        var (alice, bob, stream) = Meeting();
        var sid = alice.Participant.Publications.Tracks[0].Sid;
        var again = _rooms.Resume(bob);
        again.Send(new SignalRequest { SyncState = new SyncState { TrackSidsDisabled = { sid } } });
        Send(alice, stream, 2);
        Assert.Single(bob.Media!.Received);
        Assert.Single(bob.Participant.Subscriptions.All);
        again.Send(new SignalRequest { SyncState = new SyncState { Subscription = new UpdateSubscription { TrackSids = { sid } } } });
        Assert.Empty(bob.Participant.Subscriptions.All);
    }

    [Fact]
    public void Who_vanishes_is_kept_for_fifteen_seconds_and_then_leaves_for_all()
    {
        var alice = _rooms.Join("alice");
        alice.ConnectStandard().IsUnplugged = true;
        var bob = _rooms.Join("bob");
        bob.Connect();
        alice.Session.OnSocketClosed();
        _rooms.Host.Advance(14_000);
        Assert.Equal(State.Active, alice.Participant.State);
        _rooms.Host.Advance(4_000);
        var info = bob.LastInfo("alice")!;
        Assert.Equal((State.Disconnected, DisconnectReason.SignalClose), (info.State, info.DisconnectReason));
    }

    [Fact]
    public void A_client_without_media_is_asked_to_resume_and_given_up_after_five_seconds()
    {
        var (alice, bob) = Unplugged();
        _rooms.Host.Advance(16_000);
        var leave = alice.Received[^1].Leave;
        Assert.Equal((Action.Resume, true), (leave.Action, leave.CanReconnect));
        Assert.True(alice.IsClosed);
        Assert.Equal(State.Active, alice.Participant.State);
        alice.Session.OnSocketClosed();
        _rooms.Host.Advance(5_500);
        Assert.Equal(DisconnectReason.ConnectionTimeout, bob.LastInfo("alice")!.DisconnectReason);
        AssertRefused(_rooms.Resume(alice));
    }

    [Fact]
    public void A_client_asked_to_resume_that_does_so_stays()
    {
        var (alice, bob) = Unplugged();
        _rooms.Host.Advance(16_000);
        var again = _rooms.Resume(alice);
        alice.Media!.IsUnplugged = false;
        alice.Media.Connect(TestClient.Parse(again.Offer(again.StandardOffer(NewUfrag, NewPassword).ToString())));
        _rooms.Host.Advance(40_000);
        Assert.Equal(State.Active, alice.Participant.State);
        Assert.Equal(PeerState.Connected, alice.Participant.PublisherLink.Peer.State);
        Assert.DoesNotContain(Updates(bob), info => info.State == State.Disconnected);
    }

    [Fact]
    public void A_resume_without_media_is_ended_with_reconnect()
    {
        var (alice, _) = Unplugged();
        _rooms.Host.Advance(16_000);
        var again = _rooms.Resume(alice);
        _rooms.Host.Advance(20_000);
        Assert.Equal(Action.Reconnect, again.Received[^1].Leave.Action);
        Assert.True(alice.Participant.IsGone);
    }

    [Fact]
    public void Nobody_stays_who_resumed_without_media_and_lost_the_socket_again()
    {
        var (alice, _) = Unplugged();
        _rooms.Host.Advance(16_000);
        _rooms.Resume(alice).Session.OnSocketClosed();
        _rooms.Host.Advance(6_000);
        Assert.True(alice.Participant.IsGone);
    }

    [Fact]
    public void Nobody_stays_who_was_asked_to_resume_and_closed_the_connection_instead()
    {
        var (alice, bob) = Unplugged();
        _rooms.Host.Advance(16_000);
        alice.Participant.PublisherLink.Owner.OnPeerStateChanged(_rooms.Host.Now, PeerState.Closed);
        _rooms.Host.Advance(6_000);
        Assert.Equal(DisconnectReason.ConnectionTimeout, bob.LastInfo("alice")!.DisconnectReason);
    }

    [Fact]
    public void Fifty_quick_departures_and_returns_leave_no_ghost()
    {
        var bob = _rooms.Join("bob");
        bob.Connect();
        for (var i = 0; i < 50; i++)
        {
            var alice = _rooms.Join("alice");
            if (i % 2 == 0)
                alice.ConnectStandard();
            if (i % 3 == 0)
                alice.Session.OnSocketClosed();
            else if (i % 3 == 1)
                alice.Send(new SignalRequest { Leave = new LeaveRequest() });
            if (alice.Media is { } media)
                media.IsUnplugged = true;
            _rooms.Host.Advance(50);
        }

        _rooms.Host.Advance(80_000);
        var room = Assert.Single(_rooms.Registry.Rooms);
        Assert.Equal(["bob"], room.Participants.Select(participant => participant.Identity));
        Assert.Equal(State.Disconnected, bob.LastInfo("alice")!.State);
        Assert.Equal(1u, bob.Received.Last(response => response.RoomUpdate is not null).RoomUpdate.Room.NumParticipants);
        Assert.Equal(0, _rooms.Host.LinkCount - 1);
    }

    private static void AssertRefused(TestClient client)
    {
        var leave = Assert.Single(client.Received).Leave;
        Assert.Equal((DisconnectReason.StateMismatch, Action.Reconnect, true), (leave.Reason, leave.Action, leave.CanReconnect));
        Assert.True(client.IsClosed);
    }

    private static IEnumerable<ParticipantInfo> Updates(TestClient client) =>
        client.Received.Where(response => response.Update is not null).SelectMany(response => response.Update.Participants);

    /// <summary>Alice without network, Bob watching.</summary>
    private (TestClient Alice, TestClient Bob) Unplugged()
    {
        var bob = _rooms.Join("bob");
        bob.Connect();
        var alice = _rooms.Join("alice");
        alice.ConnectStandard().IsUnplugged = true;
        return (alice, bob);
    }

    /// <summary>Alice speaks, Bob has received her first packet.</summary>
    private (TestClient Alice, TestClient Bob, SendStream Stream) Meeting()
    {
        var alice = _rooms.Join("alice");
        alice.AddTrack(new AddTrackRequest { Cid = "mic", Type = TrackType.Audio, Source = TrackSource.Microphone });
        alice.Offer(alice.StandardOffer().Send("audio", "mic", "a=ssrc:1234 cname:x\r\n").ToString());
        var stream = alice.ConnectMedia().Peer.AddSendStream(new SendStreamOptions
        {
            Ssrc = 1234,
            PayloadType = 111,
            Kind = MediaKind.Audio,
            ClockRate = 48_000,
            Cname = "alice",
            Extensions = RtpExtensionMap.Empty,
            Mid = "7",
        });
        var bob = _rooms.Join("bob");
        var section = TestClient.Parse(bob.Offer(bob.StandardOffer().ToString())).Media.First(media => media.Msid is not null);
        bob.ConnectMedia().Peer.SetReceiveSections([ReceiveSection(section)]);
        Send(alice, stream, 1);
        Assert.Single(bob.Media!.Received);
        return (alice, bob, stream);
    }

    private static ReceiveSection ReceiveSection(MediaDescription media) => new()
    {
        Mid = media.Mid!,
        Kind = MediaKind.Audio,
        Payloads = [new PayloadMapping(111, "opus", 48_000, null, Nack: false), new PayloadMapping(63, "red", 48_000, null, Nack: false)],
        Extensions = RtpExtensionMap.Empty,
        Ssrcs = [new SsrcPair(media.Ssrcs[0].Ssrc, null)],
    };

    private static void Send(TestClient client, SendStream stream, ushort number) =>
        client.Media!.Send(stream, number, number * 960u, [(byte)number, 2, 3]);
}
