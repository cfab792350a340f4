using System.Buffers.Binary;
using System.Net;
using Treff.Rtc.Dtls;
using Treff.Rtc.Ice;
using Treff.Rtc.Peer;
using Treff.Rtc.Rtp;
using Treff.Rtc.Streams;
using Treff.Rtc.Srtp;
using Treff.Rtc.Tests.Support;

namespace Treff.Rtc.Tests.Peer;

/// <summary>A client and a server peer in memory, in virtual time, over a seeded link in each direction.</summary>
internal sealed class PeerPair : IDisposable
{
    public const byte AudioPayloadType = 111;
    public const byte VideoPayloadType = 96;
    public const byte RtxPayloadType = 97;

    private static readonly TransportAddress ServerAddress = TransportAddress.From(IPAddress.Parse("192.0.2.1"), 7882);

    private readonly DtlsCertificate _clientCertificate = DtlsCertificate.Create("client");
    private readonly DtlsCertificate _serverCertificate = DtlsCertificate.Create("server");
    private readonly DtlsContext _clientContext;
    private readonly DtlsContext _serverContext;
    private readonly SeededRandom _random;
    private readonly byte[] _receiveBuffer = new byte[2048 + SrtpSender.Slack];

    /// <param name="serverKnowsClient">False when the client's description has not come yet: <see cref="IntroduceClient"/>.</param>
    public PeerPair(ulong seed = 1, bool serverKnowsClient = true)
    {
        var random = _random = new SeededRandom(seed);
        _clientContext = new DtlsContext(_clientCertificate);
        _serverContext = new DtlsContext(_serverCertificate);
        ToServer = new LossyLink(random);
        ToClient = new LossyLink(random);
        var clientCredentials = IceCredentials.Create(random);
        var serverCredentials = IceCredentials.Create(random);
        Client = new RtcPeer(new PeerOptions
        {
            DtlsContext = _clientContext,
            DtlsRole = DtlsRole.Client,
            LocalCredentials = clientCredentials,
            Random = random,
        });
        Server = new RtcPeer(new PeerOptions { DtlsContext = _serverContext, LocalCredentials = serverCredentials, Random = random });
        if (serverKnowsClient)
            Server.SetRemote(clientCredentials, _clientCertificate.Fingerprint);
        Client.Connect(serverCredentials, _serverCertificate.Fingerprint, new NetworkPath(0, ServerAddress));
        ClientSide = new Recording(ToServer, Client);
        ServerSide = new Recording(ToClient, Server);
    }

    public RtcPeer Client { get; }

    public RtcPeer Server { get; }

    public Recording ClientSide { get; }

    public Recording ServerSide { get; }

    public LossyLink ToServer { get; }

    public LossyLink ToClient { get; }

    /// <summary>Where the server sees the client; change it to play a NAT that gave the client a new port.</summary>
    public TransportAddress ClientAddress { get; set; } = TransportAddress.From(IPAddress.Parse("198.51.100.7"), 50_000);

    public Timestamp Now { get; private set; } = Timestamp.FromMilliseconds(1000);

    public static ReceiveSection VideoSection(string mid = "1", params string[] rids) => new()
    {
        Mid = mid,
        Kind = MediaKind.Video,
        Payloads = [new PayloadMapping(VideoPayloadType, "VP8", 90_000, RtxPayloadType, Nack: true, TransportCc: true)],
        Extensions = new RtpExtensionMap { Mid = 4, RtpStreamId = 5, RepairedRtpStreamId = 6, TransportCc = 3 },
        Rids = rids,
    };

    public static SendStreamOptions VideoStream(uint ssrc = 0x1111, uint? rtxSsrc = 0x2222) => new()
    {
        Ssrc = ssrc,
        RtxSsrc = rtxSsrc,
        PayloadType = VideoPayloadType,
        RtxPayloadType = rtxSsrc is null ? null : RtxPayloadType,
        Kind = MediaKind.Video,
        ClockRate = 90_000,
        Cname = "cname",
        Extensions = RtpExtensionMap.Empty,
        Mid = "1",
    };

    public void Connect()
    {
        RunUntil(() => Client.State == PeerState.Connected && Server.State == PeerState.Connected, TimeSpan.FromSeconds(20));
        Assert.Equal((PeerState.Connected, PeerState.Connected), (Client.State, Server.State));
    }

