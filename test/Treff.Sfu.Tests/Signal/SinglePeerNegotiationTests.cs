using Treff.LiveKit;
using Treff.LiveKit.Protocol;
using Treff.Rtc.Sdp;
using Treff.Sfu.Tests.Support;
using Kind = Treff.LiveKit.Protocol.SignalResponse.MessageOneofCase;

namespace Treff.Sfu.Tests.Signal;

public sealed class SinglePeerNegotiationTests : IDisposable
{
    private readonly TestRooms _rooms = new();
    private readonly TestClient _alice;
    private readonly TestClient _bob;
    private readonly TestOffer _aliceOffer = TestOffer.Standard();
    private readonly TestOffer _bobOffer = TestOffer.Standard();
    private int _videos;

    public SinglePeerNegotiationTests()
    {
        _alice = _rooms.Join("alice");
        _alice.Offer(_aliceOffer.ToString());
        _alice.Connect();
        _bob = _rooms.Join("bob");
        _bob.Offer(_bobOffer.ToString());
        _bob.Connect();
        _alice.Take();
    }

    public void Dispose() => _rooms.Dispose();

    [Fact]
    public void Unused_receiving_sections_are_answered_sendonly_without_a_track()
    {
        var answer = TestClient.Parse(_alice.Offer(_aliceOffer.ToString()));
        Assert.All(answer.Media.Take(6), media =>
        {
            Assert.Equal(SdpDirection.SendOnly, media.Direction);
            Assert.Null(media.Msid);
            Assert.Empty(media.Ssrcs);
        });
        Assert.True(answer.IsIceLite);
        Assert.Equal(["0", "1", "2", "3", "4", "5", "6"], answer.BundledMids);
    }

    [Fact]
    public void The_client_is_asked_for_an_offer_without_numbers_while_sections_are_free()
    {
        PublishVideo();
        Assert.Equal((0u, 0u), Asked());
        var answer = _alice.Offer(_aliceOffer.ToString());
        Assert.Equal(["3"], answer.MidToTrackId.Keys);
        var media = TestClient.Parse(answer).Media[3];
        Assert.Equal(SdpDirection.SendOnly, media.Direction);
        Assert.Equal($"{_bob.Participant.Sid}|{answer.MidToTrackId["3"]}", media.Msid!.Stream);
        Assert.Equal(answer.MidToTrackId["3"], media.Msid.Track);
        Assert.Equal("FID", Assert.Single(media.SsrcGroups).Semantics);
    }

    [Fact]
    public void Who_receives_a_track_is_told_to_its_publisher_once_unless_hidden()
    {
        var ghost = _rooms.Join("ghost", grant: new VideoGrant { Hidden = true });
        PublishVideo();
        ghost.Offer(TestOffer.Standard().ToString());
        Assert.DoesNotContain(Kind.TrackSubscribed, _bob.Kinds());
        _alice.Offer(_aliceOffer.ToString());
        var carol = _rooms.Join("carol");
        carol.Offer(TestOffer.Standard().ToString());
        Assert.Single(_bob.Kinds(), Kind.TrackSubscribed);
    }

    [Fact]
    public void Missing_sections_are_counted_and_asked_for_once()
    {
        for (var i = 0; i < 3; i++)
            PublishVideo();
        _alice.Offer(_aliceOffer.ToString());
        _alice.Take();
        PublishVideo();
        Assert.Equal((0u, 1u), Asked());
        _alice.Take();
        _rooms.Host.Advance(1000);
        Assert.DoesNotContain(_alice.Take(), response => response.MessageCase == Kind.MediaSectionsRequirement);
        var answer = _alice.Offer(_aliceOffer.Receive("video").ToString());
        Assert.Equal(["3", "4", "5", "7"], answer.MidToTrackId.Keys.Order());
    }

    [Fact]
    public void Two_missing_sections_are_asked_for_together()
    {
        for (var i = 0; i < 3; i++)
            PublishVideo();
        _alice.Offer(_aliceOffer.ToString());
        _rooms.Host.Advance(1000);
        _alice.Take();
        PublishVideo(wait: false);
        PublishVideo(wait: false);
        Assert.Equal((0u, 2u), Asked());
    }

