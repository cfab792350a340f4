namespace Treff.Sfu.Rooms;

/// <summary>
/// What a media worker did since it was started. Written by its thread; others may read it at any time and see values that are a
/// moment old.
/// </summary>
public sealed class MediaWorkerStatistics
{
    /// <summary>Turns of the loop: what came in together is handled together.</summary>
    public long Turns { get; internal set; }

    public long Commands { get; internal set; }

    public long Timeouts { get; internal set; }

    /// <summary>Datagrams that belong to no peer; dropped.</summary>
    public long UnknownDatagrams { get; internal set; }

    /// <summary>Checks on a path that a connected peer already has; the path stays that peer's.</summary>
    public long PathConflicts { get; internal set; }

    /// <summary>Exceptions of our own; each ended one room.</summary>
    public long Faults { get; internal set; }
}
