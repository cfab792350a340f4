using Treff.LiveKit.Protocol;
using Treff.Rtc.Peer;
using Treff.Rtc.Rtp;
using Treff.Rtc.Streams;
using Treff.Sfu.Tests.Support;

namespace Treff.Sfu.Tests.Rooms;

/// <summary>Packets grow on their way through a room: other extensions, another descriptor, padding, RTX. None may become too long for its slot.</summary>
public sealed class LongPacketTests : IDisposable
{
    private const int TagLength = 16;
    private const int HeaderLength = 12;
    private const int LongestPayload = RtcPeer.MaxRtpBytes - HeaderLength - TagLength;

    private readonly TestRooms _rooms = new();
    private readonly TestClient _alice;
    private readonly TestClient _bob;
    private readonly SendStream _stream;
    private ushort _next = 100;

    public LongPacketTests()
    {
        _alice = _rooms.Join("alice");
        var media = _alice.ConnectStandard();
        _alice.AddTrack(new AddTrackRequest { Cid = "camera", Type = TrackType.Video, Source = TrackSource.Camera });
        _alice.Offer(_alice.StandardOffer().Send("video", "camera", "a=ssrc:4369 cname:x\r\n").ToString());
        _stream = media.Peer.AddSendStream(new SendStreamOptions
        {
            Ssrc = 4369,
            PayloadType = 96,
            Kind = Treff.Rtc.MediaKind.Video,
            ClockRate = 90000,
            Cname = "x",
            Extensions = RtpExtensionMap.Empty,
            Mid = "7",
        });
        _bob = _rooms.Join("bob");
        var answer = TestClient.Parse(_bob.Offer(_bob.StandardOffer().ToString()));
        var section = answer.Media.First(media => media.Msid is not null);
        _bob.ConnectMedia().Peer.SetReceiveSections(
        [
            new ReceiveSection
            {
                Mid = section.Mid!,
                Kind = Treff.Rtc.MediaKind.Video,
                Payloads = [new PayloadMapping(96, "VP8", 90_000, 97, Nack: true, TransportCc: true)],
                Extensions = new RtpExtensionMap { TransportCc = 3 },
                Ssrcs = [new SsrcPair(section.Ssrcs[0].Ssrc, section.Ssrcs[1].Ssrc)],
            },
        ]);
    }

    private PeerStatistics AtServer => _alice.Participant.PublisherLink.Peer.Statistics;

    public void Dispose() => _rooms.Dispose();

    [Fact]
    public void The_longest_packet_reaches_the_subscriber_and_is_sent_again_with_everything_that_is_added()
    {
        _rooms.Host.FramePadding = 4;
        Send(LongestPayload);
        Send(LongestPayload);
        _bob.Participant.Subscriptions.All[0].OnNack(_rooms.Host.Now, [101]);
        _rooms.Host.Advance(500);
        var sent = _bob.Participant.SubscriberLink.Peer.Statistics;
        Assert.Equal((2, 1), (sent.PacketsSent, sent.RetransmissionsSent));
        // Bob's end has the same limit: that is where they have grown beyond.
        Assert.Equal(3, _bob.Media!.Peer.Statistics.Dropped(Drop.TooLong));
        Assert.Equal(0, AtServer.Dropped(Drop.TooLong));
    }

    [Theory]
    [InlineData(LongestPayload + 1)]
    [InlineData(1984 - HeaderLength - TagLength)]
    public void A_longer_one_is_dropped_and_harms_nobody(int payload)
    {
        Send(100);
        Send(payload);
        Send(100);
        _rooms.Host.Advance(500);
        Assert.Equal([100, 102], _bob.Media!.Received.Select(packet => (int)packet.SequenceNumber));
        Assert.Equal(1, AtServer.Dropped(Drop.TooLong));
        Assert.False(_alice.Participant.IsGone);
        Assert.False(_bob.Participant.IsGone);
    }

    /// <summary>Every packet is the first one of a key frame, with the shortest descriptor that has a picture id.</summary>
    private void Send(int payload)
    {
        var bytes = new byte[payload];
        byte[] beginning = [0x90, 0x80, (byte)_next, 0x10, 0x02, 0x00];
        beginning.CopyTo(bytes, 0);
        _alice.Media!.Send(_stream, _next, _next * 3000u, bytes);
        _next++;
    }
}
