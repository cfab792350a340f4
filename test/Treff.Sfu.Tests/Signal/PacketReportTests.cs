using Treff.LiveKit.Protocol;
using Treff.Rtc.Congestion;
using Treff.Rtc.Rtp;
using Treff.Rtc.Streams;
using Treff.Sfu.Tests.Support;
using SignalDescription = Treff.LiveKit.Protocol.SessionDescription;

namespace Treff.Sfu.Tests.Signal;

/// <summary>Whether a subscriber reports the packets it got (transport-wide feedback) or tells its own estimate (REMB).</summary>
public sealed class PacketReportTests : IDisposable
{
    private readonly TestRooms _rooms = new();

    public void Dispose() => _rooms.Dispose();

    [Fact]
    public void A_client_that_can_report_packets_is_asked_to()
    {
        var (bob, answer) = Subscribe(offer => offer);
        var video = answer.Media[3];
        Assert.Equal(3, video.FindExtension(RtpExtensionMap.TransportCcUri));
        Assert.True(video.HasFeedback(96, "transport-cc"));
        Assert.False(video.HasFeedback(96, "goog-remb"));
        Assert.Equal(3, StreamTo(bob).Extensions.TransportCc);
        Assert.Equal(BandwidthEstimate.StartBitsPerSecond, bob.Participant.SubscriberLink.Peer.Bandwidth.TargetBitsPerSecond);
    }

    [Theory]
    [InlineData("a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01\r\n")]
    [InlineData("a=rtcp-fb:96 transport-cc\r\n")]
    public void A_client_that_cannot_tells_its_own_estimate(string missing)
    {
        var (bob, answer) = Subscribe(offer => offer.Replace(missing, "", StringComparison.Ordinal));
        Assert.False(answer.Media[3].HasFeedback(96, "transport-cc"));
        Assert.True(answer.Media[3].HasFeedback(96, "goog-remb"));
        Assert.Equal((0, 2), (StreamTo(bob).Extensions.TransportCc, StreamTo(bob).Extensions.AbsSendTime));
        Assert.Equal(BandwidthEstimate.Unknown, bob.Participant.SubscriberLink.Peer.Bandwidth);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void On_a_connection_that_we_offer_the_answer_decides(bool canReport)
    {
        var alice = new DualClient(_rooms, "alice").Connect();
        var bob = new DualClient(_rooms, "bob").Connect();
        alice.Publish(TrackType.Video, "camera");
        _rooms.Host.Advance(100);
        Assert.True(bob.Sections[1].HasFeedback(96, "transport-cc"));
        bob.Answer(answer =>
        {
            foreach (var media in answer.Media.Where(media => !canReport))
            {
                media.ExtMaps.RemoveAll(map => map.Uri == RtpExtensionMap.TransportCcUri);
                media.RtcpFeedback.RemoveAll(feedback => feedback.Value == "transport-cc");
            }
        });

        var stream = StreamTo(bob.Signal);
        Assert.Equal(canReport, stream.Extensions.TransportCc > 0);
        Assert.Equal(bob.Sections[1].FindExtension(RtpExtensionMap.AbsSendTimeUri), stream.Extensions.AbsSendTime);
    }

    private static SendStream StreamTo(TestClient client) => Assert.Single(client.Participant.SubscriberLink.Peer.SendStreams);

    private (TestClient Bob, Treff.Rtc.Sdp.SessionDescription Answer) Subscribe(Func<string, string> change)
    {
        var alice = _rooms.Join("alice");
        alice.ConnectStandard();
        var bob = _rooms.Join("bob");
        bob.ConnectStandard();
        alice.AddTrack(new AddTrackRequest { Cid = "x", Type = TrackType.Video });
        alice.Offer(alice.StandardOffer().Send("video", "x").ToString());
        SignalDescription answer = bob.Offer(change(bob.StandardOffer().ToString()));
        return (bob, TestClient.Parse(answer));
    }
}
