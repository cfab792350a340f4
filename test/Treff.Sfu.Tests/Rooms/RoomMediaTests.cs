using Treff.LiveKit.Protocol;
using Treff.Rtc;
using Treff.Rtc.Peer;
using Treff.Rtc.Rtp;
using Treff.Rtc.Streams;
using Treff.Sfu.Tests.Support;
using SessionDescription = Treff.Rtc.Sdp.SessionDescription;

namespace Treff.Sfu.Tests.Rooms;

/// <summary>Real peers with real encryption in virtual time.</summary>
public sealed class RoomMediaTests : IDisposable
{
    private const uint PublisherSsrc = 0x1111;

    // VP8 payload descriptor with 15-bit picture id and TL0PICIDX, then a frame tag: bit 0 clear = key frame.
    private static readonly byte[] KeyFrame = [0x90, 0xC0, 0x80, 0x05, 0x07, 0x10, 0x02, 0x00, 0x9D, 0x01, 0x2A];
    private static readonly byte[] DeltaFrame = [0x90, 0xC0, 0x80, 0x06, 0x08, 0x11, 0x02, 0x00, 0x01];

    private readonly TestRooms _rooms = new();

    public void Dispose() => _rooms.Dispose();

    [Fact]
    public void A_picture_starts_with_the_key_frame_that_was_asked_for()
    {
        var (alice, bob, stream) = PublishCamera();
        alice.Media!.Send(stream, 100, 9000, DeltaFrame);
        _rooms.Host.Advance(200);
        Assert.Contains(stream, alice.Media.KeyFrameRequests);
        Assert.Empty(bob.Media!.Received);
        alice.Media.Send(stream, 101, 12000, KeyFrame);
        alice.Media.Send(stream, 102, 15000, DeltaFrame);
        Assert.Equal([(ushort)101, (ushort)102], bob.Media.Received.Select(packet => packet.SequenceNumber));
        Assert.Equal([12000u, 15000u], bob.Media.Received.Select(packet => packet.Timestamp));
        Assert.Equal(KeyFrame, bob.Media.Received[0].Payload);
        Assert.NotEqual(PublisherSsrc, bob.Media.Received[0].Ssrc);
    }

    [Fact]
    public void Packets_that_are_shorter_than_others_of_their_frame_are_padded()
    {
        var (alice, bob, stream) = PublishCamera();
        alice.Media!.Send(stream, 100, 9000, KeyFrame);
        _rooms.Host.FramePadding = 1;
        alice.Media.Send(stream, 101, 12000, DeltaFrame);
        _rooms.Host.FramePadding = 0;
        alice.Media.Send(stream, 102, 15000, DeltaFrame);
        Assert.Equal([0, 1, 0], bob.Media!.Padding);
        Assert.Equal(bob.Media.Received[2].Payload, bob.Media.Received[1].Payload);
        Assert.Equal([(ushort)100, (ushort)101, (ushort)102], bob.Media.Received.Select(packet => packet.SequenceNumber));
    }

    [Fact]
    public void Packets_without_payload_leave_no_gap()
    {
        var (alice, bob, stream) = PublishCamera();
        alice.Media!.Send(stream, 100, 9000, KeyFrame);
        alice.Media.Send(stream, 101, 9000, []);
        alice.Media.Send(stream, 102, 9000, []);
        alice.Media.Send(stream, 103, 12000, DeltaFrame);
        Assert.Equal([(ushort)100, (ushort)101], bob.Media!.Received.Select(packet => packet.SequenceNumber));
    }

    [Fact]
    public void Nothing_is_forwarded_while_muted_and_a_key_frame_starts_again()
    {
        var (alice, bob, stream) = PublishCamera();
        alice.Media!.Send(stream, 100, 9000, KeyFrame);
        var sid = Assert.Single(alice.Participant.Publications.Tracks).Sid;
        alice.Send(new SignalRequest { Mute = new MuteTrackRequest { Sid = sid, Muted = true } });
        alice.Media.Send(stream, 101, 12000, DeltaFrame);
        alice.Send(new SignalRequest { Mute = new MuteTrackRequest { Sid = sid } });
        alice.Media.Send(stream, 102, 15000, DeltaFrame);
        _rooms.Host.Advance(100);
        Assert.NotEmpty(alice.Media.KeyFrameRequests);
        alice.Media.Send(stream, 103, 18000, KeyFrame);
        Assert.Equal([(ushort)100, (ushort)101], bob.Media!.Received.Select(packet => packet.SequenceNumber));
        Assert.Equal([9000u, 18000u], bob.Media.Received.Select(packet => packet.Timestamp));
    }

