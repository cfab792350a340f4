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

/// <summary>A client with sockets of its own on loopback. It does something only while it is pumped, on the thread of the test.</summary>
internal sealed class ClientPeer : ClientEnd, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly UdpTransport _transport;
    private readonly WorkerClock _clock = new(TimeProvider.System);
    private Timestamp _now;

    public ClientPeer(DtlsContext context, params IPAddress[] addresses)
        : this(context, UdpTransport.Open(new MediaOptions { Addresses = addresses, UdpPort = 0 }))
    {
    }

    private ClientPeer(DtlsContext context, UdpTransport transport)
        : base(context, transport.Outgoing)
    {
        _transport = transport;
        _now = _clock.Now;
    }

    public override Timestamp Now => _now;

    public IReadOnlyList<IPEndPoint> LocalEndPoints => _transport.LocalEndPoints;

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

    public void SendRtp(SendStream stream, ushort sequenceNumber, ReadOnlySpan<byte> payload, uint? timestamp = null, bool marker = true)
    {
        var rtp = new OutgoingRtp { SequenceNumber = sequenceNumber, Timestamp = timestamp ?? (sequenceNumber * 3000u), Marker = marker };
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
        _now = _clock.Now;
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

    protected override void OnRtp(Timestamp now, ReceiveStream stream, in RtpPacket packet)
    {
        Packets++;
        Bytes += packet.Data.Length;
        if (KeepsPayloads)
            LastPayload = packet.Payload.ToArray();
    }
}
