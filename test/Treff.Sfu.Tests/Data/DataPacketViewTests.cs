using System.Text;
using Google.Protobuf;
using Treff.LiveKit.Protocol;
using Treff.Sfu.Data;

namespace Treff.Sfu.Tests.Data;

public sealed class DataPacketViewTests
{
    private static readonly byte[] Sid = Encoding.UTF8.GetBytes("PA_sender");
    private static readonly byte[] Identity = Encoding.UTF8.GetBytes("sender");

    public static TheoryData<DataPacket> Packets => [.. Samples];

    internal static IEnumerable<DataPacket> Samples =>
    [
        new DataPacket { User = new UserPacket() },
        new DataPacket
        {
            Kind = DataPacket.Types.Kind.Lossy,
            ParticipantIdentity = "somebody",
            ParticipantSid = "PA_somebody",
            Sequence = 300,
            DestinationIdentities = { "bob", "carol" },
            User = new UserPacket
            {
                ParticipantIdentity = "else",
                ParticipantSid = "PA_else",
                Payload = ByteString.CopyFrom(new byte[300]),
                Topic = "topic",
                Id = "id",
                StartTime = 1,
                EndTime = ulong.MaxValue,
                Nonce = ByteString.CopyFrom(new byte[16]),
                DestinationSids = { "PA_1" },
                DestinationIdentities = { "dave" },
            },
        },
        new DataPacket { User = new UserPacket { DestinationIdentities = { "dave", "erin" } } },
        new DataPacket { Sequence = 1, RpcRequest = new RpcRequest { Id = "1", Method = "m", Payload = "p", ResponseTimeoutMs = 10, Version = 1 } },
        new DataPacket { Sequence = 2, StreamChunk = new DataStream.Types.Chunk { StreamId = "s", Content = ByteString.CopyFrom(new byte[15_000]) } },
        new DataPacket { StreamHeader = new DataStream.Types.Header { StreamId = "s", Attributes = { ["a"] = "b" } } },
        new DataPacket { EncryptedPacket = new EncryptedPacket { EncryptedValue = ByteString.CopyFrom(new byte[99]), KeyIndex = 1 } },
    ];

    [Theory]
    [MemberData(nameof(Packets))]
    public void A_packet_is_rewritten_as_if_it_had_been_unpacked(DataPacket packet)
    {
        foreach (var isLossy in new[] { false, true })
        {
            Assert.True(DataPacketView.TryParse(packet.ToByteArray(), out var view));
            Assert.Equal((int)packet.ValueCase, (int)view.Type);
            Assert.Equal(packet.Sequence, view.Sequence);
            var rewritten = DataPacket.Parser.ParseFrom(new DataPacketRewriter(view, Sid, Identity, isLossy).ToArray());
            Assert.Equal(Expected(packet, isLossy), rewritten);
        }
    }

    [Theory]
    [MemberData(nameof(Packets))]
    public void A_rewritten_packet_is_read_like_the_original(DataPacket packet)
    {
        Assert.True(DataPacketView.TryParse(packet.ToByteArray(), out var view));
        Assert.True(DataPacketView.TryParse(new DataPacketRewriter(view, Sid, Identity, false).ToArray(), out var again));
        Assert.Equal((view.Type, view.Sequence), (again.Type, again.Sequence));
        foreach (var name in new[] { "bob", "carol", "dave", "sender", "" })
        {
            var bytes = Encoding.UTF8.GetBytes(name);
            Assert.Equal(view.IsFor(bytes, "PA_x"u8), again.IsFor(bytes, "PA_x"u8));
            Assert.Equal(view.IsFor(bytes, "PA_1"u8), again.IsFor(bytes, "PA_1"u8));
        }
    }

    [Theory]
    [MemberData(nameof(Packets))]
    public void Cut_short_anywhere_it_is_refused_or_still_whole(DataPacket packet)
    {
        var bytes = packet.ToByteArray();
        for (var length = 0; length < bytes.Length; length++)
        {
            if (DataPacketView.TryParse(bytes.AsSpan(0, length), out var view))
                CheckRewrite(view);
        }
    }

    [Theory]
    [InlineData("0A00")] // kind as a string
    [InlineData("2201")] // identity longer than the message
    [InlineData("2001")] // identity as a number
    [InlineData("2801")] // destination as a number
    [InlineData("82010130")] // sequence as a string
    [InlineData("8801")] // a tag without its value
    [InlineData("1001")] // user as a number
    [InlineData("12001200")] // two values of one kind
    [InlineData("12004A00")] // two values
    [InlineData("120108")] // half a field inside
    [InlineData("4A0108")] // half a field inside a chat message
    [InlineData("12020801")] // sid inside as a number
    [InlineData("13")] // a group
    [InlineData("0001")] // field 0
    [InlineData("FFFFFFFFFFFFFFFFFFFFFF01")] // a number without end
    [InlineData("12FFFFFFFFFFFFFFFFFF01")] // a length beyond everything
    public void Malformed_packets_are_refused(string hex) => Assert.False(DataPacketView.TryParse(Convert.FromHexString(hex), out _));

    /// <summary>What is accepted is written in the computed length and read again.</summary>
    internal static void CheckBytes(byte[] bytes)
    {
        if (DataPacketView.TryParse(bytes, out var view))
            CheckRewrite(view);
    }

    private static void CheckRewrite(in DataPacketView view)
    {
        _ = view.IsFor(Identity, Sid);
        var rewriter = new DataPacketRewriter(view, Sid, Identity, isLossy: true);
        var bytes = rewriter.ToArray();
        Assert.True(DataPacketView.TryParse(bytes, out var again));
        Assert.Equal((view.Type, view.Sequence), (again.Type, again.Sequence));
        Assert.True(again.ParticipantIdentity.SequenceEqual(Identity));
    }

    /// <summary>What LiveKit does, done to the unpacked packet.</summary>
    private static DataPacket Expected(DataPacket packet, bool isLossy)
    {
        var expected = packet.Clone();
        expected.Kind = isLossy ? DataPacket.Types.Kind.Lossy : DataPacket.Types.Kind.Reliable;
        expected.ParticipantSid = "PA_sender";
        expected.ParticipantIdentity = "sender";
        if (expected.User is not { } user)
            return expected;
        user.ParticipantSid = "PA_sender";
        user.ParticipantIdentity = "sender";
        if (expected.DestinationIdentities.Count > 0)
        {
            user.DestinationIdentities.Clear();
            user.DestinationIdentities.AddRange(expected.DestinationIdentities);
        }
        else
        {
            expected.DestinationIdentities.AddRange(user.DestinationIdentities);
        }

        return expected;
    }
}
