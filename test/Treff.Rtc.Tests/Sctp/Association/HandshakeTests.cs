using System.Buffers.Binary;
using Treff.Rtc.Sctp;
using Treff.Rtc.Sctp.Association;
using Treff.Rtc.Sctp.DataChannels;
using Treff.Rtc.Sctp.Packet;
using Treff.Rtc.Tests.Sctp.Support;

namespace Treff.Rtc.Tests.Sctp.Association;

public sealed class HandshakeTests
{
    [Fact]
    public void A_silent_side_is_connected_to_in_four_packets()
    {
        var pair = new SctpPair();
        var seen = PacketLog.Of(pair);
        pair.Connected();
        Assert.Equal(["client Init", "server InitAck", "client CookieEcho", "server CookieAck"], seen);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(20)]
    [InlineData(45)]
    public void Both_sides_may_connect_at_about_the_same_time(int milliseconds)
    {
        for (ulong seed = 0; seed < 20; seed++)
        {
            var pair = new SctpPair(seed) { Link = new LinkConditions { JitterMilliseconds = 30 } };
            pair.Client.Association.Connect(pair.Now);
            pair.Run(milliseconds);
            pair.Server.Association.Connect(pair.Now);
            AssertConnects(pair);
            AssertTalks(pair);
        }
    }

    [Theory]
    [InlineData((int)ChunkType.Init)]
    [InlineData((int)ChunkType.InitAck)]
    [InlineData((int)ChunkType.CookieEcho)]
    [InlineData((int)ChunkType.CookieAck)]
    public void A_lost_packet_of_the_handshake_is_sent_again(int lost)
    {
        var pair = new SctpPair();
        var count = 0;
        pair.Filter = (_, packet) => packet[SctpPacket.HeaderLength] != lost || count++ >= 3;
        pair.Client.Association.Connect(pair.Now);
        AssertConnects(pair);
        AssertTalks(pair);
        Assert.True(count >= 3);
    }

    [Fact]
    public void Every_packet_of_the_handshake_may_come_twice()
    {
        var pair = new SctpPair { Link = new LinkConditions { Duplication = 1 } };
        pair.Client.Association.Connect(pair.Now);
        pair.Server.Association.Connect(pair.Now);
        AssertConnects(pair);
        AssertTalks(pair);
    }

    [Fact]
    public void A_peer_that_never_answers_is_given_up()
    {
        var pair = new SctpPair { Filter = (_, _) => false };
        pair.Client.Association.Connect(pair.Now);
        var channel = pair.Client.Channels.Open("c", DataChannelOptions.Reliable)!;
        Assert.True(pair.RunUntil(() => pair.Client.Association.State == SctpState.Closed, maxMilliseconds: 120_000));
        Assert.Equal(SctpFailure.ConnectTimeout, pair.Client.Association.Failure);
        Assert.Equal(9, pair.PacketsSent);
        Assert.Equal(DataChannelState.Closed, channel.State);
        Assert.Equal(Timestamp.Never, pair.Client.Association.NextTimeout);
    }

    [Fact]
    public void An_init_alone_leaves_nothing_behind()
    {
        var pair = new SctpPair();
        pair.Filter = (from, _) => from == pair.Client;
        pair.Client.Association.Connect(pair.Now);
        pair.Run(10_000);
        Assert.Equal(SctpState.Closed, pair.Server.Association.State);
        Assert.Equal(Timestamp.Never, pair.Server.Association.NextTimeout);
    }

    [Fact]
    public void A_cookie_that_was_changed_is_not_accepted()
    {
        var pair = new SctpPair();
        pair.Filter = (_, packet) =>
        {
            if ((ChunkType)packet[SctpPacket.HeaderLength] == ChunkType.CookieEcho)
            {
                packet[SctpPacket.HeaderLength + 10] ^= 1;
                PacketLog.Sign(packet);
            }

            return true;
        };
        pair.Client.Association.Connect(pair.Now);
        pair.Run(5000);
        Assert.Equal(SctpState.Closed, pair.Server.Association.State);
        Assert.True(pair.Server.Association.Statistics.Drops(SctpDrop.BadCookie) > 0);
    }