    [Fact]
    public void A_released_section_is_inactive_once_and_then_the_first_to_be_used_again()
    {
        for (var i = 0; i < 3; i++)
            PublishVideo();
        _alice.Offer(_aliceOffer.ToString());
        _rooms.Host.Advance(1000);
        _alice.Take();
        _bob.Offer(_bobOffer.Set(7, "inactive").ToString());
        Assert.Equal((0u, 0u), Asked());
        var released = _alice.Offer(_aliceOffer.ToString());
        Assert.Equal(["4", "5"], released.MidToTrackId.Keys.Order());
        Assert.Equal(SdpDirection.Inactive, TestClient.Parse(released).Media[3].Direction);
        _alice.Take();
        PublishVideo();
        Assert.Equal((0u, 0u), Asked());
        Assert.Equal(["3", "4", "5"], _alice.Offer(_aliceOffer.ToString()).MidToTrackId.Keys.Order());
    }

    [Fact]
    public void Unpublishing_and_publishing_again_gives_a_new_track()
    {
        PublishVideo();
        var first = Assert.Single(_bob.Participant.Publications.Tracks).Sid;
        var answer = TestClient.Parse(_bob.Offer(_bobOffer.Set(7, "inactive").ToString()));
        Assert.Equal(SdpDirection.Inactive, answer.Media[7].Direction);
        Assert.Empty(_alice.LastInfo("bob")!.Tracks);
        PublishVideo();
        Assert.NotEqual(first, Assert.Single(_alice.LastInfo("bob")!.Tracks).Sid);
    }

    [Fact]
    public void A_track_may_be_announced_after_its_section_was_offered()
    {
        _bob.Offer(_bobOffer.Send("audio", "late").ToString());
        Assert.Empty(_bob.Participant.Publications.Tracks);
        var info = _bob.AddTrack(new AddTrackRequest { Cid = "late", Type = TrackType.Audio, Source = TrackSource.Microphone });
        Assert.Equal(info.Sid, Assert.Single(_alice.LastInfo("bob")!.Tracks).Sid);
        Assert.Equal("audio/opus", _alice.LastInfo("bob")!.Tracks[0].MimeType);
    }

    [Fact]
    public void Track_ids_the_client_invented_are_matched_by_kind_in_order()
    {
        var first = _bob.AddTrack(new AddTrackRequest { Cid = "one", Type = TrackType.Video, Source = TrackSource.Camera });
        var second = _bob.AddTrack(new AddTrackRequest { Cid = "two", Type = TrackType.Video, Source = TrackSource.ScreenShare });
        _bob.Offer(_bobOffer.Send("video", "{x}").Send("video", "two").ToString());
        var tracks = _alice.LastInfo("bob")!.Tracks;
        Assert.Equal((first.Sid, "7"), (tracks[0].Sid, tracks[0].Mid));
        Assert.Equal((second.Sid, "8"), (tracks[1].Sid, tracks[1].Mid));
    }

    [Fact]
    public void A_microphone_is_answered_with_redundancy_opus_and_dtx()
    {
        _bob.AddTrack(new AddTrackRequest { Cid = "mic", Type = TrackType.Audio, Source = TrackSource.Microphone });
        var media = TestClient.Parse(_bob.Offer(_bobOffer.Send("audio", "mic").ToString())).Media[7];
        Assert.Equal([63, 111], media.PayloadTypes);
        Assert.Equal("111/111", media.FindFmtp(63)!.Text);
        Assert.Equal("minptime=10;useinbandfec=1;usedtx=1", media.FindFmtp(111)!.Text);
        Assert.Equal(SdpDirection.ReceiveOnly, media.Direction);
    }

    [Fact]
    public void The_codec_that_was_announced_comes_first()
    {
        var request = new AddTrackRequest { Cid = "cam", Type = TrackType.Video, Source = TrackSource.Camera };
        request.SimulcastCodecs.Add(new SimulcastCodec { Codec = "h264", Cid = "cam" });
        _bob.AddTrack(request);
        var media = TestClient.Parse(_bob.Offer(_bobOffer.Send("video", "cam").ToString())).Media[7];
        Assert.Equal([108, 109, 96, 97, 98, 99], media.PayloadTypes);
        Assert.Equal("video/H264", _alice.LastInfo("bob")!.Tracks[0].MimeType);
    }

