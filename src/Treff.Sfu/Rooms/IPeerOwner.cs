using Treff.Rtc;
using Treff.Rtc.Congestion;
using Treff.Rtc.Peer;
using Treff.Rtc.Rtp;
using Treff.Rtc.Sctp.DataChannels;
using Treff.Rtc.Streams;

namespace Treff.Sfu.Rooms;

/// <summary>Whoever a peer belongs to: a participant. Called on the worker's thread, never while another call to it is running.</summary>
internal interface IPeerOwner
{
    /// <summary>An authenticated packet, in the order of arrival; it lies in a receive slot and is gone when this returns.</summary>
    void OnRtp(Timestamp now, ReceiveStream stream, in RtpPacket packet);

    /// <summary>The first packet of a new source; its <see cref="OnRtp"/> follows.</summary>
    void OnReceiveStreamAdded(Timestamp now, ReceiveStream stream);

    void OnNack(Timestamp now, SendStream stream, ReadOnlySpan<ushort> sequenceNumbers);

    void OnKeyFrameRequest(Timestamp now, SendStream stream);

    void OnSenderReport(Timestamp now, ReceiveStream stream);

    void OnReceptionReport(Timestamp now, SendStream stream);

    /// <summary>The estimate of the path to the peer changed: see <see cref="IPeerSink.OnBandwidthChanged"/>.</summary>
    void OnBandwidthChanged(Timestamp now, in BandwidthEstimate estimate)
    {
    }

    void OnPeerStateChanged(Timestamp now, PeerState state);

    void OnDataChannelOpened(Timestamp now, DataChannel channel)
    {
    }

    /// <summary>A whole message from a data channel; valid only during the call.</summary>
    void OnData(Timestamp now, DataChannel channel, ReadOnlySpan<byte> message, bool isText)
    {
    }

    /// <summary>Handling something of this peer threw: our bug. The room ends, the worker goes on.</summary>
    void OnFault(Exception exception);
}
