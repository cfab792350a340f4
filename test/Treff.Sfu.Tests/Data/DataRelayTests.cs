using Google.Protobuf;
using Treff.LiveKit;
using Treff.LiveKit.Protocol;
using Treff.Sfu.Data;
using Treff.Sfu.Tests.Support;
using Kind = Treff.LiveKit.Protocol.DataPacket.Types.Kind;
using ParticipantKind = Treff.LiveKit.Protocol.ParticipantInfo.Types.Kind;

namespace Treff.Sfu.Tests.Data;

public sealed class DataRelayTests : IDisposable
{
    private readonly DataRoom _room = new();

    public void Dispose() => _room.Dispose();

    [Fact]
    public void A_packet_goes_to_everybody_but_its_sender()
    {
        var (alice, bob, carol) = JoinThree();
        _room.Send(alice, DataRoom.UserPacket("hello", 1));
        Assert.Equal("hello", Assert.Single(DataRoom.Take(bob, DataRoom.Reliable)).User.Payload.ToStringUtf8());
        Assert.Equal("hello", Assert.Single(DataRoom.Take(carol, DataRoom.Reliable)).User.Payload.ToStringUtf8());
        Assert.Empty(alice.Media!.Data);
    }

    [Fact]
    public void The_server_says_who_sent_it_on_the_packet_and_inside()
    {
        var (alice, bob, _) = JoinThree();
        var packet = DataRoom.UserPacket("hello", 7);
        packet.ParticipantIdentity = packet.User.ParticipantIdentity = "carol";
        packet.ParticipantSid = packet.User.ParticipantSid = "PA_carol";
        packet.Kind = Kind.Lossy;
        _room.Send(alice, packet);
        var received = Assert.Single(DataRoom.Take(bob));
        var sid = alice.Participant.Sid;
        Assert.Equal(("alice", sid), (received.ParticipantIdentity, received.ParticipantSid));
        Assert.Equal(("alice", sid), (received.User.ParticipantIdentity, received.User.ParticipantSid));
        Assert.Equal((7u, Kind.Reliable, "topic"), (received.Sequence, received.Kind, received.User.Topic));
    }

    [Fact]
    public void The_channel_says_the_kind()
    {
        var (alice, bob, _) = JoinThree();
        _room.Send(alice, DataRoom.UserPacket("hello"), DataRoom.Lossy);
        Assert.Equal(Kind.Lossy, Assert.Single(DataRoom.Take(bob, DataRoom.Lossy)).Kind);
    }

    [Fact]
    public void Nobody_learns_who_a_hidden_sender_is()
    {
        var bob = _room.Join("bob");
        var ghost = _room.Join("ghost", new VideoGrant { Hidden = true });
        _room.Send(ghost, DataRoom.UserPacket("boo", 1));
        var received = Assert.Single(DataRoom.Take(bob));
        Assert.Equal(("", ""), (received.ParticipantIdentity, received.ParticipantSid));
        Assert.Equal(("", ""), (received.User.ParticipantIdentity, received.User.ParticipantSid));
        _room.Send(bob, DataRoom.UserPacket("who is there?", 1));
        Assert.Single(DataRoom.Take(ghost));
    }

