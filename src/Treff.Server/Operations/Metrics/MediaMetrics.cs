using System.Diagnostics.Metrics;
using Treff.Sfu.Metrics;
using Treff.Sfu.Rooms;

namespace Treff.Server.Operations.Metrics;

/// <summary>
/// The meter <c>Treff</c>. Its instruments ask for values when somebody collects; those come from what each media worker publishes once a second,
/// so nothing here ever waits for a worker or is counted twice.
/// </summary>
public sealed class MediaMetrics : IDisposable
{
    public const string MeterName = "Treff";

    private readonly Meter _meter = new(MeterName, HealthEndpoints.Version);
    private readonly List<MetricDefinition> _definitions = [];
    private readonly Func<IReadOnlyList<WorkerSample>> _samples;

    /// <param name="samples">One for each worker; empty where the media server is elsewhere.</param>
    /// <param name="refusals">Of the whole server.</param>
    /// <param name="streams">Media connections over TCP; null where the media server is elsewhere.</param>
    public MediaMetrics(Func<IReadOnlyList<WorkerSample>> samples, Refusals refusals, Func<long>? streams = null)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(refusals);
        _samples = samples;
        AddRooms();
        AddTraffic();
        AddRepair();
        AddWorkers();
        Add(new("treff.refused", MetricKind.Counter, "{refusal}", "What strangers were refused, by the limit that they met."), () => Enum.GetValues<Refusal>()
            .Select(limit => new Measurement<double>(refusals[limit], new KeyValuePair<string, object?>("limit", limit.ToString()))));
        Add(new("treff.streams.open", MetricKind.Gauge, "{connection}", "Media connections over TCP that are open."), () => [new(streams?.Invoke() ?? 0)]);
    }

    /// <summary>All metrics, in the order of the documentation.</summary>
    public IReadOnlyList<MetricDefinition> Definitions => _definitions;

    /// <summary>Whether an instrument is of this object: in one process there may be several servers, in tests for example.</summary>
    public bool Owns(Instrument instrument) => ReferenceEquals(instrument?.Meter, _meter);

    public void Dispose() => _meter.Dispose();

    private void AddRooms()
    {
        AddGauge("treff.rooms", "{room}", "Rooms.", sample => sample.Rooms.Count);
        AddGauge("treff.participants", "{participant}", "Participants of all rooms.", sample => sample.Participants);
        Add(new("treff.room.participants", MetricKind.Gauge, "{participant}", "Participants of one room, and which worker has it."), () => _samples().SelectMany(sample =>
            sample.Rooms.Select(room => new Measurement<double>(room.Participants, Tag(sample), new KeyValuePair<string, object?>("room", room.Sid)))));
    }

    private void AddTraffic()
    {
        AddPair("treff.datagrams", "{datagram}", "UDP datagrams", sample => sample.Datagrams.Count);
        AddPair("treff.traffic", "By", "Bytes in UDP datagrams, without UDP and IP headers,", sample => sample.Datagrams.Bytes);
        AddPair("treff.packets", "{packet}", "RTP packets", sample => sample.Packets);
        Add(new("treff.drops", MetricKind.Counter, "{packet}", "Datagrams and packets thrown away, by reason."), () => _samples().SelectMany(sample =>
            sample.Drops.Select(drop => new Measurement<double>(drop.Count, Tag(sample), new KeyValuePair<string, object?>("reason", drop.Reason)))));
    }

    private void AddRepair()
    {
        AddPair("treff.nacks", "{packet}", "Packets asked for again (NACK)", sample => sample.Nacks);
        AddPair("treff.key_frame_requests", "{request}", "Requests for key frames (PLI, FIR)", sample => sample.KeyFrameRequests);
        AddPair("treff.retransmissions", "{packet}", "Retransmitted packets", sample => sample.Retransmissions);
        AddCounter("treff.red.recoveries", "{packet}", "Lost audio packets that were made from the redundancy (RED) of later ones.", sample => sample.RedRecoveries);
        AddCounter("treff.layer.switches", "{switch}", "Subscriptions that went on with another layer.", sample => sample.LayerSwitches);
        AddGauge("treff.streams.paused", "{stream}", "Videos stopped because they do not fit the subscriber's bandwidth.", sample => sample.PausedStreams);
        AddGauge("treff.bandwidth.measured", "{peer}", "Peers whose bandwidth has been measured.", sample => sample.Estimates.Count);
        Add(new("treff.bandwidth.estimate", MetricKind.Gauge, "bit/s", "Measured bandwidth towards peers: the lowest, the median, the highest."), () =>
            _samples().Where(sample => sample.Estimates.Count > 0).SelectMany(sample => Quantiles(
                sample, ("0", sample.Estimates[0]), ("0.5", sample.Estimates[sample.Estimates.Count / 2]), ("1", sample.Estimates[^1]))));
    }

    private void AddWorkers()
    {
        AddCounter("treff.worker.turns", "{turn}", "Turns of the media loop.", sample => sample.Turns.Count);
        AddCounter("treff.worker.busy", "s", "Time in turns, without waiting for datagrams: its rate is the share of a processor.", sample => sample.Turns.Busy.TotalSeconds);
        Add(new("treff.worker.turn.time", MetricKind.Gauge, "s", "How long turns of the last second took: median, 99 of 100, all."), () => _samples().SelectMany(sample => Quantiles(
            sample, ("0.5", sample.Turns.Median.TotalSeconds), ("0.99", sample.Turns.Percentile99.TotalSeconds), ("1", sample.Turns.Longest.TotalSeconds))));
        Add(new("treff.worker.queue", MetricKind.Gauge, "{item}", "What waits: commands, handed-over datagrams, DTLS handshakes."), () => _samples().SelectMany(sample => Queues(sample)));
        AddCounter("treff.worker.handed_over", "{datagram}", "Datagrams that came in here for a peer of another worker.", sample => sample.Handovers.Sent);
        AddCounter("treff.worker.taken_over", "{datagram}", "Datagrams that another worker handed to this one.", sample => sample.Handovers.Received);
        AddCounter("treff.worker.faults", "{fault}", "Errors of the server itself; each ended one room.", sample => sample.Faults);
        AddGauge("treff.paths", "{path}", "Addresses and connections of clients on which a peer has been heard.", sample => sample.Paths);
        AddGauge("treff.relay.allocations", "{allocation}", "TURN allocations.", sample => sample.RelayAllocations);
    }

    private void AddPair(string name, string unit, string what, Func<WorkerSample, PairSample> value)
    {
        AddCounter($"{name}.received", unit, $"{what} received.", sample => value(sample).Received);
        AddCounter($"{name}.sent", unit, $"{what} sent.", sample => value(sample).Sent);
    }

    private void AddCounter(string name, string unit, string description, Func<WorkerSample, double> value) =>
        Add(new(name, MetricKind.Counter, unit, description), () => PerWorker(value));

    private void AddGauge(string name, string unit, string description, Func<WorkerSample, double> value) =>
        Add(new(name, MetricKind.Gauge, unit, description), () => PerWorker(value));

    private IEnumerable<Measurement<double>> PerWorker(Func<WorkerSample, double> value) =>
        _samples().Select(sample => new Measurement<double>(value(sample), Tag(sample)));

    private void Add(MetricDefinition definition, Func<IEnumerable<Measurement<double>>> observe)
    {
        _definitions.Add(definition);
        if (definition.Kind == MetricKind.Counter)
            _meter.CreateObservableCounter(definition.Name, observe, definition.Unit, definition.Description);
        else
            _meter.CreateObservableGauge(definition.Name, observe, definition.Unit, definition.Description);
    }

    private static KeyValuePair<string, object?> Tag(WorkerSample sample) => new("worker", sample.Worker);

    private static Measurement<double>[] Queues(WorkerSample sample) =>
    [
        Queue(sample, "commands", sample.Queues.Commands),
        Queue(sample, "handovers", sample.Queues.Handovers),
        Queue(sample, "handshakes", sample.Queues.Handshakes),
    ];

    private static Measurement<double> Queue(WorkerSample sample, string name, int depth) =>
        new(depth, Tag(sample), new KeyValuePair<string, object?>("queue", name));

    private static IEnumerable<Measurement<double>> Quantiles(WorkerSample sample, params (string Quantile, double Value)[] values) =>
        values.Select(each => new Measurement<double>(each.Value, Tag(sample), new KeyValuePair<string, object?>("quantile", each.Quantile)));
}
