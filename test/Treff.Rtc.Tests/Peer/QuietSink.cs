using Treff.Rtc.Congestion;
using Treff.Rtc.Peer;
using Treff.Rtc.Rtp;
using Treff.Rtc.Sctp.DataChannels;
using Treff.Rtc.Streams;

namespace Treff.Rtc.Tests.Peer;

/// <summary>Throws the datagrams away.</summary>
internal readonly struct QuietSink(byte[] slot) : IPeerSink
{
    public Span<byte> Reserve() => slot;

    public void Commit(int length, in NetworkPath path)
    {
    }

    public void OnReceiveStreamAdded(ReceiveStream stream)
    {
    }

    public void OnRtp(ReceiveStream stream, in RtpPacket packet)
    {
    }

    public void OnSenderReport(ReceiveStream stream)
    {
    }

    public void OnNack(SendStream stream, ReadOnlySpan<ushort> sequenceNumbers)
    {
    }

    public void OnKeyFrameRequest(SendStream stream)
    {
    }

    public void OnReceptionReport(SendStream stream)
    {
    }

    public void OnBandwidthChanged(in BandwidthEstimate estimate)
    {
    }

    public void OnStateChanged(PeerState state)
    {
    }

    public void OnDataChannelOpened(DataChannel channel)
    {
    }

    public void OnData(DataChannel channel, ReadOnlySpan<byte> message, bool isText)
    {
    }

    public void OnHandshakeDatagram(ReadOnlySpan<byte> datagram)
    {
    }
}