    // Outer identities, inner identities, inner sids (by name) → who gets it, and what stands outside and inside then.
    [Theory]
    [InlineData("bob", "", "", "bob", "bob")]
    [InlineData("", "bob", "", "bob", "bob")]
    [InlineData("carol", "bob", "", "carol", "carol")]
    [InlineData("", "", "carol", "carol", "")]
    [InlineData("", "bob", "carol", "bob carol", "bob")]
    [InlineData("bob carol", "", "", "bob carol", "bob carol")]
    [InlineData("alice", "", "", "", "alice")]
    [InlineData("nobody", "", "", "", "nobody")]
    public void A_packet_with_destinations_goes_to_those_only(string outer, string inner, string sids, string expected, string named)
    {
        var (alice, bob, carol) = JoinThree();
        var packet = DataRoom.UserPacket("psst", 1);
        packet.DestinationIdentities.AddRange(Names(outer));
        packet.User.DestinationIdentities.AddRange(Names(inner));
        packet.User.DestinationSids.AddRange(Names(sids).Select(name => name == "carol" ? carol.Participant.Sid : bob.Participant.Sid));
        _room.Send(alice, packet);
        var received = new[] { ("bob", DataRoom.Take(bob)), ("carol", DataRoom.Take(carol)) };
        Assert.Equal(Names(expected), received.Where(item => item.Item2.Count > 0).Select(item => item.Item1));
        foreach (var item in received.SelectMany(item => item.Item2))
        {
            Assert.Equal(Names(named), item.DestinationIdentities);
            Assert.Equal(Names(named), item.User.DestinationIdentities);
        }

        Assert.Empty(alice.Media!.Data);
    }

    [Fact]
    public void A_reliable_packet_that_was_here_before_is_dropped()
    {
        var (alice, bob, _) = JoinThree();
        foreach (var sequence in new uint[] { 1, 2, 2, 1, 3, 7, 5, 8 })
            _room.Send(alice, DataRoom.UserPacket("x", sequence));
        Assert.Equal([1u, 2, 3, 7, 8], DataRoom.Take(bob).Select(packet => packet.Sequence));
        Assert.Equal(3, _room.Statistics.Refusals(DataRefusal.Duplicate));
        Assert.Equal(8u, alice.Participant.Data.Sender.LastSequence);
        _room.Send(alice, DataRoom.UserPacket("x"));
        _room.Send(alice, DataRoom.UserPacket("x", 3), DataRoom.Lossy);
        Assert.Equal(2, DataRoom.Take(bob).Count);
    }

    [Fact]
    public void Who_may_not_publish_data_is_not_heard()
    {
        var bob = _room.Join("bob");
        var viewer = _room.Join("viewer", new VideoGrant { CanPublishData = false });
        _room.Send(viewer, DataRoom.UserPacket("x", 1));
        Assert.Empty(DataRoom.Take(bob));
        Assert.Equal(1, _room.Statistics.Refusals(DataRefusal.NotAllowed));
        _room.Send(bob, DataRoom.UserPacket("y", 1));
        Assert.Single(DataRoom.Take(viewer));
    }

    public static TheoryData<string, DataPacket, ParticipantKind, bool> Types => new()
    {
        { "user", new DataPacket { User = new UserPacket() }, ParticipantKind.Standard, true },
        { "chat", new DataPacket { ChatMessage = new ChatMessage { Message = "m" } }, ParticipantKind.Standard, true },
        { "header", new DataPacket { StreamHeader = new DataStream.Types.Header { StreamId = "s" } }, ParticipantKind.Standard, true },
        { "chunk", new DataPacket { StreamChunk = new DataStream.Types.Chunk { StreamId = "s" } }, ParticipantKind.Standard, true },
        { "trailer", new DataPacket { StreamTrailer = new DataStream.Types.Trailer { StreamId = "s" } }, ParticipantKind.Standard, true },
        { "request", new DataPacket { RpcRequest = new RpcRequest { Id = "1", Method = "m" } }, ParticipantKind.Standard, true },
        { "ack", new DataPacket { RpcAck = new RpcAck { RequestId = "1" } }, ParticipantKind.Standard, true },
        { "response", new DataPacket { RpcResponse = new RpcResponse { RequestId = "1", Payload = "p" } }, ParticipantKind.Standard, true },
        { "encrypted", new DataPacket { EncryptedPacket = new EncryptedPacket { KeyIndex = 3 } }, ParticipantKind.Standard, true },
        { "tone", new DataPacket { SipDtmf = new SipDTMF { Code = 1 } }, ParticipantKind.Standard, true },
        { "transcription", new DataPacket { Transcription = new Transcription { TrackId = "t" } }, ParticipantKind.Standard, false },
        { "transcription of an agent", new DataPacket { Transcription = new Transcription { TrackId = "t" } }, ParticipantKind.Agent, true },
        { "speaker", new DataPacket { Speaker = new ActiveSpeakerUpdate() }, ParticipantKind.Standard, false },
        { "speaker of an agent", new DataPacket { Speaker = new ActiveSpeakerUpdate() }, ParticipantKind.Agent, false },
        { "nothing", new DataPacket { Sequence = 1 }, ParticipantKind.Standard, false },
    };

