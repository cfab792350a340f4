using Treff.Rtc;
using Treff.Rtc.Dtls;
using Treff.Rtc.Ice;
using Treff.Rtc.Peer;
using Treff.Rtc.Rtp;
using Treff.Rtc.Sctp.DataChannels;
using Treff.Rtc.Streams;
using Treff.Sfu.Rooms;
using Treff.Sfu.Udp;

namespace Treff.Sfu.Tests.Support;

/// <summary>
/// The client's end of a connection, for tests, benches and load: the same peer as the server's in the other role, whose datagrams leave by
/// the given batch. Whoever owns it gives it datagrams and time.
/// </summary>
internal abstract class ClientEnd : IPeerHost, IPeerOwner
{
    protected ClientEnd(DtlsContext context, SendBatch outgoing, TimeSpan unixTimeOffset = default)
    {
        Credentials = IceCredentials.Create(CryptographicRandom.Instance);
        var peer = new RtcPeer(new PeerOptions
        {
            DtlsContext = context,
            DtlsRole = DtlsRole.Client,
            LocalCredentials = Credentials,
            Random = CryptographicRandom.Instance,
            UnixTimeOffset = unixTimeOffset,
        });
        Link = new PeerLink(peer, this, this, outgoing);
    }

    public PeerLink Link { get; }

    public IceCredentials Credentials { get; }

    public abstract Timestamp Now { get; }

    public PeerState State => Link.Peer.State;

    void IPeerHost.OnPeerTouched(PeerLink link)
    {
    }

    void IPeerHost.OnCredentialsAdded(PeerLink link, IceCredentials credentials)
    {
    }

    void IPeerHost.OnHandshakeDatagram(PeerLink link, ReadOnlySpan<byte> datagram, in NetworkPath path)
    {
    }

    bool IPeerHost.OnPeerClosed(PeerLink link) => false;

    void IPeerOwner.OnRtp(Timestamp now, ReceiveStream stream, in RtpPacket packet) => OnRtp(now, stream, packet);

    void IPeerOwner.OnReceiveStreamAdded(Timestamp now, ReceiveStream stream)
    {
    }

    void IPeerOwner.OnNack(Timestamp now, SendStream stream, ReadOnlySpan<ushort> sequenceNumbers)
    {
    }

    void IPeerOwner.OnKeyFrameRequest(Timestamp now, SendStream stream) => OnKeyFrameRequest(stream);

    void IPeerOwner.OnSenderReport(Timestamp now, ReceiveStream stream)
    {
    }

    void IPeerOwner.OnReceptionReport(Timestamp now, SendStream stream)
    {
    }

    void IPeerOwner.OnPeerStateChanged(Timestamp now, PeerState state) => OnStateChanged(state);

    void IPeerOwner.OnData(Timestamp now, DataChannel channel, ReadOnlySpan<byte> message, bool isText) => OnData(message);

    void IPeerOwner.OnFault(Exception exception) => throw new InvalidOperationException("The client failed.", exception);

    protected abstract void OnRtp(Timestamp now, ReceiveStream stream, in RtpPacket packet);

    protected virtual void OnKeyFrameRequest(SendStream stream)
    {
    }

    protected virtual void OnStateChanged(PeerState state)
    {
    }

    /// <summary>A message from any data channel; valid only during the call.</summary>
    protected virtual void OnData(ReadOnlySpan<byte> message)
    {
    }
}
