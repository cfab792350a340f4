using Treff.LiveKit.Protocol;
using Treff.Rtc;
using Treff.Rtc.Peer;
using Treff.Rtc.Rtp;
using Treff.Rtc.Streams;
using Treff.Sfu.Forwarding;
using Treff.Sfu.Tests.Support;

namespace Treff.Sfu.Tests.Forwarding;

/// <summary>A simulcast publisher whose layers come and go, as the one stream that a subscriber gets.</summary>
public sealed class SimulcastForwardingTests : IDisposable
{
    private static readonly string[] Rids = ["q", "h", "f"];

    private readonly TestRooms _rooms = new();
    private readonly TestClient _alice;
    private readonly TestClient _bob;
    private readonly ReceiveStream[] _layers;
    private readonly ushort[] _sequence = [100, 5000, 60000];

    public SimulcastForwardingTests()
    {
        _alice = _rooms.Join("alice");
        _alice.ConnectStandard();
        var request = new AddTrackRequest { Cid = "cam", Type = TrackType.Video, Source = TrackSource.Camera };
        for (var i = 0; i < Rids.Length; i++)
            request.Layers.Add(new VideoLayer { Quality = (VideoQuality)i, Width = 320u << i, Height = 180u << i });
        _alice.AddTrack(request);
        _alice.Offer(_alice.StandardOffer()
            .Send("video", "cam", "a=rid:q send\r\na=rid:h send\r\na=rid:f send\r\na=simulcast:send q;h;f\r\n").ToString());
        _bob = _rooms.Join("bob");
        // A client that does not report packets: nothing is known of its network, so nothing holds layers back.
        var offer = _bob.StandardOffer().ToString().Replace("a=rtcp-fb:96 transport-cc\r\n", "", StringComparison.Ordinal);
        var answer = TestClient.Parse(_bob.Offer(offer));
        var media = answer.Media.First(section => section.Msid is not null);
        _bob.ConnectMedia().Peer.SetReceiveSections(
        [
            new ReceiveSection
            {
                Mid = media.Mid!,
                Kind = MediaKind.Video,
                Payloads = [new PayloadMapping(96, "VP8", 90000, 97)],
                Extensions = RtpExtensionMap.Empty,
                Ssrcs = [new SsrcPair(media.SsrcGroups[0].Ssrcs[0], media.SsrcGroups[0].Ssrcs[1])],
            },
        ]);
        _layers = [.. Rids.Select((rid, i) => new ReceiveStream(new ReceiveStreamOptions
        {
            Ssrc = (uint)(i + 1),
            Kind = MediaKind.Video,
            ClockRate = 90000,
            Mid = "7",
            Rid = rid,
        }))];
    }

    public void Dispose()
    {
        foreach (var layer in _layers)
            layer.Dispose();
        _rooms.Dispose();
    }

    [Fact]
    public void A_better_layer_takes_over_at_its_key_frame()
    {
        Frame(0, isKey: true);
        Frame(0);
        Frame(2);
        Frame(2, isKey: true);
        Frame(0);
        Frame(2);
        AssertContinuous(4);
    }

    [Fact]
    public void The_next_layer_takes_over_when_the_best_one_stops()
    {
        Frame(2, isKey: true);
        Frame(1, isKey: true);
        AssertContinuous(1);
        for (var i = 0; i < 30; i++)
        {
            Frame(1);
            _rooms.Host.Advance(30);
        }

        AssertContinuous(1);
        Frame(1, isKey: true);
        Frame(1);
        AssertContinuous(3);
    }

    [Fact]
    public void A_subscriber_gets_no_more_than_it_asked_for()
    {
        var sid = _alice.Participant.Publications.Tracks[0].Sid;
        _bob.Send(new SignalRequest { TrackSetting = new UpdateTrackSettings { TrackSids = { sid }, Width = 320, Height = 180 } });
        Frame(0, isKey: true);
        Frame(2, isKey: true);
        Frame(2);
        Frame(1, isKey: true);
        Frame(0);
        AssertContinuous(2);
    }

    [Fact]
    public void What_is_granted_bounds_what_is_wanted()
    {
        var subscription = Assert.Single(_alice.Participant.Publications.Tracks[0].Subscriptions);
        subscription.SetGranted(_rooms.Host.Now, new LayerTarget(0, LayerTarget.MaxLayers));
        Frame(0, isKey: true);
        Frame(2, isKey: true);
        Frame(0);
        AssertContinuous(2);
        subscription.SetGranted(_rooms.Host.Now, LayerTarget.Paused);
        Frame(0);
        AssertContinuous(2);
        subscription.SetGranted(_rooms.Host.Now, LayerTarget.Unbounded);
        Frame(2, isKey: true);
        AssertContinuous(3);
    }

    [Fact]
    public void Layers_know_their_place_in_the_track_info()
    {
        Frame(1, isKey: true);
        var info = _alice.Participant.ToInfo().Tracks[0];
        Assert.Equal(Rids, info.Layers.Select(layer => layer.Rid));
        Assert.Equal([0, 1, 2], info.Layers.Select(layer => layer.SpatialLayer));
        Assert.Equal(2u, info.Layers[1].Ssrc);
        Assert.True(info.Simulcast);
    }

    /// <summary>One frame in one packet; every layer has numbers of its own.</summary>
    private void Frame(int layer, bool isKey = false)
    {
        _rooms.Host.Advance(5);
        var sequenceNumber = _sequence[layer]++;
        byte[] packet =
        [
            0x80, 0x80 | 96, (byte)(sequenceNumber >> 8), (byte)sequenceNumber, 0, (byte)layer, (byte)(sequenceNumber >> 8), (byte)sequenceNumber, 0, 0, 0, (byte)(layer + 1),
            0x90, 0x80, (byte)(0x80 | (layer + 1)), (byte)sequenceNumber, (byte)(isKey ? 0x10 : 0x11), 0x02, 0x00,
        ];
        Assert.True(RtpPacket.TryParse(packet, out var rtp));
        var owner = _alice.Participant.PublisherLink.Owner;
        if (_layers[layer].Owner is null)
            owner.OnReceiveStreamAdded(_rooms.Host.Now, _layers[layer]);
        _layers[layer].HandlePacket(_rooms.Host.Now, rtp, isRetransmission: false);
        owner.OnRtp(_rooms.Host.Now, _layers[layer], rtp);
        _rooms.Host.Deliver();
    }

    private void AssertContinuous(int count)
    {
        var received = _bob.Media!.Received;
        Assert.Equal(count, received.Count);
        for (var i = 1; i < received.Count; i++)
        {
            Assert.Equal((ushort)(received[i - 1].SequenceNumber + 1), received[i].SequenceNumber);
            Assert.True(SequenceNumber.IsNewer(received[i].Timestamp, received[i - 1].Timestamp));
            Assert.Equal(PictureId(received[i - 1].Payload) + 1, PictureId(received[i].Payload));
            Assert.Equal(received[0].Ssrc, received[i].Ssrc);
        }
    }

    private static int PictureId(byte[] payload)
    {
        Assert.True(Vp8Descriptor.TryParse(payload, out var descriptor));
        return descriptor.PictureId;
    }
}
