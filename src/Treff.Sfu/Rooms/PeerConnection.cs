using Treff.Rtc;
using Treff.Rtc.Congestion;
using Treff.Rtc.Peer;
using Treff.Rtc.Rtp;
using Treff.Rtc.Sctp.DataChannels;
using Treff.Rtc.Streams;
using Treff.Sfu.Forwarding;

namespace Treff.Sfu.Rooms;

/// <summary>The one peer connection of a participant, or one of two: takes what happens on it to where it belongs.</summary>
internal sealed class PeerConnection : IPeerOwner
{
    private readonly Participant _participant;

    public PeerConnection(Participant participant)
    {
        _participant = participant;
        Link = participant.Room.Host.CreatePeer(this);
    }

    public PeerLink Link { get; }

    public void OnPeerStateChanged(Timestamp now, PeerState state) => _participant.OnPeerStateChanged(Link, now, state);

    public void OnReceiveStreamAdded(Timestamp now, ReceiveStream stream) => _participant.Publications.AttachStream(now, stream);

    public void OnRtp(Timestamp now, ReceiveStream stream, in RtpPacket packet)
    {
        if (stream.Owner is TrackLayer layer)
            layer.Track.OnRtp(now, layer, packet);
    }

    public void OnSenderReport(Timestamp now, ReceiveStream stream)
    {
        if (stream.Owner is TrackLayer layer)
            layer.Track.OnSenderReport(layer);
    }

    public void OnNack(Timestamp now, SendStream stream, ReadOnlySpan<ushort> sequenceNumbers)
    {
        if (stream.Owner is Subscription subscription)
            subscription.OnNack(now, sequenceNumbers);
    }

    public void OnKeyFrameRequest(Timestamp now, SendStream stream)
    {
        if (stream.Owner is Subscription subscription)
            subscription.OnKeyFrameRequest(now);
    }

    public void OnReceptionReport(Timestamp now, SendStream stream)
    {
        // The statistics stay in the stream; connection quality reads them there every five seconds.
    }

    public void OnBandwidthChanged(Timestamp now, in BandwidthEstimate estimate)
    {
        if (Link == _participant.SubscriberLink && !_participant.IsGone)
            _participant.Bandwidth.OnEstimate(now, estimate);
    }

    public void OnDataChannelOpened(Timestamp now, DataChannel channel)
    {
        if (Link == _participant.Data.Receiver.Link)
            _participant.Data.Receiver.OnChannelOpened(channel);
    }

    public void OnData(Timestamp now, DataChannel channel, ReadOnlySpan<byte> message, bool isText)
    {
        if (!_participant.IsGone)
            _participant.Room.Data.OnMessage(_participant, Link, channel, message, isText);
    }

    public void OnFault(Exception exception) => _participant.Room.OnFault();
}
