using System.Diagnostics;
using Treff.Rtc.Dtls;

namespace Treff.Load;

/// <summary>Joins a room with everybody of a scenario, lets media flow, measures, leaves.</summary>
internal sealed class LoadRun : IAsyncDisposable
{
    private static readonly TimeSpan JoinLimit = TimeSpan.FromSeconds(60);

    private readonly LoadTarget _target;
    private readonly Scenario _scenario;
    private readonly DtlsCertificate _certificate = DtlsCertificate.Create("load");
    private readonly DtlsContext _context;
    private readonly PeerLoop _publishers;
    private readonly PeerLoop _subscribers;
    private readonly List<LoadParticipant> _participants = [];

    private LoadRun(LoadTarget target, Scenario scenario)
    {
        _target = target;
        _scenario = scenario;
        _context = new DtlsContext(_certificate);
        _publishers = new PeerLoop("publishers", scenario.Participants);
        _subscribers = new PeerLoop("subscribers", scenario.Participants);
    }

    public static async Task<LoadReport> RunAsync(LoadTarget target, Scenario scenario, CancellationToken cancellationToken)
    {
        await using var events = RuntimeEvents.TryStart(target.ProcessId);
        await using var run = new LoadRun(target, scenario);
        return await run.RunAsync(events, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_participants.Select(participant => participant.DisposeAsync().AsTask()));
        await _publishers.DisposeAsync();
        await _subscribers.DisposeAsync();
        _context.Dispose();
        _certificate.Dispose();
    }

    private async Task<LoadReport> RunAsync(RuntimeEvents? events, CancellationToken cancellationToken)
    {
        var before = ProcessUsage.Read(_target.ProcessId);
        var joinsPerSecond = await JoinAsync(cancellationToken);
        await Task.WhenAll(_participants.Select((participant, i) => participant.StartMediaAsync((double)i / _participants.Count)));
        await Task.Delay(_scenario.WarmUp, cancellationToken);

        events?.Reset();
        var first = ProcessUsage.Read(_target.ProcessId);
        var start = Stopwatch.GetTimestamp();
        await _subscribers.BeginMeasurementAsync();
        await Task.Delay(_scenario.Duration, cancellationToken);
        var measured = await _subscribers.EndMeasurementAsync();
        var elapsed = Stopwatch.GetElapsedTime(start);
        var last = ProcessUsage.Read(_target.ProcessId);
        return new LoadReport
        {
            Scenario = _scenario,
            Elapsed = elapsed,
            Packets = measured.Packets,
            Bytes = measured.Bytes,
            Lost = measured.Lost,
            Delays = measured.Delays,
            ReadDelays = measured.ReadDelays,
            Used = last - first,
            ResidentBytes = before is { } b && last is { } l ? (b.ResidentBytes, l.ResidentBytes) : null,
            Runtime = events?.Read(),
            JoinsPerSecond = joinsPerSecond,
        };
    }

    private async Task<double> JoinAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(JoinLimit);
        var room = $"load-{Guid.NewGuid():N}";
        for (var i = 0; i < _scenario.Participants; i++)
            _participants.Add(await CreateAsync(i));
        var start = Stopwatch.GetTimestamp();
        try
        {
            await Task.WhenAll(_participants.Select((participant, i) => participant.JoinAsync(room, $"load-{i}", limit.Token)));
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new LoadException($"Not everybody could join within {JoinLimit.TotalSeconds:F0} seconds. Is UDP to the server's media port open?", e);
        }
        catch (Exception e) when (e is System.Net.WebSockets.WebSocketException or IOException or InvalidDataException)
        {
            throw new LoadException($"Joining failed: {e.Message}. Are URL, key and secret those of the server, and does it let so many people into a room?", e);
        }

        return _scenario.Participants / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private async Task<LoadParticipant> CreateAsync(int index)
    {
        var publishes = index < _scenario.Publishers;
        var subscriber = await _subscribers.InvokeAsync(() => _subscribers.AddPeer(socket => new LoadPeer(_context, _subscribers, socket)));
        var publisher = await _publishers.InvokeAsync(() => _publishers.AddPeer(socket => new LoadPeer(_context, _publishers, socket)));
        return new LoadParticipant(
            _target,
            _certificate.Fingerprint,
            new LoadEnds(subscriber, _subscribers, publisher, _publishers),
            publishes ? new PublishedMedia(_scenario, index) : null,
            subscribes: !publishes || _scenario.IsMeeting);
    }
}