    [Fact]
    public void A_disabled_track_is_not_sent()
    {
        var (alice, bob, stream) = PublishCamera();
        var sid = Assert.Single(alice.Participant.Publications.Tracks).Sid;
        bob.Send(new SignalRequest { TrackSetting = new UpdateTrackSettings { TrackSids = { sid }, Disabled = true } });
        alice.Media!.Send(stream, 100, 9000, KeyFrame);
        Assert.Empty(bob.Media!.Received);
        bob.Send(new SignalRequest { TrackSetting = new UpdateTrackSettings { TrackSids = { sid }, Quality = VideoQuality.High } });
        alice.Media.Send(stream, 101, 12000, KeyFrame);
        Assert.Single(bob.Media.Received);
    }

    [Fact]
    public void A_client_that_vanishes_is_gone_for_all_within_twenty_seconds()
    {
        var (alice, bob, _) = PublishCamera();
        alice.Session.OnSocketClosed();
        alice.Media!.IsUnplugged = true;
        Assert.NotEqual(ParticipantInfo.Types.State.Disconnected, bob.LastInfo("alice")?.State);
        _rooms.Host.Advance(TimeSpan.FromSeconds(17));
        Assert.Equal(ParticipantInfo.Types.State.Disconnected, bob.LastInfo("alice")?.State);
        Assert.Equal(DisconnectReason.SignalClose, bob.LastInfo("alice")?.DisconnectReason);
    }

    [Fact]
    public void Lost_packets_are_sent_again_from_the_publishers_history()
    {
        var (alice, bob, stream) = PublishCamera();
        alice.Media!.Send(stream, 100, 9000, KeyFrame);
        bob.Media!.IsUnplugged = true;
        alice.Media.Send(stream, 101, 12000, DeltaFrame);
        bob.Media.IsUnplugged = false;
        alice.Media.Send(stream, 102, 15000, DeltaFrame);
        _rooms.Host.Advance(300);
        Assert.Equal([(ushort)100, (ushort)101, (ushort)102], bob.Media.Received.Select(packet => packet.SequenceNumber).Order());
    }

    /// <summary>Alice sends a camera without simulcast, bob has joined and his first picture is awaited.</summary>
    private (TestClient Alice, TestClient Bob, SendStream Stream) PublishCamera()
    {
        var alice = _rooms.Join("alice");
        var media = alice.ConnectStandard();
        alice.AddTrack(new AddTrackRequest { Cid = "camera", Type = TrackType.Video, Source = TrackSource.Camera });
        alice.Offer(alice.StandardOffer().Send("video", "camera", $"a=ssrc:{PublisherSsrc} cname:x\r\n").ToString());
        var stream = media.Peer.AddSendStream(new SendStreamOptions
        {
            Ssrc = PublisherSsrc,
            PayloadType = 96,
            Kind = MediaKind.Video,
            ClockRate = 90000,
            Cname = "x",
            Extensions = RtpExtensionMap.Empty,
            Mid = "7",
        });
        var bob = _rooms.Join("bob");
        var answer = TestClient.Parse(bob.Offer(bob.StandardOffer().ToString()));
        bob.ConnectMedia().Peer.SetReceiveSections([ReceiveSection(answer)]);
        return (alice, bob, stream);
    }

    private static ReceiveSection ReceiveSection(SessionDescription answer)
    {
        var media = answer.Media.First(section => section.Msid is not null);
        return new ReceiveSection
        {
            Mid = media.Mid!,
            Kind = MediaKind.Video,
            Payloads = [new PayloadMapping(96, "VP8", 90000, 97, Nack: true)],
            Extensions = RtpExtensionMap.Empty,
            Ssrcs = [new SsrcPair(media.SsrcGroups[0].Ssrcs[0], media.SsrcGroups[0].Ssrcs[1])],
        };
    }
}
