using Treff.Rtc;

namespace Treff.Sfu.Rooms;

/// <summary>
/// Timers in the order of their deadlines: a binary heap whose entries know their place, so that a deadline that moved is moved and not
/// queued twice. Timers without a deadline are not kept.
/// </summary>
internal sealed class DeadlineQueue
{
    private readonly List<Entry> _heap = [];
    private readonly Dictionary<IWorkerTimer, int> _places = new(ReferenceEqualityComparer.Instance);

    public int Count => _heap.Count;

    public Timestamp Next => _heap.Count == 0 ? Timestamp.Never : _heap[0].Deadline;

    /// <summary>Reads the timer's deadline and puts it where it belongs.</summary>
    public void Schedule(IWorkerTimer timer)
    {
        var deadline = timer.NextTimeout;
        if (!_places.TryGetValue(timer, out var place))
        {
            if (deadline == Timestamp.Never)
                return;
            _heap.Add(new Entry(timer, deadline));
            _places.Add(timer, _heap.Count - 1);
            MoveUp(_heap.Count - 1);
        }
        else if (deadline == Timestamp.Never)
        {
            RemoveAt(place);
        }
        else if (deadline != _heap[place].Deadline)
        {
            _heap[place] = new Entry(timer, deadline);
            MoveDown(MoveUp(place));
        }
    }

    public void Remove(IWorkerTimer timer)
    {
        if (_places.TryGetValue(timer, out var place))
            RemoveAt(place);
    }

    /// <summary>Takes the timer with the earliest deadline out when it is due.</summary>
    public bool TryTakeDue(Timestamp now, out IWorkerTimer timer)
    {
        if (Next > now || _heap.Count == 0)
        {
            timer = null!;
            return false;
        }

        timer = _heap[0].Timer;
        RemoveAt(0);
        return true;
    }

    private void RemoveAt(int place)
    {
        _places.Remove(_heap[place].Timer);
        var last = _heap[^1];
        _heap.RemoveAt(_heap.Count - 1);
        if (place == _heap.Count)
            return;
        Put(place, last);
        MoveDown(MoveUp(place));
    }

    private int MoveUp(int place)
    {
        var entry = _heap[place];
        while (place > 0 && entry.Deadline < _heap[(place - 1) / 2].Deadline)
        {
            Put(place, _heap[(place - 1) / 2]);
            place = (place - 1) / 2;
        }

        Put(place, entry);
        return place;
    }

    private void MoveDown(int place)
    {
        var entry = _heap[place];
        while (true)
        {
            var child = (2 * place) + 1;
            if (child + 1 < _heap.Count && _heap[child + 1].Deadline < _heap[child].Deadline)
                child++;
            if (child >= _heap.Count || entry.Deadline <= _heap[child].Deadline)
                break;
            Put(place, _heap[child]);
            place = child;
        }

        Put(place, entry);
    }

    private void Put(int place, Entry entry)
    {
        _heap[place] = entry;
        _places[entry.Timer] = place;
    }

    private readonly record struct Entry(IWorkerTimer Timer, Timestamp Deadline);
}
