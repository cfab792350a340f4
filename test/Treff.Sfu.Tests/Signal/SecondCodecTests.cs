using Treff.LiveKit.Protocol;
using Treff.Sfu.Tests.Support;

namespace Treff.Sfu.Tests.Signal;

/// <summary>
/// A camera in VP9 for most and in VP8 for who cannot decode that, as livekit-client publishes it: both announced, the second one sent when
/// the server says that somebody needs it.
/// </summary>
public sealed class SecondCodecTests : IDisposable
{
    private readonly TestRooms _rooms = new();
    private readonly TestClient _alice;

    public SecondCodecTests()
    {
        _alice = _rooms.Join("alice");
        _alice.Offer(Offer().ToString());
        _alice.Connect();
    }

    public void Dispose() => _rooms.Dispose();

    [Fact]
    public void Both_codecs_are_announced_with_their_layers()
    {
        var info = Announce();
        Assert.Equal(["video/vp9", "video/vp8"], info.Codecs.Select(codec => codec.MimeType.ToLowerInvariant()));
        Assert.Equal(["cam", ""], info.Codecs.Select(codec => codec.Cid));
        Assert.Equal([VideoLayer.Types.Mode.MultipleSpatialLayersPerStream, VideoLayer.Types.Mode.OneSpatialLayerPerStream], info.Codecs.Select(codec => codec.VideoLayerMode));
        Assert.All(info.Codecs, codec => Assert.Equal(3, codec.Layers.Count));
    }

    [Fact]
    public void Nobody_is_told_of_the_second_codec_while_all_decode_the_first()
    {
        PublishFirst();
        Watch("bob", decodesVp9: true);
        Assert.Equal(["vp9"], LastQualities().SubscribedCodecs.Select(codec => codec.Codec));
    }

    [Fact]
    public void A_subscriber_that_cannot_decode_the_first_makes_the_publisher_send_the_second()
    {
        PublishFirst();
        var bob = Watch("bob", decodesVp9: false);
        Assert.DoesNotContain(bob.Participant.Subscriptions.All, subscription => subscription.Section is not null);
        Assert.DoesNotContain(bob.Received, response => response.SubscriptionResponse is not null);
        Assert.Equal(["vp9:0", "vp8:3"], Enabled(LastQualities()));
        var second = PublishSecond();
        Assert.Equal(LastQualities().TrackSid, second.Sid);
        bob.Offer(Offer(decodesVp9: false).ToString());
        var subscription = Assert.Single(bob.Participant.Subscriptions.All);
        Assert.Equal("VP8", subscription.Track.Codec.Name);
        Assert.Equal(second.Sid, subscription.Track.Sid);
        Assert.NotNull(subscription.Stream);
        Assert.Single(_alice.Participant.ToInfo().Tracks);
    }

    [Fact]
    public void With_simulcast_policy_each_subscriber_has_its_codec()
    {
        PublishFirst(BackupCodecPolicy.Simulcast);
        var bob = Watch("bob", decodesVp9: true);
        var carol = Watch("carol", decodesVp9: false);
        Assert.Equal(["vp9:3", "vp8:3"], Enabled(LastQualities()));
        PublishSecond();
        carol.Offer(Offer(decodesVp9: false).ToString());
        Assert.Equal(("VP9", "VP8"), (Codec(bob), Codec(carol)));
        bob.Send(new SignalRequest { TrackSetting = new UpdateTrackSettings { TrackSids = { LastQualities().TrackSid }, Quality = VideoQuality.Low } });
        _rooms.Host.Advance(6000);
        Assert.Equal(["vp9:1", "vp8:3"], Enabled(LastQualities()));
    }

    [Fact]
    public void With_regression_everybody_changes_to_the_second_and_the_first_stops()
    {
        PublishFirst(BackupCodecPolicy.PreferRegression);
        var bob = Watch("bob", decodesVp9: true);
        var carol = Watch("carol", decodesVp9: false);
        PublishSecond();
        carol.Offer(Offer(decodesVp9: false).ToString());
        bob.Offer(Offer().ToString());
        Assert.Equal(("VP8", "VP8"), (Codec(bob), Codec(carol)));
        _rooms.Host.Advance(6000);
        Assert.Equal(["vp9:0", "vp8:3"], Enabled(LastQualities()));
    }

    [Fact]
    public void When_the_second_codec_ends_its_subscribers_wait_and_the_others_go_on()
    {
        PublishFirst(BackupCodecPolicy.Simulcast);
        var bob = Watch("bob", decodesVp9: true);
        var carol = Watch("carol", decodesVp9: false);
        PublishSecond();
        carol.Offer(Offer(decodesVp9: false).ToString());
        _alice.Offer(AliceOffer().Set(8, "inactive").ToString());
        carol.Offer(Offer(decodesVp9: false).ToString());
        carol.Offer(Offer(decodesVp9: false).ToString());
        Assert.Equal("VP9", Codec(bob));
        Assert.True(Assert.Single(carol.Participant.Subscriptions.All).AwaitsBackup);
        Assert.Single(_alice.Participant.ToInfo().Tracks);
    }

