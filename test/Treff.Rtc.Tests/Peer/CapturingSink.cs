using Treff.Rtc.Congestion;
using Treff.Rtc.Peer;
using Treff.Rtc.Rtp;
using Treff.Rtc.Sctp.DataChannels;
using Treff.Rtc.Streams;

namespace Treff.Rtc.Tests.Peer;

/// <summary>Keeps the datagrams instead of sending them; without a list it throws them away and allocates nothing.</summary>
internal readonly struct CapturingSink(List<byte[]>? wire) : IPeerSink
{
    private readonly byte[] _slot = new byte[2048];

    public Span<byte> Reserve() => _slot;

    public void Commit(int length, in NetworkPath path) => wire?.Add(_slot.AsSpan(0, length).ToArray());

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
