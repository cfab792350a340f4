namespace Treff.Rtc.Sctp.Receive;

/// <summary>The TSNs received beyond the cumulative one: sorted ranges that neither touch nor overlap, a bounded number of them.</summary>
internal sealed class TsnRanges(int capacity)
{
    private readonly List<TsnRange> _ranges = [];

    public int Count => _ranges.Count;

    public TsnRange this[int index] => _ranges[index];

    public bool Contains(long tsn)
    {
        var index = IndexAfter(tsn);
        return index > 0 && _ranges[index - 1].Last >= tsn;
    }

    /// <summary>True when <paramref name="tsn"/> touches a range or there is room for one more.</summary>
    public bool HasRoomFor(long tsn)
    {
        if (_ranges.Count < capacity)
            return true;
        var index = IndexAfter(tsn);
        return (index > 0 && _ranges[index - 1].Last + 1 >= tsn) || (index < _ranges.Count && _ranges[index].First == tsn + 1);
    }

    public void Add(long tsn)
    {
        var index = IndexAfter(tsn);
        var touchesPrevious = index > 0 && _ranges[index - 1].Last + 1 == tsn;
        var touchesNext = index < _ranges.Count && _ranges[index].First == tsn + 1;
        if (touchesPrevious && touchesNext)
        {
            _ranges[index - 1] = new TsnRange(_ranges[index - 1].First, _ranges[index].Last);
            _ranges.RemoveAt(index);
        }
        else if (touchesPrevious)
        {
            _ranges[index - 1] = _ranges[index - 1] with { Last = tsn };
        }
        else if (touchesNext)
        {
            _ranges[index] = _ranges[index] with { First = tsn };
        }
        else
        {
            _ranges.Insert(index, new TsnRange(tsn, tsn));
        }
    }

    /// <summary>Removes what lies at or before <paramref name="cumulative"/> or follows it without a gap; returns the new cumulative TSN.</summary>
    public long Advance(long cumulative)
    {
        var removed = 0;
        while (removed < _ranges.Count && _ranges[removed].First <= cumulative + 1)
            cumulative = Math.Max(cumulative, _ranges[removed++].Last);
        _ranges.RemoveRange(0, removed);
        return cumulative;
    }

    /// <summary>The number of ranges that begin at or before <paramref name="tsn"/>.</summary>
    private int IndexAfter(long tsn)
    {
        var (low, high) = (0, _ranges.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_ranges[middle].First <= tsn)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}

internal readonly record struct TsnRange(long First, long Last);
