using Treff.LiveKit;
using Treff.LiveKit.Protocol;
using Treff.Rtc.Sdp;
using Treff.Sfu.Tests.Support;
using Kind = Treff.LiveKit.Protocol.SignalResponse.MessageOneofCase;

namespace Treff.Sfu.Tests.Signal;

public sealed class DualPeerNegotiationTests : IDisposable
{
    private readonly TestRooms _rooms = new();

    public void Dispose() => _rooms.Dispose();

    [Fact]
    public void The_first_offer_holds_only_data_even_when_tracks_wait()
    {
        PublishingSingle("bob");
        var alice = new DualClient(_rooms, "alice");
        Assert.Equal([Kind.Join, Kind.RefreshToken, Kind.Offer], alice.Signal.Kinds().Take(3));
        Assert.True(alice.Signal.Received[0].Join.SubscriberPrimary);
        var sdp = TestClient.Parse(Assert.Single(alice.Offers));
        Assert.InRange(alice.LastOffer.Id, 2u, 256u);
        Assert.True(Assert.Single(sdp.Media).IsDataChannel);
        Assert.True(sdp.IsIceLite);
        Assert.Equal(SdpSetup.ActPass, sdp.Media[0].Setup);
        Assert.NotEmpty(sdp.Media[0].Candidates);
        var first = alice.LastOffer.Id;
        alice.Answer();
        Assert.Equal(first + 1, alice.LastOffer.Id);
        Assert.Equal(["application", "audio", "video"], alice.Sections.Select(media => media.Type));
    }

    [Fact]
    public void Sections_are_offered_with_the_payload_types_and_names_of_livekit()
    {
        var bob = PublishingSingle("bob");
        var alice = new DualClient(_rooms, "alice");
        alice.Answer();
        var (audio, video) = (alice.Sections[1], alice.Sections[2]);
        Assert.Equal([111, 63], audio.PayloadTypes);
        Assert.Equal("minptime=10;useinbandfec=1", audio.FindFmtp(111)!.Text);
        Assert.Equal([96, 97, 98, 99, 125, 126, 108, 109, 35, 36], video.PayloadTypes);
        Assert.Equal("H264", video.FindRtpMap(108)!.EncodingName);
        Assert.Contains("packetization-mode=1", video.FindFmtp(108)!.Text, StringComparison.Ordinal);
        Assert.All([96, 98, 125, 108, 35], payloadType => Assert.Equal(payloadType + 1, video.FindRtxPayloadType(payloadType)));
        var track = bob.Participant.Publications.Tracks.First(published => published.Info.Type == TrackType.Video);
        Assert.Equal($"{bob.Participant.Sid}|{track.Sid}", video.Msid!.Stream);
        Assert.Equal(track.Sid, video.Msid.Track);
        Assert.Equal(2, video.Ssrcs.Count);
        Assert.Equal(track.Sid, alice.LastOffer.MidToTrackId["2"]);
        Assert.All([audio, video], media => Assert.Equal(SdpDirection.SendReceive, media.Direction));
    }

    [Fact]
    public void One_offer_is_out_at_a_time()
    {
        var bob = _rooms.Join("bob");
        var offer = TestOffer.Standard();
        bob.Offer(offer.ToString());
        var alice = new DualClient(_rooms, "alice");
        for (var i = 0; i < 3; i++)
        {
            bob.AddTrack(new AddTrackRequest { Cid = $"v{i}", Type = TrackType.Video, Source = TrackSource.Camera });
            bob.Offer(offer.Send("video", $"v{i}").ToString());
            _rooms.Host.Advance(300);
        }

        Assert.Single(alice.Offers);
        alice.Answer(id: alice.LastOffer.Id - 1);
        Assert.Single(alice.Offers);
        alice.Answer();
        Assert.Equal(2, alice.Offers.Count);
        Assert.Equal(4, alice.Sections.Count);
        alice.Answer();
        alice.Answer();
        _rooms.Host.Advance(1000);
        Assert.Equal(2, alice.Offers.Count);
    }

    [Fact]
    public void Changes_that_follow_each_other_are_offered_together()
    {
        var bob = _rooms.Join("bob");
        var offer = TestOffer.Standard();
        bob.Offer(offer.ToString());
        var alice = new DualClient(_rooms, "alice");
        alice.Answer();
        _rooms.Host.Advance(1000);
        PublishVideo(bob, offer, "one");
        _rooms.Host.Advance(15);
        Assert.Equal(2, alice.Offers.Count);
        alice.Answer();
        PublishVideo(bob, offer, "two");
        PublishVideo(bob, offer, "three");
        _rooms.Host.Advance(100);
        Assert.Equal(2, alice.Offers.Count);
        _rooms.Host.Advance(60);
        Assert.Equal((3, 4), (alice.Offers.Count, alice.Sections.Count));
    }

