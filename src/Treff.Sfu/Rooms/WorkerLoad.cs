namespace Treff.Sfu.Rooms;

/// <summary>How much a worker has to do.</summary>
/// <param name="BusyShare">The share of the last second that its thread was at work, 0 to 1.</param>
/// <param name="Participants">In all of its rooms.</param>
internal readonly record struct WorkerLoad(double BusyShare, int Participants)
{
    /// <summary>Differences in busy time below this are noise; then participants count, and then rooms.</summary>
    private const double Step = 0.1;

    public bool IsLessThan(WorkerLoad other, int rooms, int otherRooms)
    {
        var difference = Math.Floor(BusyShare / Step) - Math.Floor(other.BusyShare / Step);
        if (difference != 0)
            return difference < 0;
        return Participants != other.Participants ? Participants < other.Participants : rooms < otherRooms;
    }
}