    [Fact]
    public void A_stale_cookie_makes_the_client_begin_again()
    {
        var pair = new SctpPair(configure: o => o with { CookieLifetime = TimeSpan.FromMilliseconds(100) });
        var held = 0;
        pair.Filter = (_, packet) => (ChunkType)packet[SctpPacket.HeaderLength] != ChunkType.CookieEcho || held++ > 0;
        pair.Client.Association.Connect(pair.Now);
        AssertConnects(pair);
        Assert.True(pair.Server.Association.Statistics.Drops(SctpDrop.BadCookie) > 0);
        AssertTalks(pair);
    }

    [Fact]
    public void A_peer_that_has_lost_its_memory_may_begin_again()
    {
        var pair = new SctpPair().Connected();
        var channel = pair.Server.Channels.Open("old", DataChannelOptions.Reliable)!;
        Assert.True(pair.RunUntil(() => channel.State == DataChannelState.Open));
        var reborn = new SctpEnd(SctpEnd.Options(99), isDtlsClient: true);
        reborn.Association.Connect(pair.Now);
        Shuttle(pair.Now, reborn, pair.Server);
        Assert.Equal(SctpState.Connected, reborn.Association.State);
        Assert.Equal(SctpState.Connected, pair.Server.Association.State);
        pair.Server.TakeEvents();
        Assert.Equal(DataChannelState.Closed, channel.State);
        var renewed = pair.Server.Channels.Open("new", DataChannelOptions.Reliable)!;
        Assert.Equal(channel.Id, renewed.Id);
        pair.Server.Channels.Send(pair.Now, renewed, [7]);
        Shuttle(pair.Now, reborn, pair.Server);
        Assert.Equal([7], Assert.Single(reborn.Messages).Data);
    }

    [Fact]
    public void A_peer_without_extensions_gets_everything_reliably_and_channels_still_close()
    {
        var pair = new SctpPair();
        pair.Filter = (_, packet) => WithoutExtensions(packet);
        pair.Connected();
        var channel = pair.Client.Channels.Open("c", new DataChannelOptions { MaxRetransmits = 0 })!;
        Assert.True(pair.RunUntil(() => channel.State == DataChannelState.Open));
        pair.Link = new LinkConditions { Loss = 0.3 };
        for (byte i = 0; i < 100; i++)
            pair.Client.Channels.Send(pair.Now, channel, [i]);
        Assert.True(pair.RunUntil(() => pair.Server.Messages.Count == 100));
        Assert.Equal(Enumerable.Range(0, 100), pair.Server.Messages.Select(m => (int)m.Data[0]));
    }

    [Fact]
    public void Unknown_parameters_are_skipped_and_reported_as_their_type_asks()
    {
        var server = new SctpEnd(SctpEnd.Options(5), isDtlsClient: false);
        var parameters = Convert.FromHexString("8FFF0005AA000000" + "CFFF0005BB000000" + "C0000004" + "0FFF0004" + "80080005" + "82000000");
        var writer = new PacketWriter(new byte[256], 5000, 5000, 0);
        InitChunk.Write(ref writer, ChunkType.Init, new InitHeader(77, 5000, 10, 20, 30), parameters);
        server.Association.HandlePacket(Timestamp.Zero, writer.Finish());
        var buffer = new byte[1200];
        Assert.True(server.Association.TryTakePacket(Timestamp.Zero, buffer, out var length));
        Assert.True(SctpPacket.TryParse(buffer.AsSpan(0, length), out var packet, out _));
        Assert.Equal(77u, packet.VerificationTag);
        var hex = Convert.ToHexString(buffer.AsSpan(0, length));
        Assert.Contains("00080009" + "CFFF0005BB", hex);
        Assert.DoesNotContain("8FFF", hex);
        Assert.DoesNotContain("0FFF0004", hex);
    }

    [Theory]
    [InlineData(0u, 5000u, 10, 10)]
    [InlineData(5u, 5000u, 0, 10)]
    [InlineData(5u, 5000u, 10, 0)]
    public void An_init_without_tag_or_streams_is_not_answered(uint tag, uint window, ushort outbound, ushort inbound)
    {
        var server = new SctpEnd(SctpEnd.Options(5), isDtlsClient: false);
        var writer = new PacketWriter(new byte[256], 5000, 5000, 0);
        InitChunk.Write(ref writer, ChunkType.Init, new InitHeader(tag, window, outbound, inbound, 30), default);
        server.Association.HandlePacket(Timestamp.Zero, writer.Finish());
        Assert.False(server.Association.TryTakePacket(Timestamp.Zero, new byte[1200], out _));
        Assert.Equal(1, server.Association.Statistics.Drops(SctpDrop.MalformedChunk));
    }

