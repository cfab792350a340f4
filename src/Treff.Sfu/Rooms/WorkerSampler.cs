using Treff.Rtc;

namespace Treff.Sfu.Rooms;

/// <summary>
/// Looks at a worker once a second, on its own thread, and publishes what it saw: so counters are plain fields, and whoever watches reads a
/// finished picture. A worker that is watched by nobody has none of this scheduled.
/// </summary>
internal sealed class WorkerSampler(MediaWorker worker, Timestamp now) : IWorkerTimer
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private Timestamp _lastAt = now;
    private long _lastBusy;
    private double _busyShare;

    public double BusyShare => Volatile.Read(ref _busyShare);

    public Timestamp NextTimeout => _lastAt + Interval;

    public void HandleTimeout(Timestamp now)
    {
        var busy = worker.Statistics.BusyMicroseconds;
        var elapsed = Math.Max(1, now.Microseconds - _lastAt.Microseconds);
        Volatile.Write(ref _busyShare, Math.Clamp((double)(busy - _lastBusy) / elapsed, 0, 1));
        (_lastAt, _lastBusy) = (now, busy);
    }

    public void OnFault(Exception exception)
    {
        // The worker has logged it; the next look comes in a second.
    }
}
