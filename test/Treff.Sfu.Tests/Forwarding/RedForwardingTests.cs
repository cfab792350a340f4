using Treff.LiveKit.Protocol;
using Treff.Rtc;
using Treff.Rtc.Peer;
using Treff.Rtc.Rtp;
using Treff.Rtc.Streams;
using Treff.Sfu.Tests.Support;

namespace Treff.Sfu.Tests.Forwarding;

/// <summary>A microphone with redundancy: for those who take it as it is, for others plain.</summary>
public sealed class RedForwardingTests : IDisposable
{
    private const uint Ssrc = 0x77;

    private readonly TestRooms _rooms = new();
    private readonly TestClient _alice;
    private readonly SendStream _stream;
    private readonly TestClient _chrome;
    private readonly TestClient _firefox;

    public RedForwardingTests()
    {
        _alice = _rooms.Join("alice");
        var media = _alice.ConnectStandard();
        _alice.AddTrack(new AddTrackRequest { Cid = "mic", Type = TrackType.Audio, Source = TrackSource.Microphone });
        var answer = _alice.Offer(_alice.StandardOffer().Send("audio", "mic", $"a=ssrc:{Ssrc} cname:x\r\n").ToString());
        Assert.Equal([63, 111], TestClient.Parse(answer).Media[7].PayloadTypes);
        _stream = media.Peer.AddSendStream(new SendStreamOptions
        {
            Ssrc = Ssrc,
            PayloadType = 63,
            Kind = MediaKind.Audio,
            ClockRate = 48000,
            Cname = "x",
            Extensions = RtpExtensionMap.Empty,
            Mid = "7",
        });
        _chrome = Subscribe("chrome", [111, 63]);
        _firefox = Subscribe("firefox", [111]);
    }

    public void Dispose() => _rooms.Dispose();

    [Fact]
    public void The_track_is_announced_with_redundancy() =>
        Assert.Equal("audio/red", _alice.Participant.ToInfo().Tracks[0].MimeType);

    [Fact]
    public void Redundancy_is_passed_on_to_those_who_take_it_and_taken_off_for_others()
    {
        Send(10, [1], copy: null);
        Send(11, [2], copy: [1]);
        Assert.Equal(["63 6F01", "63 EF0F00016F0102"], Payloads(_chrome));
        Assert.Equal(["111 01", "111 02"], Payloads(_firefox));
    }

    [Fact]
    public void A_lost_packet_is_made_from_the_next_one_for_those_who_get_plain_audio()
    {
        Send(10, [1], copy: null);
        Send(12, [3], copy: [2]);
        Assert.Equal(["111 01", "111 02", "111 03"], Payloads(_firefox));
        Assert.Equal([10, 11, 12], _firefox.Media!.Received.Select(packet => (int)packet.SequenceNumber));
        Assert.Equal([9600u, 10560u, 11520u], _firefox.Media.Received.Select(packet => packet.Timestamp));
        Assert.Equal([10, 12], _chrome.Media!.Received.Select(packet => (int)packet.SequenceNumber));
    }

    [Fact]
    public void What_was_made_from_a_copy_is_not_sent_again_when_it_comes_late()
    {
        Send(10, [1], copy: null);
        Send(12, [3], copy: [2]);
        Send(11, [2], copy: [1]);
        Assert.Equal(3, _firefox.Media!.Received.Count);
        Assert.Equal([10, 12, 11], _chrome.Media!.Received.Select(packet => (int)packet.SequenceNumber));
    }

    /// <summary>By then nobody plays it, and whether its number is used is not remembered for so long.</summary>
    [Fact]
    public void What_was_made_from_a_copy_is_not_sent_again_when_it_comes_very_late()
    {
        Send(10, [1], copy: null);
        Send(12, [3], copy: [2]);
        for (ushort i = 13; i < 113; i++)
            Send(i, [4], copy: null);
        Send(11, [99], copy: [1]);
        AssertNoNumberTwice(_firefox, 103);
        AssertNoNumberTwice(_chrome, 103);
    }

    [Fact]
    public void What_was_made_from_a_copy_is_not_replaced_by_an_empty_packet()
    {
        Send(10, [1], copy: null);
        Send(12, [3], copy: [2]);
        _alice.Media!.Send(_stream, 11, 10560, [0xEF, 0x0F, 0x03, 0xFF, 0x6F]);
        AssertNoNumberTwice(_firefox, 3);
        Assert.Equal(1, _alice.Participant.Room.Forwarding.MalformedRed);
        Assert.Equal(1, _alice.Participant.Room.Forwarding.RedRecoveries);
    }