    [Theory]
    [MemberData(nameof(Types))]
    public void Packets_of_allowed_types_are_passed_on(string name, DataPacket packet, ParticipantKind kind, bool isPassedOn)
    {
        var bob = _room.Join("bob");
        var sender = _room.Join("sender", kind: kind);
        _room.Send(sender, packet);
        var received = DataRoom.Take(bob);
        Assert.True(received.Count == (isPassedOn ? 1 : 0), name);
        Assert.Equal(isPassedOn ? 0 : 1, _room.Statistics.Refusals(DataRefusal.TypeNotAllowed));
        if (isPassedOn)
            Assert.Equal((packet.ValueCase, "sender"), (received[0].ValueCase, received[0].ParticipantIdentity));
    }

    [Fact]
    public void Metrics_go_to_those_who_may_have_them()
    {
        var bob = _room.Join("bob");
        var watcher = _room.Join("watcher", new VideoGrant { CanSubscribeMetrics = true });
        var viewer = _room.Join("viewer", new VideoGrant { CanPublishData = false });
        _room.Send(viewer, new DataPacket { Metrics = new MetricsBatch() });
        Assert.Empty(DataRoom.Take(bob));
        Assert.Equal(DataPacket.ValueOneofCase.Metrics, Assert.Single(DataRoom.Take(watcher)).ValueCase);
    }

    [Fact]
    public void An_agent_may_speak_for_somebody_else_and_nobody_else_may()
    {
        var bob = _room.Join("bob");
        var agent = _room.Join("agent", kind: ParticipantKind.Agent);
        var packets = new[]
        {
            new DataPacket { ParticipantIdentity = "carol", ChatMessage = new ChatMessage { Message = "m" } },
            new DataPacket
            {
                ParticipantIdentity = "carol",
                StreamHeader = new DataStream.Types.Header { StreamId = "s", TextHeader = new DataStream.Types.TextHeader() },
            },
            DataRoom.UserPacket("x"),
        };
        packets[2].ParticipantIdentity = "carol";
        foreach (var packet in packets)
            _room.Send(agent, packet);
        var received = DataRoom.Take(bob);
        Assert.Equal(["carol", "carol", "agent"], received.Select(packet => packet.ParticipantIdentity));
        Assert.All(received, packet => Assert.Equal(agent.Participant.Sid, packet.ParticipantSid));
        Assert.True(received[0].ChatMessage.Generated);
        Assert.True(received[1].StreamHeader.TextHeader.Generated);
        var alice = _room.Join("alice");
        foreach (var packet in packets)
            _room.Send(alice, packet);
        Assert.All(DataRoom.Take(bob), packet => Assert.Equal("alice", packet.ParticipantIdentity));
    }

    [Fact]
    public void What_is_not_a_packet_is_refused_and_counted()
    {
        var (alice, bob, _) = JoinThree();
        _room.Send(alice, DataRoom.UserPacket("x").ToByteArray(), isText: true);
        _room.Send(alice, [0xFF, 0xFF, 0xFF]);
        _room.Send(alice, []);
        _room.Send(alice, DataRoom.UserPacket(new string('x', 64 * 1024 - 40)).ToByteArray());
        alice.Media!.OpenDataChannel("mine", Rtc.Sctp.DataChannels.DataChannelOptions.Reliable);
        _room.Send(alice, DataRoom.UserPacket("x").ToByteArray(), "mine");
        Assert.Empty(DataRoom.Take(bob));
        Assert.Equal(1, _room.Statistics.Refusals(DataRefusal.Text));
        Assert.Equal(1, _room.Statistics.Refusals(DataRefusal.Malformed));
        Assert.Equal(1, _room.Statistics.Refusals(DataRefusal.TypeNotAllowed));
        Assert.Equal(1, _room.Statistics.Refusals(DataRefusal.TooLarge));
        Assert.Equal(1, _room.Statistics.Refusals(DataRefusal.UnknownChannel));
        _room.Send(alice, DataRoom.UserPacket("still here"));
        Assert.Single(DataRoom.Take(bob));
    }

