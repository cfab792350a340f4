using Treff.LiveKit.Protocol;
using Treff.Rtc.Rtp;
using Treff.Rtc.Sdp;
using Treff.Sfu.Tests.Support;
using Kind = Treff.LiveKit.Protocol.SignalResponse.MessageOneofCase;
using SignalDescription = Treff.LiveKit.Protocol.SessionDescription;

namespace Treff.Sfu.Tests.Traces;

/// <summary>Recorded clients with two peer connections against our rooms, our answers and offers against LiveKit's.</summary>
public sealed class DualTraceTests
{
    [Theory]
    [InlineData("dual-pc.alice", "")]
    [InlineData("dual-pc.bob", "dual-pc.alice")]
    [InlineData("limited-grants-dual-pc.sender", "")]
    [InlineData("limited-grants-dual-pc.viewer", "")]
    [InlineData("moderation-dual-pc.alice", "")]
    [InlineData("go-load-test-dual-pc.publisher", "")]
    [InlineData("go-load-test-dual-pc.subscriber", "go-load-test-dual-pc.publisher")]
    public void A_client_gets_its_first_messages_as_recorded(string name, string other)
    {
        using var replay = new TraceReplay();
        var actor = replay.Add(name);
        if (other.Length > 0)
            replay.Add(other);
        replay.Run();
        var (theirs, ours) = (actor.Trace.Responses.First().Join, actor.Client.Received[0].Join);
        Assert.Equal(theirs.SubscriberPrimary, ours.SubscriberPrimary);
        Assert.Equal(theirs.FastPublish, ours.FastPublish);
        Assert.Equal(theirs.Participant.Permission, ours.Participant.Permission);
        Assert.Equal(theirs.Participant.ClientProtocol, ours.Participant.ClientProtocol);
        Assert.Equal(theirs.Participant.State, ours.Participant.State);
        Assert.Equal(Kind.RefreshToken, actor.Client.Received[1].MessageCase);
        Assert.Equal(actor.TheirAnswers.Select(answer => answer.Id), actor.OurAnswers.Select(answer => answer.Id));
        Assert.Equal(actor.TheirOffers.Any(), actor.OurOffers.Any());
        if (!actor.OurOffers.Any())
            return;
        var ids = actor.OurOffers.Select(offer => offer.Id).ToList();
        Assert.Equal(Enumerable.Range((int)ids[0], ids.Count), ids.Select(id => (int)id));
        Assert.True(Assert.Single(TestClient.Parse(actor.OurOffers.First()).Media).IsDataChannel);
    }

    [Theory]
    [InlineData("dual-pc.alice")]
    [InlineData("moderation-dual-pc.alice")]
    [InlineData("limited-grants-dual-pc.sender")]
    [InlineData("go-load-test-dual-pc.publisher")]
    public void What_is_published_is_answered_as_recorded(string name)
    {
        using var replay = new TraceReplay();
        var actor = replay.Add(name);
        replay.Run();
        foreach (var (theirs, ours) in actor.TheirAnswers.Zip(actor.OurAnswers))
            AssertSamePublications(TestClient.Parse(theirs), TestClient.Parse(ours));
    }

    [Theory]
    [InlineData("dual-pc.alice", "dual-pc.bob")]
    [InlineData("dual-pc.bob", "dual-pc.alice")]
    [InlineData("go-load-test-dual-pc.subscriber", "go-load-test-dual-pc.publisher")]
    [InlineData("limited-grants-dual-pc.viewer", "limited-grants-dual-pc.sender")]
    public void What_is_sent_is_offered_as_recorded(string name, string other)
    {
        using var replay = new TraceReplay();
        var actor = replay.Add(name);
        replay.Add(other);
        replay.Run();
        var (theirs, ours) = (actor.TheirOffers.ToList(), actor.OurOffers.ToList());
        foreach (var offer in ours)
            AssertNamesTracks(offer);
        Assert.DoesNotContain(actor.Client.Received, response => response.Leave is { Reason: DisconnectReason.StateMismatch });
        // As many at most at any time, but for somebody who is not in this replay.
        Assert.Equal(theirs.Max(offer => offer.MidToTrackId.Count) - Missing(name), ours.Max(offer => offer.MidToTrackId.Count));
        foreach (var our in TestClient.Parse(ours[^1]).Media)
            AssertSameCodecs(theirs, our);
    }

