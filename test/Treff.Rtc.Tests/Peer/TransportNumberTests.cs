using System.Buffers.Binary;
using Treff.Rtc.Congestion;
using Treff.Rtc.Peer;
using Treff.Rtc.Rtp;
using Treff.Rtc.Streams;
using Treff.Rtc.Tests.Support;

namespace Treff.Rtc.Tests.Peer;

/// <summary>Transport-wide numbers on what a peer sends, and what follows from the feedback about them.</summary>
public sealed class TransportNumberTests : IDisposable
{
    private const int TransportCc = 3;
    private static readonly RtpExtensionMap Extensions = new() { TransportCc = TransportCc, DependencyDescriptor = 5, AllowMixed = true };

    private readonly PeerPair _pair = new();
    private readonly List<byte[]> _wire = [];
    private CapturingSink _capture;

    public TransportNumberTests()
    {
        _pair.Connect();
        _capture = new CapturingSink(_wire);
    }

    public void Dispose() => _pair.Dispose();

    [Fact]
    public void Every_packet_of_a_peer_carries_the_next_number()
    {
        var audio = AddAudio();
        var video = _pair.Server.AddSendStream(PeerPair.VideoStream() with { Extensions = Extensions });
        for (ushort i = 0; i < 3; i++)
        {
            Send(audio, i);
            Send(video, i);
            _pair.Server.SendRetransmission(_pair.Now, video, Rtp(i), PeerPair.Payload(i), ref _capture);
        }

        Assert.Equal(Enumerable.Range(0, 9), _wire.ConvertAll(packet => (int)Number(packet)));
        Assert.Equal(3, _wire.Select(Ssrc).Distinct().Count());
    }

    [Fact]
    public void A_long_descriptor_beside_the_number_leaves_it_where_it_is_found()
    {
        var video = _pair.Server.AddSendStream(PeerPair.VideoStream() with { Extensions = Extensions });
        Send(video, 1);
        var rtp = new OutgoingRtp { SequenceNumber = 2, Timestamp = 1, Marker = true, DependencyDescriptor = new byte[60] };
        _pair.Server.SendRtp(_pair.Now, video, rtp, PeerPair.Payload(2), ref _capture);
        Assert.Equal(1, Number(_wire[1]));
    }

    [Fact]
    public void What_is_sent_again_without_RTX_is_the_same_to_the_last_byte()
    {
        // The nonce is the same too: another header under it would give the authentication key away (RFC 7714 section 8.2).
        var audio = AddAudio();
        for (ushort i = 0; i < 10; i++)
            Send(audio, i);
        _pair.Server.SendRetransmission(_pair.Now, audio, Rtp(4), PeerPair.Payload(4), ref _capture);
        Assert.Equal(_wire[4], _wire[10]);
    }

    [Fact]
    public void What_cannot_be_sent_again_the_same_is_not_sent_again()
    {
        var audio = AddAudio();
        for (ushort i = 0; i < 300; i++)
            Send(audio, i);
        _pair.Server.SendRetransmission(_pair.Now, audio, Rtp(4), PeerPair.Payload(4), ref _capture);
        Assert.Equal(300, _wire.Count);
        Assert.Equal(1, _pair.Server.Statistics.Dropped(Drop.Forgotten));
    }

    [Fact]
    public void What_left_with_other_headers_is_not_sent_again()
    {
        var audio = AddAudio();
        Send(audio, 4);
        _pair.Server.SetExtensions(audio, Extensions with { });
        _pair.Server.SendRetransmission(_pair.Now, audio, Rtp(4), PeerPair.Payload(4), ref _capture);
        Assert.Equal(2, _wire.Count);
        _pair.Server.SetExtensions(audio, Extensions with { TransportCc = 9 });
        _pair.Server.SendRetransmission(_pair.Now, audio, Rtp(4), PeerPair.Payload(4), ref _capture);
        Assert.Equal(2, _wire.Count);
        Assert.Equal(1, _pair.Server.Statistics.Dropped(Drop.Forgotten));
        Send(audio, 5);
        _pair.Server.SendRetransmission(_pair.Now, audio, Rtp(5), PeerPair.Payload(5), ref _capture);
        Assert.Equal(_wire[2], _wire[3]);
    }

    [Fact]
    public void No_two_packets_are_sent_under_one_number()
    {
        var audio = AddAudio();
        Send(audio, 4);
        Send(audio, 6);
        Assert.False(_pair.Server.SendRtp(_pair.Now, audio, Rtp(4), PeerPair.Payload(99), ref _capture));
        Assert.True(_pair.Server.SendRtp(_pair.Now, audio, Rtp(5), PeerPair.Payload(5), ref _capture));
        Assert.Equal(3, _wire.Count);
        Assert.Equal(1, _pair.Server.Statistics.Dropped(Drop.NoIndex));
    }

