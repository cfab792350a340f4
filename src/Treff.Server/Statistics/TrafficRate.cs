using Treff.Sfu.Metrics;

namespace Treff.Server.Statistics;

/// <summary>Bit rates of the whole media server between one look and the next. Not thread-safe.</summary>
public sealed class TrafficRate(TimeProvider time)
{
    private long _at;
    private PairSample? _before;

    /// <summary>Since the last look; null before there are two, or where there are no workers.</summary>
    public (long? Received, long? Sent) Next(IReadOnlyList<WorkerSample> workers)
    {
        ArgumentNullException.ThrowIfNull(workers);
        if (workers.Count == 0)
            return (null, null);
        var bytes = new PairSample(workers.Sum(worker => worker.Datagrams.Bytes.Received), workers.Sum(worker => worker.Datagrams.Bytes.Sent));
        var now = time.GetTimestamp();
        var seconds = time.GetElapsedTime(_at, now).TotalSeconds;
        var before = _before;
        (_at, _before) = (now, bytes);
        if (before is not { } known || seconds <= 0)
            return (null, null);
        return ((long)((bytes.Received - known.Received) * 8 / seconds), (long)((bytes.Sent - known.Sent) * 8 / seconds));
    }
}