    [Fact]
    public void A_flood_of_inits_is_answered_within_bounds()
    {
        var server = new SctpEnd(SctpEnd.Options(5), isDtlsClient: false);
        for (var i = 0; i < 1000; i++)
        {
            var writer = new PacketWriter(new byte[256], 5000, 5000, 0);
            InitChunk.Write(ref writer, ChunkType.Init, new InitHeader(77, 5000, 10, 20, 30), default);
            server.Association.HandlePacket(Timestamp.Zero, writer.Finish());
        }

        var answers = 0;
        while (server.Association.TryTakePacket(Timestamp.Zero, new byte[1200], out _))
            answers++;
        Assert.Equal(16, answers);
    }

    [Fact]
    public void Packets_for_other_ports_or_with_other_tags_are_dropped()
    {
        var pair = new SctpPair().Connected();
        Send(pair.Server, 5001, 5000, 1);
        Send(pair.Server, 5000, 5001, 1);
        Assert.Equal(2, pair.Server.Association.Statistics.Drops(SctpDrop.WrongPort));
        Send(pair.Server, 5000, 5000, 1);
        Assert.Equal(1, pair.Server.Association.Statistics.Drops(SctpDrop.WrongVerificationTag));
        Assert.Equal(SctpState.Connected, pair.Server.Association.State);
    }

    [Fact]
    public void A_cookie_is_read_back_as_it_was_written()
    {
        var cookie = new StateCookie(1, 2, 3, 4, 5, 6, new SctpCapabilities(true, false), 7, 8, new Timestamp(9));
        var bytes = new byte[StateCookie.Length];
        cookie.Write(bytes, new byte[32]);
        Assert.True(StateCookie.TryRead(bytes, new byte[32], out var read));
        Assert.Equal(cookie, read);
        Assert.False(StateCookie.TryRead(bytes, [.. new byte[31], 1], out _));
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] ^= 0x10;
            Assert.False(StateCookie.TryRead(bytes, new byte[32], out _));
            bytes[i] ^= 0x10;
        }
    }

    private static void AssertConnects(SctpPair pair) => Assert.True(pair.RunUntil(
        () => pair.Client.Association.State == SctpState.Connected && pair.Server.Association.State == SctpState.Connected));

    private static void AssertTalks(SctpPair pair)
    {
        var there = pair.Client.Channels.Open("there", DataChannelOptions.Reliable)!;
        var back = pair.Server.Channels.Open("back", DataChannelOptions.Reliable)!;
        pair.Client.Channels.Send(pair.Now, there, [1]);
        pair.Server.Channels.Send(pair.Now, back, [2]);
        Assert.True(pair.RunUntil(() => pair.Client.Messages.Count == 1 && pair.Server.Messages.Count == 1));
    }

    private static void Shuttle(Timestamp now, SctpEnd a, SctpEnd b)
    {
        var buffer = new byte[1200];
        for (var any = true; any;)
        {
            any = false;
            foreach (var (from, to) in ((SctpEnd, SctpEnd)[])[(a, b), (b, a)])
            {
                from.TakeEvents();
                while (from.Association.TryTakePacket(now, buffer, out var length))
                {
                    any = true;
                    to.Association.HandlePacket(now, buffer.AsSpan(0, length));
                    to.TakeEvents();
                }
            }
        }
    }

    private static void Send(SctpEnd to, ushort source, ushort destination, uint tag)
    {
        var writer = new PacketWriter(new byte[256], source, destination, tag);
        writer.AddChunk(ChunkType.CookieAck, default);
        to.Association.HandlePacket(Timestamp.Zero, writer.Finish());
    }

    /// <summary>Turns the extension parameters of INIT and INIT ACK into unknown ones that are to be skipped.</summary>
    private static bool WithoutExtensions(byte[] packet)
    {
        if ((ChunkType)packet[SctpPacket.HeaderLength] is not (ChunkType.Init or ChunkType.InitAck))
            return true;
        for (var i = SctpPacket.HeaderLength + 20; i + 4 <= packet.Length; i += 4)
        {
            var type = BinaryPrimitives.ReadUInt16BigEndian(packet.AsSpan(i));
            var length = BinaryPrimitives.ReadUInt16BigEndian(packet.AsSpan(i + 2));
            if ((type, length) is ((0x8008, 6) or (0xC000, 4)))
                BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(i), 0x8FF0);
        }

        PacketLog.Sign(packet);
        return true;
    }
}