    /// <summary>Not even receiver reports: without a word nothing can be known of its network, and it is not held to what was assumed.</summary>
    [Fact]
    public void A_peer_that_agreed_to_give_feedback_and_tells_nothing_is_not_limited_for_ever()
    {
        var video = _pair.Server.AddSendStream(PeerPair.VideoStream() with { Extensions = Extensions });
        var now = _pair.Now;
        for (ushort i = 0; i < 101; i++, now += TimeSpan.FromMilliseconds(100))
        {
            Assert.Equal(BandwidthEstimate.StartBitsPerSecond, _pair.Server.Bandwidth.TargetBitsPerSecond);
            _pair.Server.SendRtp(now, video, Rtp(i), PeerPair.Payload(i), ref _capture);
            if (_pair.Server.NextTimeout <= now)
                _pair.Server.HandleTimeout(now, ref _capture);
        }

        Assert.Equal((BandwidthEstimate.UnlimitedBitsPerSecond, false), (_pair.Server.Bandwidth.TargetBitsPerSecond, _pair.Server.Bandwidth.IsKnown));
    }

    [Fact]
    public void What_waited_too_long_is_counted()
    {
        var video = _pair.Server.AddSendStream(PeerPair.VideoStream() with { Extensions = Extensions });
        for (ushort i = 0; i < 200; i++)
            _pair.Server.SendRtp(_pair.Now, video, Rtp(i), PeerPair.Payload(i, 1100), ref _capture);
        var waiting = _pair.Server.PacedPackets;
        _pair.Server.HandleTimeout(_pair.Now + TimeSpan.FromSeconds(1), ref _capture);
        Assert.Equal(waiting, _pair.Server.Statistics.Dropped(Drop.Expired));
        Assert.Equal(0, _pair.Server.PacedPackets);
    }

    [Fact]
    public void A_probe_is_padding_on_the_retransmission_source_and_raises_the_estimate()
    {
        var video = _pair.Server.AddSendStream(PeerPair.VideoStream() with { Extensions = Extensions });
        _pair.Client.SetReceiveSections([PeerPair.VideoSection() with { Ssrcs = [new SsrcPair(0x1111, 0x2222)] }]);
        Assert.Equal(BandwidthEstimate.StartBitsPerSecond, _pair.Server.Bandwidth.TargetBitsPerSecond);
        _pair.Server.SetBandwidthDemand(new BandwidthDemand { DesiredBitsPerSecond = 5_000_000, NextStepBitsPerSecond = 2_000_000 });
        for (ushort i = 0; i < 60; i++)
        {
            _pair.Send(_pair.ServerSide, video, i, PeerPair.Payload(i, 500));
            _pair.Run(TimeSpan.FromMilliseconds(20));
        }

        Assert.InRange(_pair.Server.Bandwidth.TargetBitsPerSecond, 2_000_000, 6_000_000);
        Assert.True(_pair.Server.Bandwidth.IsKnown);
        Assert.InRange(_pair.Server.Statistics.PaddingBytesSent, 1500, 30_000);
        // The receiver knows padding without a packet in it, and hands nothing on.
        Assert.True(_pair.Client.Statistics.Dropped(Drop.EmptyRetransmission) > 5);
        Assert.Equal(60, _pair.ClientSide.Packets.Count);
        Assert.Equal(0, _pair.Client.Statistics.Dropped(Drop.MalformedRtp));
        Assert.Contains(_pair.ServerSide.Estimates, estimate => estimate.TargetBitsPerSecond > 1_000_000);
    }

    [Fact]
    public void Without_a_demand_nothing_is_probed()
    {
        var video = _pair.Server.AddSendStream(PeerPair.VideoStream() with { Extensions = Extensions });
        _pair.Client.SetReceiveSections([PeerPair.VideoSection() with { Ssrcs = [new SsrcPair(0x1111, 0x2222)] }]);
        for (ushort i = 0; i < 100; i++)
        {
            _pair.Send(_pair.ServerSide, video, i, PeerPair.Payload(i, 500));
            _pair.Run(TimeSpan.FromMilliseconds(20));
        }

        Assert.Equal(0, _pair.Server.Statistics.PaddingBytesSent);
    }

    [Fact]
    public void A_peer_that_gives_no_feedback_at_all_is_not_limited()
    {
        var video = _pair.Server.AddSendStream(PeerPair.VideoStream());
        Assert.Equal(BandwidthEstimate.Unknown, _pair.Server.Bandwidth);
        for (ushort i = 0; i < 500; i++)
            Send(video, i);
        Assert.Equal(500, _wire.Count);
        Assert.Equal(0, _pair.Server.PacedPackets);
    }

