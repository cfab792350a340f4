using System.Net;
using Treff.Rtc;
using Treff.Rtc.Dtls;
using Treff.Rtc.Ice;
using Treff.Rtc.Peer;
using Treff.Rtc.Rtp;
using Treff.Rtc.Streams;
using Treff.Sfu.Rooms;
using Treff.Sfu.Udp;

namespace Treff.Sfu.Tests.Support;

/// <summary>
/// A client with real sockets on loopback: the same peer in the other role. It does something only while it is pumped, on the thread
/// of the test.
/// </summary>
internal sealed class ClientPeer : IPeerHost, IPeerOwner, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly UdpTransport _transport;
    private readonly WorkerClock _clock = new(TimeProvider.System);

    public ClientPeer(DtlsContext context, params IPAddress[] addresses)
    {
        _transport = UdpTransport.Open(new MediaOptions { Addresses = addresses, UdpPort = 0 });
        Credentials = IceCredentials.Create(CryptographicRandom.Instance);
        var peer = new RtcPeer(new PeerOptions
        {
            DtlsContext = context,
            DtlsRole = DtlsRole.Client,
            LocalCredentials = Credentials,
            Random = CryptographicRandom.Instance,
        });
        Link = new PeerLink(peer, this, this, _transport.Outgoing);
        Now = _clock.Now;
    }

    public PeerLink Link { get; }

    public IceCredentials Credentials { get; }

    public Timestamp Now { get; private set; }

    public IReadOnlyList<IPEndPoint> LocalEndPoints => _transport.LocalEndPoints;

    public PeerState State => Link.Peer.State;

    public long Packets { get; private set; }

    public long Bytes { get; private set; }

    public byte[] LastPayload { get; private set; } = [];

    public bool KeepsPayloads { get; set; } = true;

    /// <summary>Pumps all clients in turn until the condition holds; false after twenty seconds.</summary>
    public static bool Pump(IReadOnlyList<ClientPeer> clients, Func<bool> until)
    {
        var end = TimeProvider.System.GetTimestamp() + (long)(Patience.TotalSeconds * TimeProvider.System.TimestampFrequency);
        while (!until())
        {
            if (TimeProvider.System.GetTimestamp() > end)
                return false;
            for (var i = 0; i < clients.Count; i++)
                clients[i].Turn(i == 0 ? 200 : 0);
        }

        return true;
    }

    public bool Pump(Func<bool> until) => Pump([this], until);

    public void Connect(IceCredentials remote, DtlsFingerprint fingerprint, IPEndPoint endPoint) =>
        Link.Peer.Connect(remote, fingerprint, new NetworkPath(0, TransportAddress.From(endPoint)));

    public void MoveTo(int localSocket, IPEndPoint endPoint) =>
        Link.Peer.MoveTo(new NetworkPath(localSocket, TransportAddress.From(endPoint)));

    public SendStream AddStream(uint ssrc) => Link.Peer.AddSendStream(new SendStreamOptions
    {
        Ssrc = ssrc,
        PayloadType = 96,
        Kind = MediaKind.Video,
        ClockRate = 90_000,
        Cname = "client",
        Extensions = RtpExtensionMap.Empty,
        Mid = "0",
    });

    public void SendRtp(SendStream stream, ushort sequenceNumber, ReadOnlySpan<byte> payload)
    {
        var rtp = new OutgoingRtp { SequenceNumber = sequenceNumber, Timestamp = sequenceNumber * 3000u, Marker = true };
        Link.SendRtp(stream, rtp, payload);
        _transport.Outgoing.Flush();
    }

    public void SendRaw(ReadOnlySpan<byte> datagram, IPEndPoint endPoint)
    {
        datagram.CopyTo(_transport.Outgoing.Reserve());
        _transport.Outgoing.Commit(datagram.Length, new NetworkPath(0, TransportAddress.From(endPoint)));
        _transport.Outgoing.Flush();
    }

    public void Turn(long timeoutMicroseconds)
    {
        _transport.Receive(timeoutMicroseconds);
        Now = _clock.Now;
        for (var i = 0; i < _transport.Received.Count; i++)
            Link.HandleDatagram(Now, _transport.Received[i], _transport.Received.Path(i));
        if (Link.NextTimeout <= Now)
            Link.HandleTimeout(Now);
        _transport.Outgoing.Flush();
    }

    /// <summary>Throws away what has arrived.</summary>
    public void Drain()
    {
        do
            _transport.Receive(0);
        while (_transport.Received.Count > 0);
    }

    public void Dispose()
    {
        Link.Peer.Dispose();
        _transport.Dispose();
    }

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

    void IPeerOwner.OnRtp(Timestamp now, ReceiveStream stream, in RtpPacket packet)
    {
        Packets++;
        Bytes += packet.Data.Length;
        if (KeepsPayloads)
            LastPayload = packet.Payload.ToArray();
    }

    void IPeerOwner.OnReceiveStreamAdded(Timestamp now, ReceiveStream stream)
    {
    }

    void IPeerOwner.OnNack(Timestamp now, SendStream stream, ReadOnlySpan<ushort> sequenceNumbers)
    {
    }

    void IPeerOwner.OnKeyFrameRequest(Timestamp now, SendStream stream)
    {
    }

    void IPeerOwner.OnSenderReport(Timestamp now, ReceiveStream stream)
    {
    }

    void IPeerOwner.OnReceptionReport(Timestamp now, SendStream stream)
    {
    }

    void IPeerOwner.OnPeerStateChanged(Timestamp now, PeerState state)
    {
    }

    void IPeerOwner.OnFault(Exception exception) => throw new InvalidOperationException("The client failed.", exception);
}
