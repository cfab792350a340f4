using System.Buffers.Binary;
using Treff.Rtc.Peer;
using Treff.Rtc.Tests.Support;

namespace Treff.Rtc.Tests.Peer;

public sealed class MediaTests
{
    [Fact]
    public void Packets_arrive_as_they_were_sent()
    {
        using var pair = new PeerPair();
        pair.Connect();
        var stream = pair.Client.AddSendStream(PeerPair.VideoStream());
        pair.Server.SetReceiveSections([PeerPair.VideoSection()]);
        for (ushort i = 65_500; i != 100; i++)
            pair.Send(pair.ClientSide, stream, i, PeerPair.Payload(i));
        pair.Run(TimeSpan.FromMilliseconds(20));

        Assert.Equal(136, pair.ServerSide.Packets.Count);
        Assert.Single(pair.ServerSide.Streams);
        Assert.All(pair.ServerSide.Packets, packet => Assert.Equal(packet.SequenceNumber, BinaryPrimitives.ReadInt32BigEndian(packet.Payload)));
    }

    [Fact]
    public void A_client_with_several_layers_names_the_layer_in_every_packet()
    {
        using var pair = new PeerPair();
        pair.Connect();
        var section = PeerPair.VideoSection("1", "q", "h");
        pair.Server.SetReceiveSections([section]);
        foreach (var (ssrc, rid) in ((uint, string)[])[(0x10, "q"), (0x20, "h")])
        {
            var stream = pair.Client.AddSendStream(PeerPair.VideoStream(ssrc, rtxSsrc: null) with { Rid = rid, Extensions = section.Extensions });
            pair.Send(pair.ClientSide, stream, 1, PeerPair.Payload(1));
            pair.Send(pair.ClientSide, stream, 2, PeerPair.Payload(2));
        }

        pair.Run(TimeSpan.FromMilliseconds(20));
        Assert.Equal([(0x10u, "q"), (0x10u, "q"), (0x20u, "h"), (0x20u, "h")], pair.ServerSide.Packets.Select(packet => (packet.Ssrc, packet.Rid!)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(255)]
    public void Padding_makes_packets_longer_and_their_payload_stays_what_it_is(byte padding)
    {
        using var pair = new PeerPair();
        pair.Connect();
        var stream = pair.Client.AddSendStream(PeerPair.VideoStream());
        pair.Server.SetReceiveSections([PeerPair.VideoSection()]);
        var before = pair.Client.Statistics.BytesSent;
        pair.Send(pair.ClientSide, stream, 1, PeerPair.Payload(1), padding: padding);
        Assert.Equal(12 + 100 + padding + 16, pair.Client.Statistics.BytesSent - before);
        Assert.Equal(100, stream.PayloadBytesSent);
        pair.Run(TimeSpan.FromMilliseconds(20));
        Assert.Equal(PeerPair.Payload(1), Assert.Single(pair.ServerSide.Packets).Payload);
    }

    [Fact]
    public void A_padded_packet_that_is_sent_again_under_its_number_is_the_same_to_the_last_byte()
    {
        using var pair = new PeerPair();
        pair.Connect();
        var stream = pair.Client.AddSendStream(PeerPair.VideoStream() with { RtxSsrc = null, RtxPayloadType = null });
        pair.Send(pair.ClientSide, stream, 1, PeerPair.Payload(1), padding: 2);
        var sent = pair.ClientSide.Slot.AsSpan(0, 130).ToArray();
        pair.Send(pair.ClientSide, stream, 2, PeerPair.Payload(2));
        pair.SendRetransmission(pair.ClientSide, stream, 1, PeerPair.Payload(1), padding: 2);
        Assert.Equal(sent, pair.ClientSide.Slot.AsSpan(0, 130).ToArray());
    }

    [Fact]
    public void A_lost_packet_is_asked_for_and_comes_by_retransmission()
    {
        for (ulong seed = 1; seed <= 10; seed++)
        {
            using var pair = new PeerPair(seed);
            pair.Connect();
            var stream = pair.Client.AddSendStream(PeerPair.VideoStream());
            pair.Server.SetReceiveSections([PeerPair.VideoSection() with { Ssrcs = [new SsrcPair(0x1111, 0x2222)] }]);
            pair.ClientSide.OnNack = (_, number) => pair.SendRetransmission(pair.ClientSide, stream, number, PeerPair.Payload(number));
            pair.ToServer.Loss = 0.1;
            for (ushort i = 1; i <= 300; i++)
            {
                pair.Send(pair.ClientSide, stream, i, PeerPair.Payload(i));
                pair.Run(TimeSpan.FromMilliseconds(5));
            }

            pair.ToServer.Loss = 0;
            pair.Send(pair.ClientSide, stream, 301, PeerPair.Payload(301));
            pair.Run(TimeSpan.FromSeconds(2));
            var received = pair.ServerSide.Packets.ConvertAll(packet => (int)packet.SequenceNumber);
            Assert.Equal(received.Count, received.Distinct().Count());
            // The first packets may be lost before the stream is known.
            Assert.Equal(Enumerable.Range(received.Min(), 301 - received.Min() + 1), received.Order());
            Assert.True(pair.Server.Statistics.RetransmissionsReceived > 0);
            Assert.All(pair.ServerSide.Packets, packet => Assert.Equal(packet.SequenceNumber, BinaryPrimitives.ReadInt32BigEndian(packet.Payload)));
        }
    }

    [Fact]
    public void A_key_frame_request_arrives()
    {
        using var pair = new PeerPair();
        pair.Connect();
        var stream = pair.Client.AddSendStream(PeerPair.VideoStream());
        pair.Server.SetReceiveSections([PeerPair.VideoSection()]);
        pair.Send(pair.ClientSide, stream, 1, PeerPair.Payload(1));
        pair.Run(TimeSpan.FromMilliseconds(20));
        pair.RequestKeyFrame(pair.ServerSide, pair.ServerSide.Streams[0]);
        pair.Run(TimeSpan.FromMilliseconds(20));
        Assert.Equal(1, pair.ClientSide.KeyFrameRequests);
    }

    [Fact]
    public void Reports_flow_both_ways_and_measure_the_round_trip()
    {
        using var pair = new PeerPair();
        pair.Connect();
        var stream = pair.Client.AddSendStream(PeerPair.VideoStream());
        pair.Server.SetReceiveSections([PeerPair.VideoSection()]);
        for (ushort i = 0; i < 100; i++)
        {
            pair.Send(pair.ClientSide, stream, i, PeerPair.Payload(i));
            pair.Run(TimeSpan.FromMilliseconds(50));
        }

        Assert.InRange(pair.ServerSide.SenderReports, 4, 7);
        Assert.InRange(pair.ClientSide.ReceptionReports, 4, 7);
        Assert.InRange(stream.Rtt!.Value.TotalMilliseconds, 19, 22);
        Assert.Equal(0, stream.FractionLost);
    }

    [Fact]
    public void Streams_of_a_section_that_is_gone_are_refused()
    {
        using var pair = new PeerPair();
        pair.Connect();
        var stream = pair.Client.AddSendStream(PeerPair.VideoStream());
        pair.Server.SetReceiveSections([PeerPair.VideoSection()]);
        pair.Send(pair.ClientSide, stream, 1, PeerPair.Payload(1));
        pair.Run(TimeSpan.FromMilliseconds(20));
        pair.Server.SetReceiveSections([]);
        pair.Send(pair.ClientSide, stream, 2, PeerPair.Payload(2));
        pair.Run(TimeSpan.FromMilliseconds(20));
        Assert.Single(pair.ServerSide.Packets);
        Assert.Equal(1, pair.Server.Statistics.Dropped(Drop.UnknownSsrc));
    }

    [Fact]
    public void A_replaced_payload_prefix_arrives()
    {
        using var pair = new PeerPair();
        pair.Connect();
        var stream = pair.Server.AddSendStream(PeerPair.VideoStream());
        pair.Client.SetReceiveSections([PeerPair.VideoSection()]);
        var sink = new RecordingSink(pair.ServerSide);
        pair.ServerSide.Now = pair.Now;
        var rtp = new OutgoingRtp { SequenceNumber = 9, Timestamp = 1, Marker = false, PayloadPrefix = [1, 2, 3], PrefixSkip = 1 };
        pair.Server.SendRtp(pair.Now, stream, rtp, [9, 8, 7], ref sink);
        pair.Run(TimeSpan.FromMilliseconds(20));
        Assert.Equal([1, 2, 3, 8, 7], pair.ClientSide.Packets[0].Payload);
    }

    [Fact]
    public void Nothing_is_allocated_per_packet_sent_or_received()
    {
        using var pair = new PeerPair();
        pair.Connect();
        var stream = pair.Client.AddSendStream(PeerPair.VideoStream());
        pair.Server.SetReceiveSections([PeerPair.VideoSection()]);
        var wire = new List<byte[]>();
        var capture = new CapturingSink(wire);
        var payload = PeerPair.Payload(1, 1100);
        for (ushort i = 1; i <= 3000; i++)
        {
            var rtp = new OutgoingRtp { SequenceNumber = i, Timestamp = i, Marker = true };
            pair.Client.SendRtp(pair.Now, stream, rtp, payload, ref capture);
        }

        var quiet = new CapturingSink([]);
        var buffer = new byte[2048];
        var path = new NetworkPath(0, pair.ClientAddress);
        Receive(0, 1000);
        Assert.Equal(0, Allocated.During(() => Receive(1000, 2000)));

        void Receive(int start, int count)
        {
            for (var i = start; i < start + count; i++)
            {
                wire[i].CopyTo(buffer, 0);
                pair.Server.HandleDatagram(pair.Now, buffer.AsSpan(0, wire[i].Length), path, ref quiet);
            }
        }
    }

    [Fact]
    public void Damaged_datagrams_are_refused_and_counted()
    {
        using var pair = new PeerPair();
        pair.Connect();
        var stream = pair.Client.AddSendStream(PeerPair.VideoStream());
        pair.Server.SetReceiveSections([PeerPair.VideoSection()]);
        var wire = new List<byte[]>();
        var capture = new CapturingSink(wire);
        pair.Client.SendRtp(
            pair.Now, stream, new OutgoingRtp { SequenceNumber = 1, Timestamp = 1, Marker = true }, PeerPair.Payload(1), ref capture);
        var random = new SeededRandom(7);
        for (var i = 0; i < 20_000; i++)
        {
            var damaged = wire[0].AsSpan(0, random.Next(wire[0].Length) + 1).ToArray();
            for (var flips = random.Next(4); flips >= 0; flips--)
                damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            pair.Inject(damaged, pair.ClientAddress);
        }

        Assert.Empty(pair.ServerSide.Packets);
        Assert.Equal(PeerState.Connected, pair.Server.State);
        Assert.True(pair.Server.Statistics.Dropped(Drop.Srtp) > 1000);
    }
}
