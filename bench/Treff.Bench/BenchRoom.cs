using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Treff.LiveKit;
using Treff.LiveKit.Protocol;
using Treff.Rtc.Congestion;
using Treff.Rtc.Dtls;
using Treff.Rtc.Ice;
using Treff.Rtc.Peer;
using Treff.Rtc.Streams;
using Treff.Sfu.Rooms;
using Treff.Sfu.Signal;
using Treff.Sfu.Tests.Support;
using Treff.Sfu.Udp;

namespace Treff.Bench;

/// <summary>A room on a media worker of its own: one publisher of VP8 video and its subscribers, with real sockets on loopback.</summary>
internal sealed class BenchRoom : IAsyncDisposable
{
    private const string Name = "bench";
    private const uint VideoSsrc = 1000;

    private readonly DtlsCertificate _certificate = DtlsCertificate.Create("bench");
    private readonly DtlsContext _context;
    private readonly RoomLoop _loop;
    private readonly List<ClientPeer> _clients = [];

    private BenchRoom(bool useSegmentation)
    {
        _context = new DtlsContext(_certificate);
        Worker = new MediaWorker(new MediaWorkerOptions
        {
            Media = new MediaOptions { Addresses = [IPAddress.Loopback], UdpPort = 0, UseSegmentation = useSegmentation },
            DtlsContext = _context,
            Fingerprint = _certificate.Fingerprint,
            Logger = NullLogger.Instance,
        });
        _loop = new RoomLoop(Worker, new RoomServices(Worker, new RoomOptions(), new RoomEvents(_ => { }), NullLogger.Instance));
        Worker.Start();
    }

    public MediaWorker Worker { get; }

    public ClientPeer Publisher => _clients[0];

    public IReadOnlyList<ClientPeer> Clients => _clients;

    public IEnumerable<ClientPeer> Subscribers => _clients.Skip(1);

    public SendStream Video { get; private set; } = null!;

    public static async Task<BenchRoom> CreateAsync(int subscribers, bool useSegmentation)
    {
        var room = new BenchRoom(useSegmentation);
        var publisher = await room.JoinAsync("publisher", offer => offer.Send("video", "camera"));
        room.Video = publisher.AddStream(VideoSsrc);
        for (var i = 0; i < subscribers; i++)
            await room.JoinAsync($"subscriber-{i}", offer => offer.Receive("video"));
        return room;
    }

    /// <summary>
    /// Nobody is held back: the subscribers send receiver reports and no transport-wide feedback, and the server has understood that. Until then
    /// it sends as if their networks were slow.
    /// </summary>
    public async Task<bool> IsUnlimitedAsync() => await _loop.RunAsync(
        rooms => rooms.TryFind(Name, out var room) && room.Participants.All(
            participant => participant.SubscriberLink.Peer.Bandwidth.TargetBitsPerSecond == BandwidthEstimate.UnlimitedBitsPerSecond),
        CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await Worker.DisposeAsync();
        foreach (var client in _clients)
            client.Dispose();
        _context.Dispose();
        _certificate.Dispose();
    }

    private async Task<ClientPeer> JoinAsync(string identity, Func<TestOffer, TestOffer> sections)
    {
        var client = new ClientPeer(_context, IPAddress.Loopback) { KeepsPayloads = false };
        _clients.Add(client);
        client.Link.Peer.SetReceiveSections([Section()]);
        var offer = new TestOffer(client.Credentials.UsernameFragment, client.Credentials.Password)
        {
            FingerprintValue = _certificate.Fingerprint.Value,
        };
        var session = await OpenAsync(identity);
        session.Handle(new SignalRequest { AddTrack = new AddTrackRequest { Cid = "camera", Type = TrackType.Video, Source = TrackSource.Camera } });
        session.Handle(new SignalRequest { Offer = new SessionDescription { Type = "offer", Id = 1, Sdp = sections(offer).ToString() } });
        await AnswerAsync(session);
        client.Connect(await CredentialsAsync(identity), _certificate.Fingerprint, new IPEndPoint(IPAddress.Loopback, Worker.UdpPort));
        return client.Pump(() => client.State == PeerState.Connected)
            ? client
            : throw new InvalidOperationException($"{identity} did not connect.");
    }

    private async Task<SignalSession> OpenAsync(string identity)
    {
        var claims = new AccessTokenClaims { Identity = identity, Video = new VideoGrant { Room = Name, RoomJoin = true } };
        var join = new JoinRequest { ConnectionSettings = new ConnectionSettings { AutoSubscribe = true } };
        var request = new SignalOpenRequest(claims, join, "127.0.0.1");
        var result = await _loop.RunAsync(rooms => rooms.Open(request), CancellationToken.None);
        return result.Session ?? throw new InvalidOperationException(result.Error);
    }

    private static async Task AnswerAsync(SignalSession session)
    {
        while ((await session.Outgoing.ReadAsync()).MessageCase != SignalResponse.MessageOneofCase.Answer)
        {
            // What else the room tells a newcomer.
        }
    }

    private Task<IceCredentials> CredentialsAsync(string identity) => _loop.RunAsync(
        rooms => rooms.TryFind(Name, out var room) && room.TryFind(identity, out var participant)
            ? participant.PublisherLink.Peer.Ice.Local
            : throw new InvalidOperationException($"{identity} is not there."),
        CancellationToken.None);

    private static ReceiveSection Section() => new()
    {
        Mid = "0",
        Kind = Rtc.MediaKind.Video,
        Payloads = [new PayloadMapping(96, "VP8", 90_000)],
        Extensions = Rtc.Rtp.RtpExtensionMap.Empty,
    };
}
