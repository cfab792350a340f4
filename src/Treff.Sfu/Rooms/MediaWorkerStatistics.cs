namespace Treff.Sfu.Rooms;

/// <summary>
/// What a media worker did since it was started. Written by its thread; others may read it at any time and see values that are a
/// moment old.
/// </summary>
public sealed class MediaWorkerStatistics
{
    /// <summary>Turns of the loop: what came in together is handled together.</summary>
    public long Turns { get; private set; }

    /// <summary>Microseconds at work: all but waiting for datagrams and taking them from the kernel.</summary>
    public long BusyMicroseconds { get; private set; }

    public long Commands { get; internal set; }

    public long Timeouts { get; internal set; }

    /// <summary>Datagrams that belong to no peer; dropped.</summary>
    public long UnknownDatagrams { get; internal set; }

    /// <summary>Datagrams that came in here and were handed to the worker that has their peer, and ones that only another worker can send.</summary>
    public long HandedOver { get; internal set; }

    /// <summary>Datagrams that another worker handed to this one.</summary>
    public long TakenOver { get; internal set; }

    /// <summary>Not handed over because the other worker is too far behind; dropped.</summary>
    public long HandoversDropped { get; internal set; }

    /// <summary>Checks on a path that a connected peer already has; the path stays that peer's.</summary>
    public long PathConflicts { get; internal set; }

    /// <summary>Exceptions of our own; each ended one room.</summary>
    public long Faults { get; internal set; }

    /// <summary>How long turns took since this was last looked at.</summary>
    internal TurnTimes TurnTimes { get; } = new();

    internal void OnTurnEnded(TimeSpan duration)
    {
        Turns++;
        BusyMicroseconds += duration.Ticks / TimeSpan.TicksPerMicrosecond;
        TurnTimes.Add(duration);
    }
}