    /// <summary>Under its number it has to be the same to the last byte, and the packet that comes late need not be what its copy was.</summary>
    [Fact]
    public void What_was_made_from_a_copy_is_not_sent_again_when_it_is_asked_for()
    {
        Send(10, [1], copy: null);
        Send(12, [3], copy: [2]);
        Send(11, [99], copy: [1]);
        var firefox = _firefox.Participant;
        firefox.Subscriptions.All[0].OnNack(_rooms.Host.Now, [11]);
        Assert.Equal(0, firefox.SubscriberLink.Peer.Statistics.RetransmissionsSent);
        firefox.Subscriptions.All[0].OnNack(_rooms.Host.Now, [12]);
        Assert.Equal(1, firefox.SubscriberLink.Peer.Statistics.RetransmissionsSent);
    }

    [Fact]
    public void After_silence_nothing_is_taken_for_lost()
    {
        Send(10, [1], copy: null);
        Send(11, [2], copy: [1], timestamp: 11 * 960 + 48000);
        Send(12, [3], copy: [], timestamp: 12 * 960 + 48000);
        Assert.Equal([10, 11, 12], _firefox.Media!.Received.Select(packet => (int)packet.SequenceNumber));
    }

    [Fact]
    public void Plain_packets_in_between_go_to_everybody_as_they_are()
    {
        Send(10, [1], copy: null);
        var plain = new OutgoingRtp { SequenceNumber = 11, Timestamp = 10560, Marker = false, PayloadType = 111 };
        _alice.Media!.SendRtp(_stream, plain, [2]);
        Assert.Equal("111 02", Payloads(_chrome)[1]);
        Assert.Equal("111 02", Payloads(_firefox)[1]);
    }

    [Fact]
    public void Malformed_redundancy_reaches_nobody_and_leaves_no_gap()
    {
        Send(10, [1], copy: null);
        _alice.Media!.Send(_stream, 11, 10560, [0xEF, 0x0F, 0x03, 0xFF, 0x6F]);
        Send(12, [3], copy: null);
        Assert.Equal([10, 11], _firefox.Media!.Received.Select(packet => (int)packet.SequenceNumber));
        Assert.Equal([10, 11], _chrome.Media!.Received.Select(packet => (int)packet.SequenceNumber));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Plain_audio_is_asked_for_when_the_publisher_wants_no_redundancy_or_encrypts(bool disableRed, bool isEncrypted)
    {
        var dora = _rooms.Join("dora", room: "other");
        dora.ConnectStandard();
        dora.AddTrack(new AddTrackRequest
        {
            Cid = "mic",
            Type = TrackType.Audio,
            DisableRed = disableRed,
            Encryption = isEncrypted ? Encryption.Types.Type.Gcm : Encryption.Types.Type.None,
        });
        var answer = dora.Offer(dora.StandardOffer().Send("audio", "mic").ToString());
        Assert.Equal([111], TestClient.Parse(answer).Media[7].PayloadTypes);
        Assert.Equal("audio/opus", dora.Participant.ToInfo().Tracks[0].MimeType);
    }

    private TestClient Subscribe(string browser, int[] answered)
    {
        var join = new JoinRequest
        {
            ConnectionSettings = new ConnectionSettings { AutoSubscribe = true },
            ClientInfo = new ClientInfo { Protocol = 16, Browser = browser },
        };
        var client = _rooms.Join(browser, join: join);
        var answer = TestClient.Parse(client.Offer(client.StandardOffer().ToString()));
        var media = answer.Media.First(section => section.Msid is not null);
        Assert.Equal(answered, media.PayloadTypes);
        client.ConnectMedia().Peer.SetReceiveSections(
        [
            new ReceiveSection
            {
                Mid = media.Mid!,
                Kind = MediaKind.Audio,
                Payloads = [new PayloadMapping(111, "opus", 48000), new PayloadMapping(63, "red", 48000)],
                Extensions = RtpExtensionMap.Empty,
                Ssrcs = [new SsrcPair(media.Ssrcs[0].Ssrc, null)],
            },
        ]);
        return client;
    }

    private void Send(ushort sequenceNumber, byte[] audio, byte[]? copy, uint? timestamp = null) =>
        _alice.Media!.Send(_stream, sequenceNumber, timestamp ?? sequenceNumber * 960u, Red(audio, copy));

    private static byte[] Red(byte[] audio, byte[]? copy) =>
        copy is null ? [111, .. audio] : [0x80 | 111, 960 >> 6, 960 << 2 & 0xFF, (byte)copy.Length, 111, .. copy, .. audio];

    /// <summary>What was sent is what arrived: a second packet under a number would not get past SRTP.</summary>
    private static void AssertNoNumberTwice(TestClient client, int packets)
    {
        var statistics = client.Participant.SubscriberLink.Peer.Statistics;
        Assert.Equal(packets, statistics.PacketsSent);
        Assert.Equal(packets, client.Media!.Received.Select(packet => packet.SequenceNumber).Distinct().Count());
        Assert.Equal(0, statistics.Dropped(Drop.NoIndex));
    }

    private static List<string> Payloads(TestClient client) =>
        [.. client.Media!.Received.Select(packet => $"{packet.PayloadType} {Convert.ToHexString(packet.Payload)}")];
}