    [Fact]
    public void A_packet_may_not_name_too_many()
    {
        var (alice, bob, _) = JoinThree();
        _room.Send(alice, DataRoom.UserPacket("x", 0, [.. Enumerable.Range(0, 511).Select(i => $"{i}"), "bob"]));
        Assert.Single(DataRoom.Take(bob));
        _room.Send(alice, DataRoom.UserPacket("x", 0, [.. Enumerable.Range(0, 512).Select(i => $"{i}"), "bob"]));
        Assert.Empty(DataRoom.Take(bob));
        Assert.Equal(1, _room.Statistics.Refusals(DataRefusal.TooManyDestinations));
    }

    [Fact]
    public void Encrypted_packets_are_not_touched()
    {
        var (alice, bob, _) = JoinThree();
        var encrypted = new EncryptedPacket { EncryptedValue = ByteString.CopyFrom(TestBytes(20_000)), Iv = ByteString.CopyFrom(TestBytes(12)) };
        _room.Send(alice, new DataPacket { Sequence = 1, EncryptedPacket = encrypted });
        var received = Assert.Single(DataRoom.Take(bob));
        Assert.Equal(encrypted, received.EncryptedPacket);
        Assert.Equal(alice.Participant.Sid, received.ParticipantSid);
    }

    [Fact]
    public void Fields_that_came_after_this_server_are_passed_on()
    {
        var (alice, bob, _) = JoinThree();
        byte[] later = [0xA2, 0x06, 0x02, 1, 2]; // field 100
        _room.Send(alice, [.. DataRoom.UserPacket("x", 1).ToByteArray(), .. later]);
        Assert.Equal(1, bob.Media!.Data[0].Message.AsSpan().Count(later.AsSpan()));
        Assert.Equal("x", Assert.Single(DataRoom.Take(bob)).User.Payload.ToStringUtf8());
    }

    [Fact]
    public void Damaged_packets_of_one_do_no_harm_to_the_others()
    {
        var (alice, bob, carol) = JoinThree();
        var random = new Random(5);
        var agent = _room.Join("agent", kind: ParticipantKind.Agent);
        var samples = Types.Select(row => ((DataPacket)((ITheoryDataRow)row).GetData()[1]!).ToByteArray()).ToArray();
        for (var i = 0; i < 1_000; i++)
        {
            byte[] bytes = [.. samples[i % samples.Length], 0x22, 1, (byte)'x'];
            for (var changes = random.Next(3); changes > 0; changes--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            (i % 2 == 0 ? alice : agent).Media!.SendData(DataRoom.Reliable, bytes.AsSpan(0, random.Next(bytes.Length + 1)));
            _room.Rooms.Host.Advance(5);
        }

        Assert.NotEqual(0, _room.Statistics.Refusals(DataRefusal.Malformed));
        bob.Media!.Data.Clear();
        _room.Send(carol, DataRoom.UserPacket("fine", 1));
        Assert.Equal("fine", Assert.Single(DataRoom.Take(bob)).User.Payload.ToStringUtf8());
    }

    private static byte[] TestBytes(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)(i * 7))];

    private static string[] Names(string names) => names.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private (TestClient Alice, TestClient Bob, TestClient Carol) JoinThree() => (_room.Join("alice"), _room.Join("bob"), _room.Join("carol"));
}
