using Treff.Rtc.Congestion;
using Treff.Rtc.Rtp;
using Treff.Rtc.Sctp.DataChannels;
using Treff.Rtc.Streams;

namespace Treff.Rtc.Peer;

/// <summary>
/// What a peer gives out: datagrams to send and what it understood of the ones it was given. A struct type parameter of the peer's
/// methods, so calls are devirtualised. A sink may call other peers, never the one that is calling it.
/// </summary>
public interface IPeerSink
{
    /// <summary>
    /// A slot for one outgoing datagram, at least <see cref="RtcPeer.MinSlotBytes"/> plus <see cref="Srtp.SrtpSender.Slack"/>. Nothing is
    /// sent until <see cref="Commit"/>; reserving again without committing gives the same slot.
    /// </summary>
    Span<byte> Reserve();

    /// <summary>Sends the first <paramref name="length"/> bytes of the reserved slot.</summary>
    void Commit(int length, in NetworkPath path);

    /// <summary>The first packet of a new synchronisation source; its <see cref="OnRtp"/> follows.</summary>
    void OnReceiveStreamAdded(ReceiveStream stream);

    /// <summary>An authenticated packet, unwrapped when it came by RTX, not a duplicate.</summary>
    void OnRtp(ReceiveStream stream, in RtpPacket packet);

    void OnSenderReport(ReceiveStream stream);

    /// <summary>The peer misses these packets of a stream we send.</summary>
    void OnNack(SendStream stream, ReadOnlySpan<ushort> sequenceNumbers);

    /// <summary>The peer asks for a key frame (PLI or FIR).</summary>
    void OnKeyFrameRequest(SendStream stream);

    /// <summary>A report block for a stream we send was taken into its statistics.</summary>
    void OnReceptionReport(SendStream stream);

    /// <summary>
    /// The estimate of the path to the peer changed by 3 % or more, or congestion began or ended: at most once per call into the peer.
    /// </summary>
    void OnBandwidthChanged(in BandwidthEstimate estimate);

    void OnStateChanged(PeerState state);

    void OnDataChannelOpened(DataChannel channel);

    /// <summary>A whole message; valid only during the call.</summary>
    void OnData(DataChannel channel, ReadOnlySpan<byte> message, bool isText);

    /// <summary>
    /// A DTLS datagram of a handshake that runs elsewhere (<see cref="PeerOptions.OffloadHandshake"/>): copy it, let
    /// <see cref="RtcPeer.Dtls"/> handle it on another thread, then call <see cref="RtcPeer.CompleteHandshakeStep"/>.
    /// </summary>
    void OnHandshakeDatagram(ReadOnlySpan<byte> datagram);
}