    [Fact]
    public void When_the_track_ends_both_codecs_end()
    {
        PublishFirst(BackupCodecPolicy.Simulcast);
        var bob = Watch("bob", decodesVp9: true);
        var carol = Watch("carol", decodesVp9: false);
        PublishSecond();
        carol.Offer(Offer(decodesVp9: false).ToString());
        _alice.Offer(AliceOffer().Set(7, "inactive").Set(8, "inactive").ToString());
        Assert.Empty(_alice.Participant.ToInfo().Tracks);
        Assert.Empty(bob.Participant.Subscriptions.All);
        Assert.Empty(carol.Participant.Subscriptions.All);
    }

    [Fact]
    public void A_third_codec_and_one_for_a_track_that_is_not_there_are_refused()
    {
        PublishFirst();
        Watch("bob", decodesVp9: false);
        var sid = PublishSecond().Sid;
        AddSecond(sid, "third");
        Assert.Equal(RequestResponse.Types.Reason.LimitExceeded, LastRefusal());
        AddSecond("TR_VCunknown", "fourth");
        Assert.Equal(RequestResponse.Types.Reason.NotFound, LastRefusal());
    }

    [Fact]
    public void Who_decodes_neither_codec_is_told()
    {
        PublishFirst();
        var bob = _rooms.Join("bob");
        bob.Offer(Offer(decodesVp9: false).ToString().Replace("VP8/90000", "VP7/90000", StringComparison.Ordinal));
        bob.Connect();
        Assert.Contains(bob.Received, response => response.SubscriptionResponse is { Err: SubscriptionError.SeCodecUnsupported });
    }

    private static TestOffer Offer(bool decodesVp9 = true)
    {
        var offer = TestOffer.Standard();
        offer.OffersVp9 = decodesVp9;
        return offer;
    }

    private static TestOffer AliceOffer() => Offer().Send("video", "cam").Send("video", "cam-vp8", "a=rid:q send\r\na=rid:h send\r\na=rid:f send\r\na=simulcast:send q;h;f\r\n");

    private TrackInfo Announce(BackupCodecPolicy policy = BackupCodecPolicy.Simulcast)
    {
        var request = new AddTrackRequest
        {
            Cid = "cam",
            Type = TrackType.Video,
            Source = TrackSource.Camera,
            BackupCodecPolicy = policy,
            SimulcastCodecs = { new SimulcastCodec { Codec = "vp9", Cid = "cam" }, new SimulcastCodec { Codec = "vp8" } },
        };
        for (var i = 0; i < 3; i++)
            request.Layers.Add(new VideoLayer { Quality = (VideoQuality)i, Width = 320u << i, Height = 180u << i });
        return _alice.AddTrack(request);
    }

    private void PublishFirst(BackupCodecPolicy policy = BackupCodecPolicy.Simulcast)
    {
        Announce(policy);
        _alice.Offer(Offer().Send("video", "cam").ToString());
        Assert.Equal("video/VP9", _alice.Participant.ToInfo().Tracks[0].MimeType);
    }

    /// <summary>As livekit-client does: the request names the first codec again, the answer prefers the one that was announced.</summary>
    private TrackInfo PublishSecond()
    {
        var info = AddSecond(LastQualities().TrackSid, "cam-vp8");
        var answer = TestClient.Parse(_alice.Offer(AliceOffer().ToString()));
        Assert.Equal(96, answer.Media[8].PayloadTypes[0]);
        Assert.Equal(98, answer.Media[7].PayloadTypes[0]);
        return info;
    }

    private TrackInfo AddSecond(string sid, string cid) => _alice.AddTrack(new AddTrackRequest
    {
        Sid = sid,
        Cid = cid,
        Type = TrackType.Video,
        Source = TrackSource.Camera,
        SimulcastCodecs = { new SimulcastCodec { Codec = "vp9", Cid = cid } },
    });

    private TestClient Watch(string identity, bool decodesVp9)
    {
        var client = _rooms.Join(identity);
        client.Offer(Offer(decodesVp9).ToString());
        client.Connect();
        _rooms.Host.Advance(100);
        return client;
    }

    private SubscribedQualityUpdate LastQualities() => _alice.Received.Last(response => response.SubscribedQualityUpdate is not null).SubscribedQualityUpdate;

    private RequestResponse.Types.Reason LastRefusal() => _alice.Received.Last(response => response.RequestResponse is not null).RequestResponse.Reason;

    private static string Codec(TestClient client)
    {
        var subscription = Assert.Single(client.Participant.Subscriptions.All);
        Assert.NotNull(subscription.Stream);
        return subscription.Track.Codec.Name;
    }

    private static string[] Enabled(SubscribedQualityUpdate update) =>
        [.. update.SubscribedCodecs.Select(codec => $"{codec.Codec}:{codec.Qualities.Count(quality => quality.Enabled)}")];
}