    [Fact]
    public void Layers_may_be_named_by_their_sources_instead_of_rids()
    {
        var request = new AddTrackRequest { Cid = "cam", Type = TrackType.Video, Source = TrackSource.Camera };
        for (var i = 0; i < 3; i++)
            request.Layers.Add(new VideoLayer { Quality = (VideoQuality)i, Width = 320u << i, Height = 180u << i });
        _bob.AddTrack(request);
        _bob.Offer(_bobOffer.Send("video", "cam", "a=ssrc-group:SIM 11 12 13\r\na=ssrc:11 cname:x\r\na=ssrc:12 cname:x\r\na=ssrc:13 cname:x\r\n").ToString());
        var track = Assert.Single(_bob.Participant.Publications.Tracks);
        Assert.Equal([11u, 12u, 13u], track.Info.Layers.Select(layer => layer.Ssrc));
        foreach (var ssrc in new uint[] { 13, 11 })
        {
            var stream = new Treff.Rtc.Streams.ReceiveStream(new Treff.Rtc.Streams.ReceiveStreamOptions
            {
                Ssrc = ssrc,
                Kind = Treff.Rtc.MediaKind.Video,
                ClockRate = 90000,
                Mid = "7",
            });
            _bob.Participant.PublisherLink.Owner.OnReceiveStreamAdded(_rooms.Host.Now, stream);
        }

        Assert.Equal([0, 2], track.Layers.Select(layer => layer.Index));
    }

    [Fact]
    public void An_offer_that_cannot_be_read_ends_the_session_with_reconnect()
    {
        _bob.Send(new SignalRequest { Offer = new LiveKit.Protocol.SessionDescription { Type = "offer", Sdp = "nonsense", Id = 9 } });
        var leave = _bob.Received[^1].Leave;
        Assert.Equal((DisconnectReason.StateMismatch, LeaveRequest.Types.Action.Reconnect), (leave.Reason, leave.Action));
        Assert.True(_bob.IsClosed);
    }

    [Fact]
    public void Unsubscribing_releases_the_section_and_subscribing_again_binds_it()
    {
        PublishVideo();
        _alice.Offer(_aliceOffer.ToString());
        var sid = _bob.Participant.Publications.Tracks[0].Sid;
        _alice.Send(new SignalRequest { Subscription = new UpdateSubscription { TrackSids = { sid }, Subscribe = false } });
        Assert.Empty(_alice.Offer(_aliceOffer.ToString()).MidToTrackId);
        _alice.Send(new SignalRequest { Subscription = new UpdateSubscription { TrackSids = { sid }, Subscribe = true } });
        Assert.Equal(sid, Assert.Single(_alice.Offer(_aliceOffer.ToString()).MidToTrackId).Value);
    }

    [Fact]
    public void A_codec_the_subscriber_did_not_offer_is_reported()
    {
        var request = new AddTrackRequest { Cid = "cam", Type = TrackType.Video, Source = TrackSource.Camera };
        request.SimulcastCodecs.Add(new SimulcastCodec { Codec = "h264", Cid = "cam" });
        _bob.AddTrack(request);
        _bob.Offer(_bobOffer.Send("video", "cam").ToString());
        var withoutH264 = _aliceOffer.ToString().Replace("H264/90000", "H266/90000", StringComparison.Ordinal);
        Assert.Empty(_alice.Offer(withoutH264).MidToTrackId);
        var response = _alice.Received.Last(message => message.MessageCase == Kind.SubscriptionResponse).SubscriptionResponse;
        Assert.Equal(SubscriptionError.SeCodecUnsupported, response.Err);
    }

    private void PublishVideo(bool wait = true)
    {
        var cid = $"video{_videos++}";
        _bob.AddTrack(new AddTrackRequest { Cid = cid, Type = TrackType.Video, Source = TrackSource.Camera });
        _bob.Offer(_bobOffer.Send("video", cid).ToString());
        if (wait)
            _rooms.Host.Advance(200);
    }

    /// <summary>What the newest requirement asks for.</summary>
    private (uint Audios, uint Videos) Asked()
    {
        _rooms.Host.Advance(200);
        var requirement = _alice.Received.Last(response => response.MessageCase == Kind.MediaSectionsRequirement).MediaSectionsRequirement;
        return (requirement.NumAudios, requirement.NumVideos);
    }
}
