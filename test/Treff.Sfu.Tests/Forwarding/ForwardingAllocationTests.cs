using System.Buffers.Binary;
using Treff.LiveKit.Protocol;
using Treff.Rtc;
using Treff.Rtc.Rtp;
using Treff.Rtc.Streams;
using Treff.Rtc.Tests.Support;
using Treff.Sfu.Forwarding;
using Treff.Sfu.Rooms;
using Treff.Sfu.Tests.Support;

namespace Treff.Sfu.Tests.Forwarding;

/// <summary>Nothing is allocated per packet, whichever way it goes: three subscribers, four hundred packets to warm up, then two hundred.</summary>
public sealed class ForwardingAllocationTests : IDisposable
{
    private const int WarmUp = 400;
    private const int Measured = 200;

    // As the test's offers number it.
    private const int DependencyDescriptorId = 12;

    // Slow enough that no packet has to wait for its turn: that path is measured in Treff.Rtc.Tests.
    private const int PacketInterval = 12;

    private readonly TestRooms _rooms = new();
    private readonly TestClient _alice;

    public ForwardingAllocationTests()
    {
        _alice = _rooms.Join("alice");
        _alice.ConnectStandard();
    }

    public void Dispose() => _rooms.Dispose();

    [Fact]
    public void Forwarding_video_allocates_nothing()
    {
        Publish("video", new AddTrackRequest { Type = TrackType.Video });
        Assert.Equal(WarmUp + Measured, Forward(Number(i => Packet(96, [0x90, 0x80, 0x80, 0x01, 0x10, 0x02, 0x00], i))));
    }

    [Fact]
    public void Leaving_out_temporal_layers_of_VP8_allocates_nothing()
    {
        Publish("video", new AddTrackRequest { Type = TrackType.Video });
        Grant(new LayerTarget(int.MaxValue, 0));
        Assert.Equal((WarmUp + Measured) / 2, Forward(Number(i => Packet(
            96, [0x90, 0xE0, (byte)(0x80 | (i >> 8)), (byte)i, (byte)(i / 2), (byte)(i % 2 << 6), (byte)(i == 0 ? 0x10 : 0x11), 0x02, 0x00], i))));
    }

    [Fact]
    public void Leaving_out_layers_by_dependency_descriptors_allocates_nothing()
    {
        var request = new AddTrackRequest { Type = TrackType.Video };
        request.SimulcastCodecs.Add(new SimulcastCodec { Codec = "vp9", Cid = "x" });
        Publish("video", request);
        Grant(new LayerTarget(0, 1));
        var stream = new ScalableStream(2, 3, isKeyMode: true);
        var frames = Enumerable.Range(0, (WarmUp + Measured) / 2).SelectMany(i => stream.Picture(isKey: i % 100 == 0)).ToArray();
        Assert.Equal((WarmUp + Measured) / 4, Forward(Number(i => Packet(98, [0x80, 0x01], i, frames[i].Descriptor))));
    }

    [Fact]
    public void Forwarding_audio_allocates_nothing()
    {
        Publish("audio", new AddTrackRequest { Type = TrackType.Audio });
        Assert.Equal(WarmUp + Measured, Forward(Number(i => Packet(111, [1, 2, 3], i))));
    }

    [Theory]
    [InlineData("chrome")]
    [InlineData("firefox")]
    public void Passing_on_and_taking_off_redundancy_allocates_nothing(string browser)
    {
        Publish("audio", new AddTrackRequest { Type = TrackType.Audio }, browser);
        byte[] red = [0xEF, 0x0F, 0x00, 0x01, 0x6F, 1, 2];
        // Every tenth packet is lost and, for those who get plain audio, made from the next one.
        var packets = Number(i => Packet(63, red, i)).Where((_, i) => i % 10 != 5).ToArray();
        Assert.Equal(browser == "chrome" ? packets.Length : WarmUp + Measured, Forward(packets));
    }

    private static byte[][] Number(Func<int, byte[]> packet) => [.. Enumerable.Range(0, WarmUp + Measured).Select(packet)];

    private static byte[] Packet(byte payloadType, byte[] beginning, int number, byte[]? descriptor = null)
    {
        var packet = new byte[1200];
        var writer = new RtpHeaderWriter(packet, new RtpHeader(payloadType, Marker: false, (ushort)number, (uint)number * 960, Ssrc: 1));
        if (descriptor is not null)
            Assert.True(writer.TryAddExtension(DependencyDescriptorId, descriptor));
        var header = writer.Finish();
        beginning.CopyTo(packet, header);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(1198), (ushort)number);
        return packet;
    }

    private void Publish(string kind, AddTrackRequest request, string browser = "chrome")
    {
        request.Cid = "x";
        _alice.AddTrack(request);
        _alice.Offer(_alice.StandardOffer().Send(kind, "x").ToString());
        for (var i = 0; i < 3; i++)
        {
            var join = new JoinRequest
            {
                ConnectionSettings = new ConnectionSettings { AutoSubscribe = true },
                ClientInfo = new ClientInfo { Protocol = 16, Browser = browser },
            };
            _rooms.Join($"bob{i}", join: join).ConnectStandard();
        }

        _rooms.Host.IsNetworkDown = true;
    }

    private void Grant(LayerTarget target)
    {
        foreach (var subscription in _alice.Participant.Publications.Tracks[0].Subscriptions)
            subscription.SetGranted(_rooms.Host.Now, target);
    }

    /// <summary>Returns how many packets each subscriber was sent.</summary>
    private long Forward(byte[][] packets)
    {
        var track = _alice.Participant.Publications.Tracks[0];
        using var stream = new ReceiveStream(new ReceiveStreamOptions
        {
            Ssrc = 1,
            Kind = track.Kind,
            ClockRate = track.Kind == MediaKind.Video ? 90000 : 48000,
            Mid = "7",
        });
        var owner = _alice.Participant.PublisherLink.Owner;
        owner.OnReceiveStreamAdded(_rooms.Host.Now, stream);
        Forward(owner, stream, packets.AsSpan(0, WarmUp));
        Assert.Equal(0, Allocated.During(() => Forward(owner, stream, packets.AsSpan(WarmUp))));
        Assert.Equal(3, track.Subscriptions.Count);
        Assert.All(track.Subscriptions, subscription => Assert.Equal(0, subscription.Subscriber.SubscriberLink.Peer.Statistics.PacketsPaced));
        return Assert.Single(track.Subscriptions.Select(subscription => subscription.PacketsSent).Distinct());
    }

    private void Forward(IPeerOwner owner, ReceiveStream stream, ReadOnlySpan<byte[]> packets)
    {
        foreach (var packet in packets)
        {
            if (!RtpPacket.TryParse(packet, out var rtp))
                throw new InvalidOperationException();
            owner.OnRtp(_rooms.Host.Now, stream, rtp);
            _rooms.Host.Skip(PacketInterval);
        }
    }
}