    /// <summary>
    /// Goes on to a time with random numbers of the seed, so that what follows does not depend on the handshake: its certificates and keys are
    /// new in every run, and with them its sizes, its flights and its end.
    /// </summary>
    public void ForgetHandshake(ulong seed, Timestamp until)
    {
        Assert.True(Now < until, $"the handshake took until {Now}");
        Run(until - Now);
        _random.Reset(seed);
    }

    public void Run(TimeSpan span) => RunUntil(static () => false, span);

    /// <summary>Jumps from one deadline or arrival to the next.</summary>
    public void RunUntil(Func<bool> done, TimeSpan span)
    {
        var end = Now + span;
        for (var steps = 0; !done(); steps++)
        {
            Assert.True(steps < 1_000_000, "the pair spins without time passing");
            var next = Timestamp.Min(
                Timestamp.Min(ToServer.NextArrival, ToClient.NextArrival), Timestamp.Min(Client.NextTimeout, Server.NextTimeout));
            if (next > end)
            {
                Now = end;
                return;
            }

            if (next > Now)
                Now = next;
            Deliver();
            Tick(ClientSide);
            Tick(ServerSide);
        }
    }

    public void Send(Recording from, SendStream stream, ushort sequenceNumber, byte[] payload, uint? timestamp = null, byte padding = 0)
    {
        from.Now = Now;
        var sink = new RecordingSink(from);
        from.Peer.SendRtp(Now, stream, Rtp(sequenceNumber, timestamp, padding), payload, ref sink);
    }

    public void SendRetransmission(Recording from, SendStream stream, ushort sequenceNumber, byte[] payload, byte padding = 0)
    {
        from.Now = Now;
        var sink = new RecordingSink(from);
        from.Peer.SendRetransmission(Now, stream, Rtp(sequenceNumber, null, padding), payload, ref sink);
    }

    public void RequestKeyFrame(Recording from, ReceiveStream stream)
    {
        from.Now = Now;
        var sink = new RecordingSink(from);
        from.Peer.RequestKeyFrame(stream, ref sink);
    }

    /// <summary>The client's description comes, with its own certificate or another's.</summary>
    public void IntroduceClient(DtlsCertificate? certificate = null)
    {
        Server.SetRemote(Client.Options.LocalCredentials, (certificate ?? _clientCertificate).Fingerprint);
        ServerSide.Now = Now;
        var sink = new RecordingSink(ServerSide);
        Server.CompleteHandshakeStep(Now, ref sink);
    }

    public void Close(Recording side)
    {
        side.Now = Now;
        var sink = new RecordingSink(side);
        side.Peer.Close(ref sink);
    }

    /// <summary>Hands the server a datagram from anywhere.</summary>
    public void Inject(ReadOnlySpan<byte> datagram, TransportAddress from) => Give(ServerSide, datagram, new NetworkPath(0, from));

    public void Dispose()
    {
        Client.Dispose();
        Server.Dispose();
        _clientContext.Dispose();
        _serverContext.Dispose();
        _clientCertificate.Dispose();
        _serverCertificate.Dispose();
    }

    /// <summary>A payload that names its packet.</summary>
    public static byte[] Payload(int number, int length = 100)
    {
        var payload = new byte[length];
        BinaryPrimitives.WriteInt32BigEndian(payload, number);
        return payload;
    }

    private static OutgoingRtp Rtp(ushort sequenceNumber, uint? timestamp, byte padding) => new()
    {
        SequenceNumber = sequenceNumber,
        Timestamp = timestamp ?? (uint)(sequenceNumber * 3000),
        Marker = true,
        Padding = padding,
    };

    private void Deliver()
    {
        while (ToServer.TryReceive(Now, out var datagram, out _))
            Give(ServerSide, datagram, new NetworkPath(0, ClientAddress));
        while (ToClient.TryReceive(Now, out var datagram, out var path))
        {
            // What is sent to an address the client has left does not arrive.
            if (path.Remote == ClientAddress)
                Give(ClientSide, datagram, new NetworkPath(0, ServerAddress));
        }
    }

    private void Give(Recording side, ReadOnlySpan<byte> datagram, in NetworkPath path)
    {
        side.Now = Now;
        datagram.CopyTo(_receiveBuffer);
        var sink = new RecordingSink(side);
        side.Peer.HandleDatagram(Now, _receiveBuffer.AsSpan(0, datagram.Length), path, ref sink);
    }

    private void Tick(Recording side)
    {
        if (side.Peer.NextTimeout > Now)
            return;
        side.Now = Now;
        var sink = new RecordingSink(side);
        side.Peer.HandleTimeout(Now, ref sink);
    }
}
