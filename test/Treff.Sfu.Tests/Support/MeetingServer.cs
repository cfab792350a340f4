using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Treff.LiveKit;
using Treff.LiveKit.Protocol;
using Treff.Rtc.Dtls;
using Treff.Rtc.Ice;
using Treff.Rtc.Peer;
using Treff.Rtc.Rtp;
using Treff.Sfu.Rooms;
using Treff.Sfu.Signal;
using Treff.Sfu.Udp;

namespace Treff.Sfu.Tests.Support;

/// <summary>A whole media server on loopback with several workers, and clients that join its rooms by signalling and real sockets.</summary>
internal sealed class MeetingServer : IAsyncDisposable
{
    private readonly DtlsCertificate _clientCertificate = DtlsCertificate.Create("client");
    private readonly DtlsContext _clientContext;
    private readonly List<ClientPeer> _clients = [];

    public MeetingServer(int workers, int port = 0, RoomOptions? rooms = null)
    {
        _clientContext = new DtlsContext(_clientCertificate);
        Media = Create(workers, port, rooms);
    }

    public MediaServer Media { get; }

    public MediaWorkers Workers => Media.Workers;

    public IReadOnlyList<ClientPeer> Clients => _clients;

    public long HandedOver => AllWorkers.Sum(worker => worker.Statistics.HandedOver);

    public IEnumerable<MediaWorker> AllWorkers => Enumerable.Range(0, Workers.Count).Select(index => Workers[index]);

    public static MediaServer Create(int workers, int port = 0, RoomOptions? rooms = null) => new(
        new MediaServerOptions
        {
            Media = new MediaOptions { Addresses = [IPAddress.Loopback], UdpPort = port },
            Workers = workers,
            Rooms = rooms ?? new RoomOptions(),
        },
        TimeProvider.System,
        NullLoggerFactory.Instance);

    /// <summary>Joins and connects. A publisher has a camera that <see cref="ClientPeer.AddStream"/> feeds; the others receive one video.</summary>
    public async Task<MeetingClient> JoinAsync(string room, string identity, bool publishes, params IPAddress[] addresses)
    {
        var peer = new ClientPeer(_clientContext, addresses.Length > 0 ? addresses : [IPAddress.Loopback]);
        _clients.Add(peer);
        peer.Link.Peer.SetReceiveSections([Section()]);
        var session = await OpenAsync(room, identity);
        if (publishes)
            session.Handle(new SignalRequest { AddTrack = new AddTrackRequest { Cid = "camera", Type = TrackType.Video, Source = TrackSource.Camera } });
        var offer = new TestOffer(peer.Credentials.UsernameFragment, peer.Credentials.Password) { FingerprintValue = _clientCertificate.Fingerprint.Value };
        var sdp = publishes ? offer.Send("video", "camera") : offer.Receive("video");
        session.Handle(new SignalRequest { Offer = new SessionDescription { Type = "offer", Id = 1, Sdp = sdp.ToString() } });
        var answer = TestClient.Parse(await AnswerAsync(session));
        Assert.True(answer.TryGetIceCredentials(answer.Media[0], out var remote));
        var fingerprint = answer.FingerprintsOf(answer.Media[0])[0];
        peer.Connect(remote, new DtlsFingerprint(fingerprint.Algorithm, fingerprint.Value), EndPoint);
        Assert.True(ClientPeer.Pump(_clients, () => peer.State == PeerState.Connected));
        return new MeetingClient(peer, session);
    }

    /// <summary>The server's end alone, on this worker, of a client that the test plays itself.</summary>
    public Task<PeerLink> CreatePeerAsync(int worker, IPeerOwner owner, IceCredentials client) => Workers[worker].InvokeAsync(host =>
    {
        var link = host.CreatePeer(owner);
        link.SetRemote(client, _clientCertificate.Fingerprint);
        return link;
    });

    /// <summary>A client whose peer lives on this worker, without a room.</summary>
    public async Task<ClientPeer> ConnectAsync(int worker, RelayOwner owner)
    {
        var peer = new ClientPeer(_clientContext, IPAddress.Loopback);
        _clients.Add(peer);
        var link = await Workers[worker].InvokeAsync(host =>
        {
            var link = host.CreatePeer(owner);
            link.SetRemote(peer.Credentials, _clientCertificate.Fingerprint);
            link.Peer.SetReceiveSections([Section()]);
            return link;
        });
        peer.Connect(link.Peer.Ice.Local, Workers[worker].Fingerprint, EndPoint);
        Assert.True(ClientPeer.Pump(_clients, () => peer.State == PeerState.Connected && owner.State == PeerState.Connected));
        return peer;
    }

    public IPEndPoint EndPoint => new(IPAddress.Loopback, Media.UdpPort);

    public async Task<SignalSession> OpenAsync(string room, string identity)
    {
        var claims = new AccessTokenClaims { Identity = identity, Video = new VideoGrant { Room = room, RoomJoin = true } };
        var join = new JoinRequest { ConnectionSettings = new ConnectionSettings { AutoSubscribe = true } };
        var result = await Media.OpenSessionAsync(new SignalOpenRequest(claims, join, "127.0.0.1"), CancellationToken.None);
        Assert.NotNull(result.Session);
        return result.Session;
    }

    /// <summary>The worker that has a room.</summary>
    public async Task<int> WorkerOfAsync(string room)
    {
        var found = await Workers.Rooms.RunOnAllAsync(rooms => rooms.TryFind(room, out _), CancellationToken.None);
        return found.ToList().IndexOf(true);
    }

    /// <summary>The client is gone.</summary>
    public void Forget(ClientPeer client)
    {
        _clients.Remove(client);
        client.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await Media.DisposeAsync();
        foreach (var client in _clients)
            client.Dispose();
        _clientContext.Dispose();
        _clientCertificate.Dispose();
    }

    private static async Task<SessionDescription> AnswerAsync(SignalSession session)
    {
        while (true)
        {
            var response = await session.Outgoing.ReadAsync();
            if (response.MessageCase == SignalResponse.MessageOneofCase.Answer)
                return response.Answer;
        }
    }

    private static ReceiveSection Section() => new()
    {
        Mid = "0",
        Kind = Treff.Rtc.MediaKind.Video,
        Payloads = [new PayloadMapping(96, "VP8", 90_000, Nack: true)],
        Extensions = RtpExtensionMap.Empty,
    };
}

/// <summary>One client of a <see cref="MeetingServer"/>.</summary>
internal sealed record MeetingClient(ClientPeer Peer, SignalSession Session);
