using Treff.LiveKit.Protocol;
using Treff.Rtc;
using Treff.Rtc.Peer;
using Treff.Rtc.Rtp;
using Treff.Rtc.Sdp;
using Treff.Rtc.Tests.Support;
using Treff.Sfu.Forwarding;
using Treff.Sfu.Tests.Support;

namespace Treff.Sfu.Tests.Rooms;

/// <summary>
/// Plans through a real room: a simulcast camera of 150, 500 and 1700 kbit/s with its microphone, and one subscriber whose real peer is
/// behind a slow link and reports the packets it gets. Nobody sets an estimate here.
/// </summary>
public sealed class DownlinkTests : IDisposable
{
    private const int FrameMilliseconds = 35;

    private readonly TestRooms _rooms = new();
    private readonly SimulatedPublisher _alice;
    private readonly TestClient _bob;
    private readonly LossyLink _link = new(new SeededRandom(1)) { KeepsOrder = true, Delay = TimeSpan.FromMilliseconds(25) };
    private double _standingQueue;

    public DownlinkTests()
    {
        _alice = new SimulatedPublisher(_rooms, "alice");
        _alice.Tick();
        _bob = _rooms.Join("bob");
        var answer = TestClient.Parse(_bob.Offer(_bob.StandardOffer().ToString()));
        _bob.ConnectMedia().Peer.SetReceiveSections([.. answer.Media.Where(media => media.Msid is not null).Select(Receive)]);
        _rooms.Host.Links[_bob.Media!.Address] = _link;
    }

    private Subscription Video => _alice.VideoTo(_bob);

    public void Dispose()
    {
        _alice.Dispose();
        _rooms.Dispose();
    }

    // Between two sizes the larger one at fewer frames may fit too.
    [Theory]
    [InlineData(300_000, 0, 0)]
    [InlineData(1_000_000, 1, 2)]
    [InlineData(3_000_000, 2, 2)]
    public void A_link_carries_the_highest_layer_that_fits(double rate, int lowest, int highest)
    {
        _link.BitsPerSecond = rate;
        Run(10);
        var layers = Run(15);
        Assert.All(layers, granted => Assert.InRange(granted, lowest, highest));
        Assert.InRange(_standingQueue, 0, 200);
        AssertAllSound();
    }

    [Theory]
    [InlineData(400_000)]
    [InlineData(500_000)]
    public void A_link_that_falls_and_rises_is_followed(double low)
    {
        _link.BitsPerSecond = 3_000_000;
        Run(12);
        Assert.Equal(2, Video.Granted.Spatial);
        _link.BitsPerSecond = low;
        Run(3);
        Assert.All(Run(15), granted => Assert.InRange(granted, 0, 1));
        Assert.InRange(_standingQueue, 0, 200);
        _link.BitsPerSecond = 3_000_000;
        // After raises that were mistakes nothing is tried for up to twenty seconds.
        Run(28);
        Assert.Equal(2, Video.Granted.Spatial);
        AssertAllSound();
    }

    [Theory]
    [InlineData(0.05)]
    [InlineData(0.15)]
    public void Random_loss_takes_no_layer_away(double loss)
    {
        _link.BitsPerSecond = 3_000_000;
        _link.Loss = loss;
        Run(10);
        Assert.InRange(Run(15).Average(), 1.5, 2);
    }

    /// <summary>With no sound nothing is sent while the picture is paused, and so nothing reported: probes have to find that the path is back.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_picture_that_an_outage_of_eight_seconds_stopped_comes_back(bool hasSound)
    {
        if (!hasSound)
            _alice.Client.Send(new SignalRequest { Mute = new MuteTrackRequest { Sid = _alice.AudioTo(_bob).Track.Sid, Muted = true } });
        // Not even its fewest frames fit into what is left after an outage.
        _alice.Rates[0] = 300;
        _link.BitsPerSecond = 600_000;
        Run(12);
        _link.Loss = 1;
        Assert.Equal(-1, Run(8)[^1]);
        _link.Loss = 0;
        // What was raised and had to be lowered before is held for up to thirty seconds.
        Run(32);
        Assert.All(Run(5), granted => Assert.InRange(granted, 0, 2));
    }

    private static ReceiveSection Receive(MediaDescription media)
    {
        var isVideo = media.Type == "video";
        return new ReceiveSection
        {
            Mid = media.Mid!,
            Kind = isVideo ? MediaKind.Video : MediaKind.Audio,
            Payloads = [isVideo ? new PayloadMapping(96, "VP8", 90_000, 97, Nack: true, TransportCc: true) : new PayloadMapping(111, "opus", 48_000, null, true, true)],
            Extensions = new RtpExtensionMap { TransportCc = isVideo ? (byte)3 : (byte)0 },
            Rids = [],
            Ssrcs = [new SsrcPair(media.Ssrcs[0].Ssrc, isVideo ? media.Ssrcs[1].Ssrc : null)],
        };
    }

    /// <summary>Returns the granted layer of every frame, −1 for a pause, and remembers the longest queue that stood for half a second.</summary>
    private List<int> Run(double seconds)
    {
        var layers = new List<int>();
        var queues = new List<double>();
        for (double time = 0; time < seconds; time += FrameMilliseconds / 1000.0)
        {
            _alice.Tick();
            _rooms.Host.Advance(FrameMilliseconds);
            layers.Add(Video.Granted.IsPaused ? -1 : Math.Min(Video.Granted.Spatial, 2));
            queues.Add(_link.Queue(_rooms.Host.Now).TotalMilliseconds);
        }

        _standingQueue = queues.Chunk(14).Max(half => half.Min());
        return layers;
    }

    private void AssertAllSound()
    {
        var sent = _alice.AudioTo(_bob).PacketsSent;
        var received = _bob.Media!.Received.Count(packet => packet.PayloadType == 111);
        Assert.InRange(received, sent * 0.98 - 5, sent);
    }
}
