using System.IO.Pipelines;
using System.Net;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Treff.LiveKit;
using Treff.LiveKit.Protocol;
using Treff.Rtc.Dtls;
using Treff.Rtc.Srtp;
using Treff.Rtc.Turn;
using Treff.Sfu.Metrics;
using Treff.Sfu.Signal;
using Treff.Sfu.Tcp;
using Treff.Sfu.Udp;

namespace Treff.Sfu.Rooms;

/// <summary>The embedded media server: rooms, their signalling sessions and their media, behind one small façade. Thread-safe.</summary>
public sealed partial class MediaServer : IAsyncDisposable
{
    // Events nobody reads are dropped, oldest first.
    private const int MaxEvents = 10_000;

    // Clients get their goodbye within this, or not at all.
    private static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(2);

    private readonly Channel<WebhookEvent> _events;

    private readonly DtlsCertificate _certificate;
    private readonly DtlsContext _dtlsContext;
    private readonly MediaWorkers _workers;
    private readonly ILogger _logger;
    private Task? _stopping;
    private long _eventsDropped;
    private volatile bool _isStarted;

    /// <summary>Binds the sockets; nothing is received before <see cref="StartAsync"/>.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">The port is taken, or an address is not one of this host's.</exception>
    public MediaServer(MediaServerOptions options, TimeProvider timeProvider, ILoggerFactory loggerFactory)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(timeProvider);
        ArgumentNullException.ThrowIfNull(loggerFactory);
        Options = options;
        _events = Channel.CreateBounded<WebhookEvent>(
            new BoundedChannelOptions(MaxEvents) { FullMode = BoundedChannelFullMode.DropOldest },
            _ => Interlocked.Increment(ref _eventsDropped));
        _logger = loggerFactory.CreateLogger<MediaServer>();
        _certificate = DtlsCertificate.Create("Treff");
        _dtlsContext = new DtlsContext(_certificate);
        _workers = new MediaWorkers(new MediaWorkersOptions
        {
            Server = options,
            DtlsContext = _dtlsContext,
            Fingerprint = _certificate.Fingerprint,
            TimeProvider = timeProvider,
            LoggerFactory = loggerFactory,
            Events = new RoomEvents(webhookEvent => _events.Writer.TryWrite(webhookEvent)),
        });
        Rooms = new EmbeddedRoomService(_workers.Rooms);
    }

    public MediaServerOptions Options { get; }

    /// <summary>Rooms and participants, for the product and for the server API.</summary>
    public IRoomService Rooms { get; }

    /// <summary>What happens in rooms, as LiveKit's webhooks tell it.</summary>
    public ChannelReader<WebhookEvent> Events => _events.Reader;

    /// <summary>Events that nobody read in time.</summary>
    public long EventsDropped => Interlocked.Read(ref _eventsDropped);

    /// <summary>The UDP port that media uses; interesting when the options asked for any.</summary>
    public int UdpPort => _workers.UdpPort;

    internal MediaWorkers Workers => _workers;

    /// <summary>What each media worker looked like within the last second.</summary>
    public IReadOnlyList<WorkerSample> Samples => _workers.Samples;

    /// <summary>Media connections over TCP: how many, and what became of them.</summary>
    public StreamStatistics StreamStatistics => _workers.StreamStatistics;

    /// <summary>Of the relay, as of now; null when there is none.</summary>
    public TurnStatistics? TurnStatistics => _workers.TurnStatistics;

    /// <summary>Somebody listens on a TCP port and hands over what is media: clients are told so from now on.</summary>
    /// <param name="port">As clients reach it.</param>
    /// <param name="address">Null = it listens on all addresses.</param>
    public void OnListening(int port, IPAddress? address) => _workers.OnListening((ushort)port, address);

    /// <summary>Carries media over a TCP connection until it ends; nothing of it has been consumed yet.</summary>
    public Task RunConnectionAsync(IDuplexPipe transport, IPEndPoint remote, MediaStreamKind kind, CancellationToken closed) =>
        _workers.RunConnectionAsync(transport, remote, kind, closed);

    /// <summary>For one participant; null when there is no relay. After <paramref name="lifetime"/> they make no new allocation.</summary>
    public TurnCredentials? IssueTurnCredentials(TimeSpan lifetime, string participant) => _workers.IssueTurnCredentials(lifetime, participant);

    /// <summary>Starts the media threads.</summary>
    public Task StartAsync()
    {
        Log.Chosen(_logger, UdpFeatures.Available.Restricted(Options.Media), SrtpCipher.Description);
        _workers.Start();
        _isStarted = true;
        return Task.CompletedTask;
    }

    /// <summary>Tells every client that the server stops, waits a little until they have it, and ends the media threads.</summary>
    public Task StopAsync()
    {
        lock (_events)
            return _stopping ??= StopOnceAsync();
    }

    /// <summary>Whether somebody would be let in right now: 200, or the status and text that tell clients why not.</summary>
    /// <param name="claims">Of the token.</param>
    /// <param name="mayCreateRoom">As <see cref="SignalOpenRequest.MayCreateRoom"/>.</param>
    /// <param name="cancellationToken">The caller is gone.</param>
    public async Task<(int StatusCode, string Text)> CheckJoinAsync(
        AccessTokenClaims claims, bool mayCreateRoom, CancellationToken cancellationToken)
    {
        // Nobody would answer before the media threads run.
        if (!_isStarted)
            return (503, "the media server is not running");
        var refusal = await _workers.Rooms
            .RunAsync(claims.Video.Room, rooms => rooms.FindRefusal(claims, mayCreateRoom), cancellationToken)
            .ConfigureAwait(false);
        return refusal switch
        {
            null => (200, "success"),
            RoomRegistry.UnknownRoom => (404, refusal),
            // Deviation: LiveKit says success and leaves the browser guessing. 403 is final, and its text is shown.
            _ => (403, refusal),
        };
    }

    /// <summary>Lets a client in, or says with which HTTP status and text to refuse the upgrade.</summary>
    public async Task<SignalOpenResult> OpenSessionAsync(SignalOpenRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        cancellationToken.ThrowIfCancellationRequested();
        // Waited for to the end: whoever was let in while the request went away would stay as a ghost.
        var result = await _workers.Rooms
            .RunAsync(request.Claims.Video.Room, rooms => rooms.Open(request), CancellationToken.None)
            .ConfigureAwait(false);
        if (cancellationToken.IsCancellationRequested)
        {
            result.Session?.OnSocketClosed();
            cancellationToken.ThrowIfCancellationRequested();
        }

        return result;
    }

    /// <summary>All rooms as they are now, with everybody in them; null while the media threads do not run.</summary>
    public async Task<IReadOnlyList<RoomSnapshot>?> InspectAsync(CancellationToken cancellationToken) =>
        _isStarted ? await _workers.InspectAsync(cancellationToken).ConfigureAwait(false) : null;

    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        _dtlsContext.Dispose();
        _certificate.Dispose();
    }

    private async Task StopOnceAsync()
    {
        _isStarted = false;
        _workers.Start();
        var sessions = await _workers.Rooms.RunOnAllAsync(rooms => rooms.Stop(), CancellationToken.None).ConfigureAwait(false);
        var flushed = Task.WhenAll(sessions.SelectMany(ofWorker => ofWorker).Select(session => session.Outgoing.Completion));
        await Task.WhenAny(flushed, Task.Delay(FlushTimeout)).ConfigureAwait(false);
        await _workers.StopAsync().ConfigureAwait(false);
        _events.Writer.TryComplete();
    }

    private static partial class Log
    {
        [LoggerMessage(10, LogLevel.Information, "Media is {Datagrams}, and encrypted by {Cipher}.")]
        public static partial void Chosen(ILogger logger, UdpFeatures datagrams, string cipher);
    }
}
