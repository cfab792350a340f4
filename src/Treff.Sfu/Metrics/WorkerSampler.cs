using Treff.Rtc;
using Treff.Sfu.Rooms;

namespace Treff.Sfu.Metrics;

/// <summary>
/// Looks at a worker and its rooms once a second, on the worker's thread, and publishes what it saw: so counters are plain fields, and whoever
/// watches reads a finished picture.
/// </summary>
internal sealed class WorkerSampler(MediaWorker worker, RoomRegistry rooms, Timestamp now) : IWorkerTimer
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private Timestamp _lastAt = now - Interval; // the first look is due at once
    private long _lastBusy;
    private WorkerSample? _latest;
    private double _busyShare;

    /// <summary>Null before the first look. Any thread.</summary>
    public WorkerSample? Latest => Volatile.Read(ref _latest);

    /// <summary>The share of the last second in which the thread was at work, 0 to 1. Any thread.</summary>
    public double BusyShare => Volatile.Read(ref _busyShare);

    public Timestamp NextTimeout => _lastAt + Interval;

    public void HandleTimeout(Timestamp now)
    {
        var busy = worker.Statistics.BusyMicroseconds;
        var elapsed = Math.Max(1, now.Microseconds - _lastAt.Microseconds);
        Volatile.Write(ref _busyShare, Math.Clamp((double)(busy - _lastBusy) / elapsed, 0, 1));
        (_lastAt, _lastBusy) = (now, busy);
        Volatile.Write(ref _latest, worker.Sample(rooms));
        worker.Statistics.TurnTimes.Clear();
    }

    public void OnFault(Exception exception)
    {
        // The worker has logged it; the next look comes in a second.
    }
}
