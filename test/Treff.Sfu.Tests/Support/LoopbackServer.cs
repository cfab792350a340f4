using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Treff.Rtc;
using Treff.Rtc.Dtls;
using Treff.Rtc.Peer;
using Treff.Rtc.Rtp;
using Treff.Rtc.Streams;
using Treff.Sfu.Rooms;
using Treff.Sfu.Udp;

namespace Treff.Sfu.Tests.Support;

/// <summary>A media worker on loopback with a certificate of its own, and clients that connect to it.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly DtlsCertificate _certificate = DtlsCertificate.Create("treff");
    private readonly DtlsCertificate _clientCertificate = DtlsCertificate.Create("client");
    private readonly DtlsContext _context;
    private readonly DtlsContext _clientContext;
    private readonly List<ClientPeer> _clients = [];

    public LoopbackServer(IPAddress? address = null, MediaOptions? media = null)
    {
        Address = address ?? IPAddress.Loopback;
        _context = new DtlsContext(_certificate);
        _clientContext = new DtlsContext(_clientCertificate);
        Worker = new MediaWorker(new MediaWorkerOptions
        {
            Media = media ?? new MediaOptions { Addresses = [Address], UdpPort = 0 },
            DtlsContext = _context,
            Fingerprint = _certificate.Fingerprint,
            Logger = NullLogger.Instance,
        });
        Worker.Start();
    }

    public MediaWorker Worker { get; }

    public IPAddress Address { get; }

    public IPEndPoint EndPoint => new(Address, Worker.UdpPort);

    public IReadOnlyList<ClientPeer> Clients => _clients;

    /// <summary>A client that is about to connect; pump it.</summary>
    public async Task<(ClientPeer Client, PeerLink Link)> StartClientAsync(IPeerOwner owner, params IPAddress[] addresses)
    {
        var (client, link) = await StartStrangerAsync(owner, addresses);
        await IntroduceAsync(client, link);
        return (client, link);
    }

    /// <summary>What a client's description does.</summary>
    public Task IntroduceAsync(ClientPeer client, PeerLink link) => Worker.InvokeAsync(_ =>
    {
        link.SetRemote(client.Credentials, _clientCertificate.Fingerprint);
        return true;
    });

    /// <summary>The same of whom the server does not know yet whose certificate to expect.</summary>
    public async Task<(ClientPeer Client, PeerLink Link)> StartStrangerAsync(IPeerOwner owner, params IPAddress[] addresses)
    {
        var client = new ClientPeer(_clientContext, addresses.Length > 0 ? addresses : [Address]);
        _clients.Add(client);
        client.Link.Peer.SetReceiveSections([Section]);
        var link = await Worker.InvokeAsync(host =>
        {
            var link = host.CreatePeer(owner);
            link.Peer.SetReceiveSections([Section]);
            return link;
        });
        client.Connect(link.Peer.Ice.Local, _certificate.Fingerprint, EndPoint);
        return (client, link);
    }

    public async Task<(ClientPeer Client, PeerLink Link)> ConnectClientAsync(RelayOwner owner)
    {
        var (client, link) = await StartClientAsync(owner);
        Assert.True(client.Pump(() => client.State == PeerState.Connected && owner.State == PeerState.Connected));
        return (client, link);
    }

    /// <summary>The link's outgoing stream that carries what a relay forwards.</summary>
    public Task<SendStream> AddStreamAsync(PeerLink link, uint ssrc) => Worker.InvokeAsync(_ => link.Peer.AddSendStream(new SendStreamOptions
    {
        Ssrc = ssrc,
        PayloadType = 96,
        Kind = MediaKind.Video,
        ClockRate = 90_000,
        Cname = "server",
        Extensions = RtpExtensionMap.Empty,
        Mid = "0",
    }));

    public async ValueTask DisposeAsync()
    {
        await Worker.DisposeAsync();
        foreach (var client in _clients)
            client.Dispose();
        _context.Dispose();
        _clientContext.Dispose();
        _certificate.Dispose();
        _clientCertificate.Dispose();
    }

    private static ReceiveSection Section => new()
    {
        Mid = "0",
        Kind = MediaKind.Video,
        Payloads = [new PayloadMapping(96, "VP8", 90_000, Nack: true)],
        Extensions = RtpExtensionMap.Empty,
    };
}
