using Treff.Rtc;
using Treff.Rtc.Congestion;
using Treff.Rtc.Peer;
using Treff.Rtc.Rtp;
using Treff.Rtc.Sctp.DataChannels;
using Treff.Rtc.Streams;

namespace Treff.Sfu.Rooms;

/// <summary>Where a peer's output goes on a worker: datagrams into the send batch, events to the peer's owner.</summary>
internal readonly struct WorkerSink(PeerLink link, Timestamp now) : IPeerSink
{
    public Span<byte> Reserve() => link.Outgoing.Reserve();

    public void Commit(int length, in NetworkPath path) => link.Outgoing.Commit(length, path);

    public void OnReceiveStreamAdded(ReceiveStream stream) => link.Owner.OnReceiveStreamAdded(now, stream);

    public void OnRtp(ReceiveStream stream, in RtpPacket packet) => link.Owner.OnRtp(now, stream, packet);

    public void OnSenderReport(ReceiveStream stream) => link.Owner.OnSenderReport(now, stream);

    public void OnNack(SendStream stream, ReadOnlySpan<ushort> sequenceNumbers) => link.Owner.OnNack(now, stream, sequenceNumbers);

    public void OnKeyFrameRequest(SendStream stream) => link.Owner.OnKeyFrameRequest(now, stream);

    public void OnReceptionReport(SendStream stream) => link.Owner.OnReceptionReport(now, stream);

    public void OnBandwidthChanged(in BandwidthEstimate estimate) => link.Owner.OnBandwidthChanged(now, estimate);

    public void OnStateChanged(PeerState state) => link.Owner.OnPeerStateChanged(now, state);

    public void OnDataChannelOpened(DataChannel channel) => link.Owner.OnDataChannelOpened(now, channel);

    public void OnData(DataChannel channel, ReadOnlySpan<byte> message, bool isText) => link.Owner.OnData(now, channel, message, isText);

    public void OnHandshakeDatagram(ReadOnlySpan<byte> datagram) => link.OnHandshakeDatagram(datagram);
}
