namespace Treff.Sfu.Rooms;

/// <summary>
/// Which worker has which room. A name belongs to one worker from the first call about it until the room has ended and no call is under
/// way, so that two people who open the same meeting at the same moment meet. Thread-safe.
/// </summary>
/// <param name="workers">How many there are.</param>
/// <param name="loadOf">What a worker has to do right now; any thread.</param>
internal sealed class RoomPlacements(int workers, Func<int, WorkerLoad> loadOf)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Placement> _placements = new(StringComparer.Ordinal);
    private readonly int[] _rooms = new int[workers];

    /// <summary>Names that belong to a worker now.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _placements.Count;
        }
    }

    /// <summary>The worker that has the room or will have it. It stays so until <see cref="Release"/>, which has to follow.</summary>
    public int Take(string room)
    {
        lock (_lock)
        {
            if (!_placements.TryGetValue(room, out var placement))
            {
                _placements.Add(room, placement = new Placement(LeastLoaded()));
                _rooms[placement.Worker]++;
            }

            placement.Calls++;
            return placement.Worker;
        }
    }

    /// <summary>A call about the room is over.</summary>
    public void Release(string room)
    {
        lock (_lock)
        {
            var placement = _placements[room];
            placement.Calls--;
            ForgetUnlessNeeded(room, placement);
        }
    }

    /// <summary>The room exists now, on the worker that <see cref="Take"/> named.</summary>
    public void OnRoomStarted(string room)
    {
        lock (_lock)
            _placements[room].Exists = true;
    }

    public void OnRoomEnded(string room)
    {
        lock (_lock)
        {
            var placement = _placements[room];
            placement.Exists = false;
            ForgetUnlessNeeded(room, placement);
        }
    }

    private void ForgetUnlessNeeded(string room, Placement placement)
    {
        if (placement.Exists || placement.Calls > 0)
            return;
        _placements.Remove(room);
        _rooms[placement.Worker]--;
    }

    private int LeastLoaded()
    {
        var best = 0;
        for (var worker = 1; worker < workers; worker++)
        {
            // Rooms count at once, so that a row of new meetings spreads before anybody is in them.
            if (loadOf(worker).IsLessThan(loadOf(best), _rooms[worker], _rooms[best]))
                best = worker;
        }

        return best;
    }

    private sealed class Placement(int worker)
    {
        public int Worker { get; } = worker;

        public bool Exists { get; set; }

        public int Calls { get; set; }
    }
}