    [Fact]
    public void A_key_frame_is_spread_and_arrives_whole_while_audio_passes_it()
    {
        var audio = AddAudio();
        var video = _pair.Server.AddSendStream(PeerPair.VideoStream() with { Extensions = Extensions });
        _pair.Client.SetReceiveSections(
        [
            PeerPair.VideoSection() with { Ssrcs = [new SsrcPair(0x1111, 0x2222)] },
            PeerPair.VideoSection("2") with
            {
                Kind = MediaKind.Audio,
                Payloads = [new PayloadMapping(PeerPair.AudioPayloadType, "opus", 48_000, null, true, true)],
                Ssrcs = [new SsrcPair(0x3333, null)],
            },
        ]);
        for (ushort i = 0; i < 20; i++)
            _pair.Send(_pair.ServerSide, video, i, PeerPair.Payload(i, 1100));
        _pair.Send(_pair.ServerSide, audio, 0, PeerPair.Payload(0, 80));
        Assert.InRange(_pair.Server.PacedPackets, 10, 19);
        _pair.Run(TimeSpan.FromMilliseconds(40));
        Assert.Contains(_pair.ClientSide.Packets, packet => packet.Ssrc == 0x3333);
        Assert.DoesNotContain(_pair.ClientSide.Packets, packet => packet is { Ssrc: 0x1111, SequenceNumber: 19 });
        _pair.Run(TimeSpan.FromMilliseconds(400));
        var received = _pair.ClientSide.Packets.Where(packet => packet.Ssrc == 0x1111).ToList();
        Assert.Equal(Enumerable.Range(0, 20), received.ConvertAll(packet => (int)packet.SequenceNumber));
        Assert.All(received, packet => Assert.Equal(packet.SequenceNumber, BinaryPrimitives.ReadInt32BigEndian(packet.Payload)));
        Assert.Equal(0, _pair.Server.PacedPackets);
    }

    [Fact]
    public void Nothing_is_allocated_per_packet_sent_paced_or_reported()
    {
        var audio = AddAudio();
        var video = _pair.Server.AddSendStream(PeerPair.VideoStream() with { Extensions = Extensions });
        var sink = new CapturingSink(null);
        var payload = PeerPair.Payload(1, 1100);
        // One report, and then silence: what is sent has to wait.
        _pair.Client.SetReceiveSections([PeerPair.VideoSection() with { Ssrcs = [new SsrcPair(0x1111, 0x2222)] }]);
        _pair.Send(_pair.ServerSide, video, 0, payload);
        _pair.Run(TimeSpan.FromMilliseconds(300));
        var now = _pair.Now;
        Send(1, 3000);
        Assert.Equal(0, Allocated.During(() => Send(3001, 2000)));
        Assert.True(_pair.Server.Statistics.PacketsPaced > 1000);

        void Send(int start, int count)
        {
            for (var i = start; i < start + count; i++)
            {
                // Frames of ten packets, faster than the path is believed to be.
                if (i % 10 == 0)
                    now += TimeSpan.FromMilliseconds(33);
                var rtp = new OutgoingRtp { SequenceNumber = (ushort)i, Timestamp = (uint)i, Marker = true };
                _pair.Server.SendRtp(now, video, rtp, payload, ref sink);
                _pair.Server.SendRtp(now, audio, rtp, payload.AsSpan(0, 80), ref sink);
                _pair.Server.SendRetransmission(now, video, rtp, payload, ref sink);
                if (_pair.Server.NextTimeout <= now)
                    _pair.Server.HandleTimeout(now, ref sink);
            }
        }
    }

    private SendStream AddAudio() => _pair.Server.AddSendStream(PeerPair.VideoStream(0x3333, null) with
    {
        Kind = MediaKind.Audio,
        PayloadType = PeerPair.AudioPayloadType,
        ClockRate = 48_000,
        Extensions = Extensions,
    });

    private void Send(SendStream stream, ushort number) => _pair.Server.SendRtp(_pair.Now, stream, Rtp(number), PeerPair.Payload(number), ref _capture);

    private static OutgoingRtp Rtp(ushort number) => new() { SequenceNumber = number, Timestamp = number * 3000u, Marker = true };

    private static uint Ssrc(byte[] packet) => BinaryPrimitives.ReadUInt32BigEndian(packet.AsSpan(8));

    private static ushort Number(byte[] packet)
    {
        Assert.True(RtpPacket.TryParse(packet, out var parsed));
        Assert.True(parsed.TryGetExtension(TransportCc, out var number));
        return BinaryPrimitives.ReadUInt16BigEndian(number);
    }
}
