using Treff.LiveKit.Protocol;
using Treff.Rtc;
using Treff.Rtc.Rtp;
using Treff.Rtc.Streams;
using Treff.Sfu.Rooms;
using Treff.Sfu.Tests.Support;

namespace Treff.Sfu.Tests.Forwarding;

public sealed class ForwardingAllocationTests : IDisposable
{
    private readonly TestRooms _rooms = new();

    public void Dispose() => _rooms.Dispose();

    [Theory]
    [InlineData("video", TrackType.Video, 96)]
    [InlineData("audio", TrackType.Audio, 111)]
    public void Forwarding_a_packet_allocates_nothing(string kind, TrackType type, byte payloadType)
    {
        var alice = _rooms.Join("alice");
        alice.ConnectStandard();
        alice.AddTrack(new AddTrackRequest { Cid = "x", Type = type });
        alice.Offer(alice.StandardOffer().Send(kind, "x").ToString());
        for (var i = 0; i < 3; i++)
        {
            var bob = _rooms.Join($"bob{i}");
            bob.ConnectStandard();
        }

        _rooms.Host.IsNetworkDown = true;

        using var stream = new ReceiveStream(new ReceiveStreamOptions
        {
            Ssrc = 1,
            Kind = type == TrackType.Video ? MediaKind.Video : MediaKind.Audio,
            ClockRate = type == TrackType.Video ? 90000 : 48000,
            Mid = "7",
        });
        var packet = new byte[1200];
        packet[0] = 0x80;
        packet[1] = payloadType;
        new byte[] { 0x90, 0x80, 0x80, 0x01, 0x10, 0x02, 0x00 }.CopyTo(packet, 12);
        var owner = alice.Participant.PublisherLink.Owner;
        owner.OnReceiveStreamAdded(_rooms.Host.Now, stream);
        Forward(owner, stream, packet, 0, 400);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Forward(owner, stream, packet, 400, 200);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(alice.Participant.Publications.Tracks[0].Subscriptions.All(subscription => subscription.PacketsSent == 600));
        Assert.Equal(0, allocated);
    }

    private void Forward(IPeerOwner owner, ReceiveStream stream, byte[] packet, int first, int count)
    {
        for (var i = first; i < first + count; i++)
        {
            packet[2] = (byte)(i >> 8);
            packet[3] = (byte)i;
            if (!RtpPacket.TryParse(packet, out var rtp))
                throw new InvalidOperationException();
            owner.OnRtp(_rooms.Host.Now, stream, rtp);
        }
    }
}