    [Fact]
    public void Offers_go_through_the_recorded_states()
    {
        using var replay = new TraceReplay();
        var alice = replay.Add("dual-pc.alice");
        replay.Add("dual-pc.bob");
        replay.Run();
        // LiveKit takes two tracks back one by one when somebody leaves; both are in one offer here.
        var (theirs, ours) = (alice.TheirOffers.Select(Directions).Distinct(), alice.OurOffers.Select(Directions).Distinct().ToList());
        Assert.Equal(4, ours.Count);
        Assert.Equal(theirs.Where(ours.Contains), ours);
    }

    /// <summary>The viewer of limited-grants also heard somebody who was not recorded.</summary>
    private static int Missing(string name) => name == "limited-grants-dual-pc.viewer" ? 1 : 0;

    private static string Directions(SignalDescription offer) =>
        string.Join(' ', TestClient.Parse(offer).Media.Select(media => $"{media.Mid}{media.Type[0]}:{media.Direction}"));

    private static void AssertNamesTracks(SignalDescription offer)
    {
        var sdp = TestClient.Parse(offer);
        Assert.Equal(sdp.Media.Where(media => media.Msid is not null).Select(media => media.Mid), offer.MidToTrackId.Keys.Order());
        Assert.Equal(sdp.Media.Select(media => media.Mid), sdp.BundledMids);
        foreach (var media in sdp.Media)
        {
            Assert.Equal(SdpSetup.ActPass, media.Setup);
            if (media.Msid is not { } msid)
                continue;
            Assert.Equal(SdpDirection.SendReceive, media.Direction);
            Assert.Equal(offer.MidToTrackId[media.Mid!], msid.Track);
            Assert.Matches($"^PA_[^|]+[|]{msid.Track}$", msid.Stream);
        }
    }

    /// <summary>Every payload type that we offer is one of LiveKit's, and means the same.</summary>
    private static void AssertSameCodecs(List<SignalDescription> theirs, MediaDescription our)
    {
        if (our.IsDataChannel)
            return;
        var their = TestClient.Parse(theirs[^1]).Media.First(media => media.Type == our.Type);
        foreach (var map in our.RtpMaps)
        {
            Assert.Equal(their.FindRtpMap(map.PayloadType), map);
            if (map.EncodingName != "AV1")
                Assert.Equal(their.FindFmtp(map.PayloadType)?.Text, our.FindFmtp(map.PayloadType)?.Text);
        }

        // The recorded server let clients estimate, ours has them report packets: under an id that means nothing else there.
        var reports = our.ExtMaps.Single(extension => extension.Uri == RtpExtensionMap.TransportCcUri);
        Assert.DoesNotContain(their.ExtMaps, extension => extension.Id == reports.Id);
        Assert.All(our.ExtMaps.Where(extension => extension != reports), extension => Assert.Contains(extension, their.ExtMaps));
    }

    private static void AssertSamePublications(Treff.Rtc.Sdp.SessionDescription theirs, Treff.Rtc.Sdp.SessionDescription ours)
    {
        Assert.True(ours.IsIceLite);
        Assert.Equal(theirs.BundledMids, ours.BundledMids);
        foreach (var (their, our) in theirs.Media.Zip(ours.Media))
        {
            Assert.Equal((their.Mid, their.Type, their.Direction), (our.Mid, our.Type, our.Direction));
            Assert.Equal(SdpSetup.Passive, our.Setup);
            Assert.Equal(their.Rids, our.Rids);
            Assert.Equal(their.Simulcast?.Receive, our.Simulcast?.Receive);
            if (our.Type == "video" && our.Direction == SdpDirection.ReceiveOnly)
                Assert.Equal(their.PayloadTypes[0], our.PayloadTypes[0]);
            Assert.All(our.RtpMaps, map => Assert.Equal(their.FindRtpMap(map.PayloadType), map));
        }
    }
}
