using Treff.LiveKit.Protocol;
using Treff.Rtc;
using Treff.Rtc.Peer;
using Treff.Rtc.Rtp;
using Treff.Rtc.Streams;
using Treff.Sfu.Tests.Support;
using State = Treff.LiveKit.Protocol.ParticipantInfo.Types.State;

namespace Treff.Sfu.Tests.Rooms;

/// <summary>Two real peers per participant, with real encryption, in virtual time.</summary>
public sealed class DualMediaTests : IDisposable
{
    private readonly TestRooms _rooms = new();

    public void Dispose() => _rooms.Dispose();

    [Fact]
    public void A_participant_is_active_when_the_receiving_connection_is_up()
    {
        var alice = new DualClient(_rooms, "alice");
        alice.Signal.Offer(alice.Published.ToString());
        Assert.Equal(State.Joined, alice.Signal.Participant.State);
        alice.ConnectSubscriber();
        Assert.Equal(State.Active, alice.Signal.Participant.State);
        Assert.Equal(PeerState.New, alice.Signal.Participant.PublisherLink.Peer.State);
    }

    [Fact]
    public void Sound_goes_in_on_one_connection_and_out_on_the_other()
    {
        var (alice, bob) = (new DualClient(_rooms, "alice").Connect(), new DualClient(_rooms, "bob").Connect());
        var stream = PublishMicrophone(alice);
        _rooms.Host.Advance(50);
        alice.Publisher!.Send(stream, 1, 960, [0]);
        Assert.Empty(bob.Subscriber!.Received);
        Assert.Equal(2, bob.Sections.Count);
        bob.Answer();
        bob.Subscriber.Peer.SetReceiveSections([Receiving(bob, 111, "opus")]);
        alice.Publisher.Send(stream, 2, 1920, [1, 2, 3]);
        var packet = Assert.Single(bob.Subscriber.Received);
        Assert.Equal([1, 2, 3], packet.Payload);
        Assert.Equal(111, packet.PayloadType);
        Assert.Empty(bob.Publisher!.Received);
    }

    [Fact]
    public void Data_is_sent_on_one_connection_and_received_on_the_other()
    {
        var (alice, bob) = (new DualClient(_rooms, "alice").Connect(), new DualClient(_rooms, "bob").Connect());
        Assert.Equal(["_data_track", "_lossy", "_reliable"], bob.Subscriber!.Peer.DataChannels.Select(channel => channel.Label).Order());
        alice.Publisher!.OpenDataChannels();
        bob.Publisher!.OpenDataChannels();
        foreach (var label in new[] { "_reliable", "_lossy" })
        {
            alice.Publisher.SendData(label, Google.Protobuf.MessageExtensions.ToByteArray(Data.DataRoom.UserPacket("hello")));
            _rooms.Host.Advance(50);
        }

        Assert.Equal(["_reliable", "_lossy"], bob.Subscriber.Data.Select(item => item.Label));
        Assert.Equal("alice", DataPacket.Parser.ParseFrom(bob.Subscriber.Data[0].Message).ParticipantIdentity);
        Assert.Empty(bob.Publisher.Data);
    }

    [Fact]
    public void A_client_with_one_connection_and_one_with_two_hear_each_other()
    {
        var single = _rooms.Join("single");
        single.ConnectStandard();
        var dual = new DualClient(_rooms, "dual").Connect();
        var stream = PublishMicrophone(dual);
        _rooms.Host.Advance(50);
        var answer = TestClient.Parse(single.Offer(single.StandardOffer().ToString()));
        single.Media!.Peer.SetReceiveSections([Receiving(answer.Media.First(media => media.Msid is not null), 111, "opus")]);
        dual.Publisher!.Send(stream, 1, 960, [7]);
        Assert.Equal([7], Assert.Single(single.Media.Received).Payload);
    }

    [Fact]
    public void Losing_both_connections_at_once_asks_the_client_to_resume_once()
    {
        var alice = new DualClient(_rooms, "alice").Connect();
        alice.Publisher!.IsUnplugged = true;
        alice.Subscriber!.IsUnplugged = true;
        _rooms.Host.Advance(TimeSpan.FromSeconds(16));
        Assert.False(alice.Signal.Participant.IsGone);
        var leave = alice.Signal.Received[^1].Leave;
        Assert.Equal(LeaveRequest.Types.Action.Resume, leave.Action);
        _rooms.Host.Advance(TimeSpan.FromSeconds(6));
        Assert.True(alice.Signal.Participant.IsGone);
    }

    private static SendStream PublishMicrophone(DualClient client)
    {
        client.Publish(TrackType.Audio, "mic", "a=ssrc:77 cname:x\r\n");
        return client.Publisher!.Peer.AddSendStream(new SendStreamOptions
        {
            Ssrc = 77,
            PayloadType = 111,
            Kind = MediaKind.Audio,
            ClockRate = 48000,
            Cname = "x",
            Extensions = RtpExtensionMap.Empty,
            Mid = "1",
        });
    }

    private static ReceiveSection Receiving(DualClient client, byte payloadType, string codec) =>
        Receiving(client.Sections.First(media => media.Msid is not null), payloadType, codec);

    private static ReceiveSection Receiving(Treff.Rtc.Sdp.MediaDescription media, byte payloadType, string codec) => new()
    {
        Mid = media.Mid!,
        Kind = MediaKind.Audio,
        Payloads = [new PayloadMapping(payloadType, codec, 48000, null, Nack: true)],
        Extensions = RtpExtensionMap.Empty,
        Ssrcs = [new SsrcPair(media.Ssrcs[0].Ssrc, null)],
    };
}
