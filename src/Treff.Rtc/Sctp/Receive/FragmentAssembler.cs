using System.Buffers;
using System.Runtime.InteropServices;
using Treff.Rtc.Sctp.Packet;

namespace Treff.Rtc.Sctp.Receive;

/// <summary>Puts fragments together to messages: a list of runs, sorted by TSN. Usually it holds none or one.</summary>
internal sealed class FragmentAssembler
{
    private readonly List<FragmentRun> _runs = [];

    /// <summary>Bytes and chunks held.</summary>
    public int Bytes { get; private set; }

    public int Count { get; private set; }

    /// <summary>
    /// Adds a fragment with a TSN not seen before. Returns the run it has completed, no longer held here, or the incomplete run it is
    /// now part of.
    /// </summary>
    public FragmentRun Add(long tsn, in DataHeader header, ReadOnlySpan<byte> payload)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(payload.Length);
        payload.CopyTo(buffer);
        var run = new FragmentRun(tsn, new Fragment(header, buffer, payload.Length));
        Bytes += payload.Length;
        Count++;

        var index = IndexAfter(tsn);
        if (index > 0 && _runs[index - 1].IsContinuedBy(run))
        {
            index--;
            _runs[index].Append(run);
            run = _runs[index];
        }
        else
        {
            _runs.Insert(index, run);
        }

        if (index + 1 < _runs.Count && run.IsContinuedBy(_runs[index + 1]))
        {
            run.Append(_runs[index + 1]);
            _runs.RemoveAt(index + 1);
        }

        if (run.IsComplete)
            Remove(index, 1);
        return run;
    }

    /// <summary>Forgets runs that begin at or before <paramref name="tsn"/>: their messages have been given up by the sender.</summary>
    public void SkipTo(long tsn)
    {
        var count = IndexAfter(tsn);
        foreach (var run in CollectionsMarshal.AsSpan(_runs)[..count])
            run.Return();
        Remove(0, count);
    }

    private void Remove(int index, int count)
    {
        foreach (var run in CollectionsMarshal.AsSpan(_runs).Slice(index, count))
        {
            Bytes -= run.Bytes;
            Count -= run.Count;
        }

        _runs.RemoveRange(index, count);
    }

    /// <summary>The number of runs that begin at or before <paramref name="tsn"/>.</summary>
    private int IndexAfter(long tsn)
    {
        var (low, high) = (0, _runs.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_runs[middle].First <= tsn)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
