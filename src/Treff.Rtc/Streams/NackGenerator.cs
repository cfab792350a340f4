namespace Treff.Rtc.Streams;

/// <summary>
/// Which packets of one stream to ask for again, and when (RFC 4585 section 6.2.1). A gap waits 20 ms for reordering; then each
/// number is asked for up to five times, 1.25 round trips later each time than the time before.
/// </summary>
internal sealed class NackGenerator
{
    /// <summary>More than this is not loss that retransmission can repair: the oldest numbers give way.</summary>
    public const int MaxQueued = 100;

    public const int MaxTries = 5;

    private const int FirstDelayMilliseconds = 20;
    private const int MaxIntervalMilliseconds = 400;
    private const double Backoff = 1.25;

    // Ascending; 100 entries at most, so a scan costs less than anything cleverer.
    private readonly Entry[] _entries = new Entry[MaxQueued];
    private int _count;

    /// <summary>Until it is measured, an ordinary path across a continent.</summary>
    public TimeSpan RoundTripTime { get; set; } = TimeSpan.FromMilliseconds(70);

    /// <summary>Numbers given up: tried five times or pushed out of the queue.</summary>
    public long Abandoned { get; private set; }

    public int Count => _count;

    public Timestamp NextTimeout { get; private set; } = Timestamp.Never;

    /// <summary>Numbers <paramref name="first"/> up to but not including <paramref name="end"/> are missing; all above those known so far.</summary>
    public void OnGap(Timestamp now, long first, long end)
    {
        if (end - first > MaxQueued)
        {
            Abandoned += end - first - MaxQueued;
            first = end - MaxQueued;
        }

        MakeRoom((int)(end - first));
        var due = now.AddMilliseconds(FirstDelayMilliseconds);
        for (var number = first; number < end; number++) _entries[_count++] = new Entry(number, due, 0);
        NextTimeout = Timestamp.Min(NextTimeout, due);
    }

    /// <summary>A packet came late, by itself or as a retransmission.</summary>
    public void OnRecovered(long number)
    {
        for (var i = 0; i < _count; i++)
        {
            if (_entries[i].Number != number) continue;
            RemoveAt(i);
            break;
        }

        if (_count == 0) NextTimeout = Timestamp.Never;
    }

    /// <summary>Takes the numbers that are due, ascending; those that do not fit stay due.</summary>
    public int TakeDue(Timestamp now, Span<ushort> numbers)
    {
        if (now < NextTimeout) return 0;

        var taken = 0;
        var kept = 0;
        var next = Timestamp.Never;
        for (var i = 0; i < _count; i++)
        {
            var entry = _entries[i];
            if (entry.Due <= now && entry.Tries == MaxTries)
            {
                Abandoned++;
                continue;
            }

            if (entry.Due <= now && taken < numbers.Length)
            {
                numbers[taken++] = (ushort)entry.Number;
                entry = new Entry(entry.Number, now + Interval(entry.Tries), entry.Tries + 1);
            }

            next = Timestamp.Min(next, entry.Due);
            _entries[kept++] = entry;
        }

        _count = kept;
        NextTimeout = next;
        return taken;
    }

    public void Clear()
    {
        _count = 0;
        NextTimeout = Timestamp.Never;
    }

    private TimeSpan Interval(int tries)
    {
        var milliseconds = RoundTripTime.TotalMilliseconds * Math.Pow(Backoff, tries + 1);
        return TimeSpan.FromMilliseconds(Math.Clamp(milliseconds, FirstDelayMilliseconds, MaxIntervalMilliseconds));
    }

    private void MakeRoom(int wanted)
    {
        var surplus = _count + wanted - MaxQueued;
        if (surplus <= 0) return;
        Abandoned += surplus;
        _entries.AsSpan(surplus, _count - surplus).CopyTo(_entries);
        _count -= surplus;
    }

    private void RemoveAt(int index)
    {
        _entries.AsSpan(index + 1, _count - index - 1).CopyTo(_entries.AsSpan(index));
        _count--;
    }

    private readonly record struct Entry(long Number, Timestamp Due, int Tries);
}