    [Fact]
    public void An_offer_that_is_not_answered_ends_the_session_with_reconnect()
    {
        var alice = new DualClient(_rooms, "alice");
        _rooms.Host.Advance(TimeSpan.FromSeconds(14.9));
        Assert.False(alice.Signal.IsClosed);
        _rooms.Host.Advance(200);
        var leave = alice.Signal.Received[^1].Leave;
        Assert.Equal((DisconnectReason.StateMismatch, LeaveRequest.Types.Action.Reconnect), (leave.Reason, leave.Action));
    }

    [Fact]
    public void Without_a_signalling_connection_nobody_is_expected_to_answer()
    {
        var alice = new DualClient(_rooms, "alice");
        alice.Signal.Connect();
        alice.Signal.Session.OnSocketClosed();
        _rooms.Host.Advance(TimeSpan.FromSeconds(16));
        Assert.False(alice.Signal.Participant.IsGone);
    }

    [Fact]
    public void A_released_section_is_offered_recvonly_and_then_used_again()
    {
        var (bob, offer) = PublishingVideo();
        var alice = new DualClient(_rooms, "alice");
        alice.Answer();
        alice.Answer();
        bob.Offer(offer.Set(7, "inactive").ToString());
        _rooms.Host.Advance(200);
        Assert.Equal(SdpDirection.ReceiveOnly, alice.Sections[1].Direction);
        Assert.Null(alice.Sections[1].Msid);
        Assert.Empty(alice.LastOffer.MidToTrackId);
        // What comes before the answer waits for it: the section has to be inactive once.
        PublishVideo(bob, offer, "second");
        _rooms.Host.Advance(200);
        alice.Answer();
        Assert.Equal(2, alice.Sections.Count);
        Assert.Equal(SdpDirection.SendReceive, alice.Sections[1].Direction);
        Assert.Equal(alice.LastOffer.MidToTrackId["1"], alice.Sections[1].Msid!.Track);
    }

    [Fact]
    public void Safari_gets_a_new_section_for_each_track()
    {
        var (bob, offer) = PublishingVideo();
        var alice = new DualClient(_rooms, "alice", browser: "Safari");
        alice.Answer();
        alice.Answer();
        bob.Offer(offer.Set(7, "inactive").ToString());
        _rooms.Host.Advance(200);
        alice.Answer();
        PublishVideo(bob, offer, "second");
        _rooms.Host.Advance(200);
        Assert.Equal(["2"], alice.LastOffer.MidToTrackId.Keys);
    }

    [Fact]
    public void A_track_that_ends_while_its_offer_is_out_is_taken_back_after_the_answer()
    {
        var (bob, offer) = PublishingVideo();
        var alice = new DualClient(_rooms, "alice");
        alice.Answer();
        bob.Offer(offer.Set(7, "inactive").ToString());
        alice.Answer();
        Assert.Equal(SdpDirection.ReceiveOnly, alice.Sections[1].Direction);
        alice.Answer();
        _rooms.Host.Advance(1000);
        Assert.Equal(3, alice.Offers.Count);
    }

    [Fact]
    public void An_answer_numbered_0_is_that_of_the_offer_which_is_out()
    {
        PublishingSingle("bob");
        var alice = new DualClient(_rooms, "alice");
        alice.Answer(id: 0);
        Assert.Equal(2, alice.Offers.Count);
    }

    [Fact]
    public void A_codec_that_is_not_accepted_is_reported_and_its_section_released()
    {
        PublishingVideo();
        var alice = new DualClient(_rooms, "alice");
        alice.Answer();
        alice.Answer(answer => answer.Media[1].PayloadTypes.RemoveAll(payloadType => payloadType is 96 or 97));
        var response = alice.Signal.Received.Single(message => message.MessageCase == Kind.SubscriptionResponse).SubscriptionResponse;
        Assert.Equal(SubscriptionError.SeCodecUnsupported, response.Err);
        Assert.Equal(SdpDirection.ReceiveOnly, alice.Sections[1].Direction);
        alice.Answer();
        _rooms.Host.Advance(1000);
        Assert.Equal(3, alice.Offers.Count);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("too few sections")]
    [InlineData("passive")]
    public void An_answer_that_cannot_be_used_ends_the_session_with_reconnect(string kind)
    {
        PublishingSingle("bob");
        var alice = new DualClient(_rooms, "alice");
        alice.Answer();
        if (kind == "nonsense")
            alice.Signal.Send(new SignalRequest { Answer = new LiveKit.Protocol.SessionDescription { Sdp = "nonsense", Id = alice.LastOffer.Id } });
        else if (kind == "passive")
            alice.Answer(answer => answer.Media.ForEach(media => media.Setup = SdpSetup.Passive));
        else
            alice.Answer(answer => answer.Media.RemoveAt(2));
        Assert.Equal(DisconnectReason.StateMismatch, alice.Signal.Received[^1].Leave.Reason);
        Assert.True(alice.Signal.IsClosed);
    }

