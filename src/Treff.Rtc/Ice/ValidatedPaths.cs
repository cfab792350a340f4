using System.Runtime.CompilerServices;

namespace Treff.Rtc.Ice;

/// <summary>
/// The paths on which an authentic check has arrived, with the time of the last one. Bounded, so that a client that hops ports cannot
/// make it grow: the path that has been silent longest is forgotten.
/// </summary>
internal struct ValidatedPaths
{
    public const int Capacity = 16;

    private PathTable _paths;
    private TimeTable _lastCheck;
    private int _count;

    public readonly bool Contains(in NetworkPath path) => Find(path) >= 0;

    /// <summary>When the last check came on <paramref name="path"/>; null when it is not known.</summary>
    public readonly Timestamp? LastCheck(in NetworkPath path)
    {
        var index = Find(path);
        return index < 0 ? null : _lastCheck[index];
    }

    public void Note(Timestamp now, in NetworkPath path)
    {
        var index = Find(path);
        if (index < 0)
            index = _count < Capacity ? _count++ : Oldest();
        _paths[index] = path;
        _lastCheck[index] = now;
    }

    private readonly int Find(in NetworkPath path)
    {
        for (var i = 0; i < _count; i++)
        {
            if (_paths[i] == path)
                return i;
        }

        return -1;
    }

    private readonly int Oldest()
    {
        var oldest = 0;
        for (var i = 1; i < _count; i++)
        {
            if (_lastCheck[i] < _lastCheck[oldest])
                oldest = i;
        }

        return oldest;
    }

    [InlineArray(Capacity)]
    private struct PathTable
    {
        private NetworkPath _first;
    }

    [InlineArray(Capacity)]
    private struct TimeTable
    {
        private Timestamp _first;
    }
}
