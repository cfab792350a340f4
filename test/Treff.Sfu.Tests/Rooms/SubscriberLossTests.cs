using Treff.LiveKit.Protocol;
using Treff.Rtc.Peer;
using Treff.Rtc.Rtp;
using Treff.Rtc.Streams;
using Treff.Sfu.Tests.Support;

namespace Treff.Sfu.Tests.Rooms;

/// <summary>What goes wrong between the server and one subscriber stays there: real peers with real encryption in virtual time.</summary>
public sealed class SubscriberLossTests : IDisposable
{
    private const uint PublisherSsrc = 0x1111;

    private readonly TestRooms _rooms = new();
    private readonly TestClient _alice;
    private readonly SendStream _stream;
    private ushort _next = 100;

    public SubscriberLossTests()
    {
        _alice = _rooms.Join("alice");
        var media = _alice.ConnectStandard();
        _alice.AddTrack(new AddTrackRequest { Cid = "camera", Type = TrackType.Video, Source = TrackSource.Camera });
        _alice.Offer(_alice.StandardOffer().Send("video", "camera", $"a=ssrc:{PublisherSsrc} cname:x\r\n").ToString());
        _stream = media.Peer.AddSendStream(new SendStreamOptions
        {
            Ssrc = PublisherSsrc,
            PayloadType = 96,
            Kind = Treff.Rtc.MediaKind.Video,
            ClockRate = 90000,
            Cname = "x",
            Extensions = RtpExtensionMap.Empty,
            Mid = "7",
        });
    }

    public void Dispose() => _rooms.Dispose();

    [Fact]
    public void Loss_towards_one_subscriber_does_not_reach_another()
    {
        var (bob, carol) = (Subscribe("bob"), Subscribe("carol"));
        Send(isKey: true);
        for (var i = 0; i < 60; i++)
        {
            bob.Media!.IsUnplugged = i % 3 == 1;
            Send();
            bob.Media.IsUnplugged = false;
            _rooms.Host.Advance(10);
        }

        _rooms.Host.Advance(500);
        Assert.Equal(Enumerable.Range(100, 61), carol.Media!.Received.Select(packet => (int)packet.SequenceNumber));
        Assert.Equal(Enumerable.Range(100, 61), bob.Media!.Received.Select(packet => (int)packet.SequenceNumber).Order());
    }

    [Fact]
    public void Requests_for_a_key_frame_by_many_become_one()
    {
        TestClient[] subscribers = [Subscribe("bob"), Subscribe("carol"), Subscribe("dora")];
        Send(isKey: true);
        _rooms.Host.Advance(1000);
        _alice.Media!.KeyFrameRequests.Clear();
        for (var i = 0; i < 3; i++)
        {
            foreach (var subscriber in subscribers)
                AskForKeyFrame(subscriber);
            _rooms.Host.Advance(100);
        }

        Assert.Single(_alice.Media.KeyFrameRequests);
    }

    [Fact]
    public void Who_asks_for_key_frames_all_the_time_gets_fewer()
    {
        var bob = Subscribe("bob");
        Send(isKey: true);
        _rooms.Host.Advance(1000);
        _alice.Media!.KeyFrameRequests.Clear();
        for (var i = 0; i < 200; i++)
        {
            var before = _alice.Media.KeyFrameRequests.Count;
            AskForKeyFrame(bob);
            _rooms.Host.Advance(100);
            if (_alice.Media.KeyFrameRequests.Count > before)
                Send(isKey: true);
        }

        // Four at once, then one every two seconds, in twenty seconds.
        Assert.InRange(_alice.Media.KeyFrameRequests.Count, 10, 15);
    }

    [Fact]
    public void Nothing_is_sent_again_to_whom_waits_for_a_key_frame()
    {
        var bob = Subscribe("bob");
        Send(isKey: true);
        bob.Media!.IsUnplugged = true;
        Send();
        bob.Media.IsUnplugged = false;
        AskForKeyFrame(bob);
        Send();
        _rooms.Host.Advance(300);
        Assert.Equal([100, 102], bob.Media.Received.Select(packet => (int)packet.SequenceNumber));
        Send(isKey: true);
        bob.Media.IsUnplugged = true;
        Send();
        bob.Media.IsUnplugged = false;
        Send();
        _rooms.Host.Advance(300);
        Assert.Contains(bob.Media.Received, packet => packet.SequenceNumber == 104);
    }

    [Fact]
    public void A_subscriber_that_is_gone_costs_nothing_until_it_is_back()
    {
        var bob = Subscribe("bob");
        Send(isKey: true);
        bob.Media!.IsUnplugged = true;
        _rooms.Host.Advance(TimeSpan.FromSeconds(12));
        var sent = bob.Participant.SubscriberLink.Peer.Statistics.PacketsSent;
        Send(isKey: true);
        Send();
        Assert.Equal(sent, bob.Participant.SubscriberLink.Peer.Statistics.PacketsSent);
        bob.Media.IsUnplugged = false;
        _alice.Media!.KeyFrameRequests.Clear();
        _rooms.Host.Advance(TimeSpan.FromSeconds(3));
        Assert.NotEmpty(_alice.Media.KeyFrameRequests);
        Send(isKey: true);
        Assert.Equal([100, 101], bob.Media.Received.Select(packet => (int)packet.SequenceNumber));
    }

    private void AskForKeyFrame(TestClient subscriber)
    {
        var link = subscriber.Participant.SubscriberLink;
        link.Owner.OnKeyFrameRequest(_rooms.Host.Now, link.Peer.SendStreams[0]);
    }

    private void Send(bool isKey = false)
    {
        _alice.Media!.Send(_stream, _next, _next * 3000u, [0x90, 0x80, 0x80, (byte)_next, (byte)(isKey ? 0x10 : 0x11), 2, 0, 1]);
        _next++;
    }

    private TestClient Subscribe(string identity)
    {
        var client = _rooms.Join(identity);
        var answer = TestClient.Parse(client.Offer(client.StandardOffer().ToString()));
        var media = answer.Media.First(section => section.Msid is not null);
        client.ConnectMedia().Peer.SetReceiveSections(
        [
            new ReceiveSection
            {
                Mid = media.Mid!,
                Kind = Treff.Rtc.MediaKind.Video,
                Payloads = [new PayloadMapping(96, "VP8", 90000, 97, Nack: true)],
                Extensions = RtpExtensionMap.Empty,
                Ssrcs = [new SsrcPair(media.SsrcGroups[0].Ssrcs[0], media.SsrcGroups[0].Ssrcs[1])],
            },
        ]);
        return client;
    }
}