    [Fact]
    public async Task Who_may_not_subscribe_waits_for_the_other_connection_and_gets_no_offer()
    {
        PublishingSingle("bob");
        var alice = new DualClient(_rooms, "alice", new VideoGrant { CanSubscribe = false });
        Assert.False(alice.Signal.Received[0].Join.SubscriberPrimary);
        alice.Signal.Offer(alice.Published.ToString());
        alice.Signal.ConnectMedia();
        Assert.Empty(alice.Offers);
        await _rooms.Service.UpdateParticipantAsync(
            new UpdateParticipantRequest
            {
                Room = "room",
                Identity = "alice",
                Permission = new ParticipantPermission { CanSubscribe = true, CanPublish = true },
            },
            CancellationToken.None);
        Assert.Single(alice.Sections);
        alice.Answer();
        Assert.Equal(3, alice.Sections.Count);
    }

    [Theory]
    [InlineData(2, false)]
    [InlineData(3, true)]
    [InlineData(9, true)]
    [InlineData(17, true)]
    public void Only_the_oldest_clients_wait_for_what_they_send_on(int protocol, bool subscriberIsPrimary) =>
        Assert.Equal(subscriberIsPrimary, new DualClient(_rooms, "alice", protocol: protocol).Signal.Received[0].Join.SubscriberPrimary);

    [Fact]
    public void A_microphone_is_answered_on_the_connection_that_is_published_on()
    {
        var alice = new DualClient(_rooms, "alice");
        alice.Answer();
        alice.Signal.AddTrack(new AddTrackRequest { Cid = "mic", Type = TrackType.Audio, Source = TrackSource.Microphone });
        var media = TestClient.Parse(alice.Signal.Offer(alice.Published.Send("audio", "mic").ToString())).Media[1];
        Assert.Equal((SdpDirection.ReceiveOnly, SdpSetup.Passive), (media.Direction, media.Setup));
        Assert.Equal([63, 111], media.PayloadTypes);
        Assert.Equal("1", Assert.Single(alice.Signal.LastInfo("alice")!.Tracks).Mid);
    }

    [Fact]
    public void A_client_on_a_new_signalling_connection_is_offered_again_with_new_credentials()
    {
        var alice = new DualClient(_rooms, "alice");
        var before = alice.Sections[0].IceUfrag;
        alice.Signal.Participant.Negotiation.OnResumed();
        Assert.Equal(2, alice.Offers.Count);
        Assert.NotEqual(before, alice.Sections[0].IceUfrag);
        alice.Answer(id: alice.LastOffer.Id - 1);
        alice.Answer();
        Assert.False(alice.Signal.IsClosed);
    }

    private static void PublishVideo(TestClient client, TestOffer offer, string cid)
    {
        client.AddTrack(new AddTrackRequest { Cid = cid, Type = TrackType.Video, Source = TrackSource.Camera });
        client.Offer(offer.Send("video", cid).ToString());
    }

    private (TestClient Bob, TestOffer Offer) PublishingVideo()
    {
        var bob = _rooms.Join("bob");
        var offer = TestOffer.Standard();
        PublishVideo(bob, offer, "camera");
        return (bob, offer);
    }

    /// <summary>Somebody with one connection, a microphone and a camera.</summary>
    private TestClient PublishingSingle(string identity)
    {
        var client = _rooms.Join(identity);
        client.AddTrack(new AddTrackRequest { Cid = "mic", Type = TrackType.Audio, Source = TrackSource.Microphone });
        client.AddTrack(new AddTrackRequest { Cid = "cam", Type = TrackType.Video, Source = TrackSource.Camera });
        client.Offer(TestOffer.Standard().Send("audio", "mic").Send("video", "cam").ToString());
        return client;
    }
}
