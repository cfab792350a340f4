using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Treff.Rtc.Turn;
using Treff.Sfu.Metrics;
using Treff.Sfu.Tcp;
using Treff.Sfu.Udp;

namespace Treff.Sfu.Rooms;

/// <summary>
/// The media workers of a server: one UDP port, and each room on one of them. The kernel gives a remote address to one worker by its hash; a
/// datagram for a peer of another worker is handed over. Thread-safe.
/// </summary>
internal sealed class MediaWorkers
{
    /// <summary>More is refused.</summary>
    public const int MaxCount = LocalSocketNumbers.MaxWorkers;

    // Beyond, what is received costs more hand-overs than another thread brings, unless an operator knows better.
    private const int MaxDefaultCount = 8;

    private readonly MediaWorkersOptions _options;
    private readonly MediaWorker[] _workers;
    private readonly Population[] _populations;
    private readonly RoomPlacements _placements;
    private readonly WorkerClock _clock;
    private readonly Handover? _handover;
    private readonly TurnCredentialIssuer _turnCredentials = TurnCredentialIssuer.Create(CryptographicRandom.Instance);
    private readonly StreamQuota _streamQuota;
    private int _nextForTurn;

    /// <summary>Binds the sockets; nothing is received before <see cref="Start"/>.</summary>
    /// <exception cref="SocketException">The port is taken, or a configured address is not one of this host's.</exception>
    public MediaWorkers(MediaWorkersOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(options.Server.Workers is >= 1 and <= MaxCount, true, nameof(options));
        _options = options;
        _clock = new WorkerClock(options.TimeProvider);
        _streamQuota = new StreamQuota(options.Server.Streams);
        var transports = UdpTransport.OpenGroup(options.Server.Media, options.Server.Workers);
        _handover = transports.Count > 1 ? new Handover(transports.Count) : null;
        _workers = transports.Select(CreateWorker).ToArray();
        foreach (var worker in _workers)
            worker.Join(_workers);
        var server = new Population();
        _populations = _workers.Select(_ => new Population(server)).ToArray();
        _placements = new RoomPlacements(_workers.Length, index => new WorkerLoad(_workers[index].BusyShare, _populations[index].Participants));
        Rooms = CreateLoops();
    }

    /// <summary>One for each processor, within reason.</summary>
    public static int DefaultCount => Math.Clamp(Environment.ProcessorCount, 1, MaxDefaultCount);

    public int Count => _workers.Length;

    public int UdpPort => _workers[0].UdpPort;

    public RoomLoops Rooms { get; }

    public MediaWorker this[int index] => _workers[index];

    /// <summary>Names of rooms that belong to a worker now.</summary>
    public int PlacedRooms => _placements.Count;

    /// <summary>What each worker looked like within the last second; without those that have not been looked at yet.</summary>
    public IReadOnlyList<WorkerSample> Samples => [.. _workers.Select(worker => worker.LatestSample).OfType<WorkerSample>()];

    public StreamStatistics StreamStatistics => _streamQuota.Statistics;

    /// <summary>Of all relays together, as of now; null when there are none.</summary>
    public TurnStatistics? TurnStatistics =>
        _options.Server.Turn is null ? null : TurnStatistics.Sum(_workers.Select(worker => worker.TurnStatistics!));

    /// <summary>All rooms as they are now.</summary>
    public async Task<IReadOnlyList<RoomSnapshot>> InspectAsync(CancellationToken cancellationToken)
    {
        var ofWorkers = await Rooms.RunOnAllAsync<RoomSnapshot[]>(
            rooms => [.. rooms.Rooms.Select(room => RoomInspector.Inspect(room, rooms.Worker))],
            cancellationToken).ConfigureAwait(false);
        return [.. ofWorkers.SelectMany(rooms => rooms)];
    }

    public void Start()
    {
        foreach (var worker in _workers)
            worker.Start();
    }

    /// <summary>Ends all of them.</summary>
    public async Task StopAsync()
    {
        await Task.WhenAll(_workers.Select(worker => worker.StopAsync())).ConfigureAwait(false);
        _handover?.Dispose();
    }

    public void OnListening(ushort port, IPAddress? address)
    {
        foreach (var worker in _workers)
            worker.OnListening(port, address);
    }

    /// <summary>Carries media over a TCP connection until it ends, on the worker that its first datagram is for.</summary>
    public async Task RunConnectionAsync(IDuplexPipe transport, IPEndPoint remote, MediaStreamKind kind, CancellationToken closed)
    {
        var worker = await PickWorkerAsync(transport, kind, closed).ConfigureAwait(false);
        if (worker is not null)
            await worker.RunConnectionAsync(transport, remote, kind, closed).ConfigureAwait(false);
    }

    public TurnCredentials? IssueTurnCredentials(TimeSpan lifetime, string participant) => _workers[0].IssueTurnCredentials(lifetime, participant);

    // A relay serves peers of every worker, and who will be behind it shows only later: these connections are dealt out in turn.
    private async Task<MediaWorker?> PickWorkerAsync(IDuplexPipe transport, MediaStreamKind kind, CancellationToken closed)
    {
        if (_handover is null)
            return _workers[0];
        if (kind == MediaStreamKind.Turn)
            return _workers[(int)((uint)Interlocked.Increment(ref _nextForTurn) % (uint)_workers.Length)];
        using var timeout = new CancellationTokenSource(_options.Server.Streams.AuthenticationTimeout, _options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, closed);
        var worker = await FirstDatagram.FindWorkerAsync(transport.Input, _handover.Owners, either.Token).ConfigureAwait(false);
        return worker is { } index ? _workers[index] : null;
    }

    private MediaWorker CreateWorker(UdpTransport transport, int index)
    {
        var server = _options.Server;
        var count = _handover?.Workers ?? 1;
        return new MediaWorker(new MediaWorkerOptions
        {
            Media = server.Media,
            Transport = transport,
            Handover = _handover,
            Index = index,
            Clock = _clock,
            TurnCredentials = _turnCredentials,
            Streams = server.Streams,
            StreamQuota = _streamQuota,
            Turn = server.Turn,
            DtlsContext = _options.DtlsContext,
            Fingerprint = _options.Fingerprint,
            Logger = _options.LoggerFactory.CreateLogger<MediaWorker>(),
            TimeProvider = _options.TimeProvider,
            HandshakeThreads = Math.Max(1, DtlsHandshakePool.DefaultThreads / count),
            MaxPendingHandshakes = Math.Max(1, server.MaxPendingHandshakes / count),
            Refusals = server.Rooms.Refusals,
        });
    }

    private RoomLoops CreateLoops()
    {
        var logger = _options.LoggerFactory.CreateLogger<Room>();
        return new RoomLoops([.. _workers.Select(CreateLoop)], _placements);

        RoomLoop CreateLoop(MediaWorker worker)
        {
            var loop = new RoomLoop(worker, new RoomServices(worker, _options.Server.Rooms, _options.Events, logger)
            {
                Worker = worker.Index,
                Population = _populations[worker.Index],
                Placements = _placements,
                Forwarding = worker.Forwarding,
            });
            worker.Watch(loop.Rooms);
            return loop;
        }
    }
}
