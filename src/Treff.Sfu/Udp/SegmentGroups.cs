using Treff.Rtc;

namespace Treff.Sfu.Udp;

/// <summary>
/// Sorts the datagrams of a batch into groups that one message with UDP_SEGMENT can carry: same path, same length, only the last one
/// may be shorter. Browsers cut a frame into packets of nearly equal length, so the packets of a frame to one subscriber become one or
/// two messages, which halves the cost of sending. The order of datagrams on a path is kept.
/// </summary>
internal sealed class SegmentGroups
{
    /// <summary>UDP_MAX_SEGMENTS of kernels before 6.9; later ones take 128.</summary>
    public const int MaxSegments = 64;

    /// <summary>A message must fit into one IP datagram before it is cut.</summary>
    private const int MaxBytes = 65_000;

    private readonly Group[] _groups;
    private readonly int[] _next;
    private readonly int[] _table;
    private readonly int _mask;

    public SegmentGroups(int capacity)
    {
        var size = 1;
        while (size < 4 * capacity)
            size *= 2;
        _groups = new Group[capacity];
        _next = new int[capacity];
        _table = new int[size];
        _mask = size - 1;
    }

    public int Count { get; private set; }

    public ref readonly Group this[int index] => ref _groups[index];

    /// <summary>The datagram after this one in its group; −1 at the end.</summary>
    public int Next(int datagram) => _next[datagram];

    /// <summary>Groups the datagrams of one socket; each by itself when segmentation is not wanted.</summary>
    public void Build(ReadOnlySpan<NetworkPath> paths, ReadOnlySpan<int> lengths, int socket, bool segment)
    {
        Count = 0;
        if (segment)
            Array.Clear(_table);
        for (var i = 0; i < paths.Length; i++)
        {
            if (paths[i].LocalSocket != socket)
                continue;
            _next[i] = -1;
            if (!segment || !TryJoin(paths, i, lengths[i]))
                _groups[Count++] = new Group(i, i, 1, lengths[i], lengths[i], IsOpen: true);
        }
    }

    /// <summary>Joins the open group of its path, or makes the place for a new one; linear probing over a sparse table.</summary>
    private bool TryJoin(ReadOnlySpan<NetworkPath> paths, int datagram, int length)
    {
        ref readonly var path = ref paths[datagram];
        var place = (int)((uint)path.Remote.Ip ^ (path.Remote.Port * 0x9E37_79B1u) ^ (uint)(path.Remote.Ip >> 64)) & _mask;
        while (_table[place] != 0)
        {
            ref var group = ref _groups[_table[place] - 1];
            if (paths[group.First].Remote == path.Remote)
            {
                if (group.CanTake(length))
                {
                    _next[group.Last] = datagram;
                    group = group.With(datagram, length);
                    return true;
                }

                break;
            }

            place = (place + 1) & _mask;
        }

        _table[place] = Count + 1;
        return false;
    }

    /// <param name="First">Index of the first datagram.</param>
    /// <param name="Last">Index of the last datagram.</param>
    /// <param name="Datagrams">How many.</param>
    /// <param name="SegmentBytes">The length of all but the last.</param>
    /// <param name="Bytes">The length of all together.</param>
    /// <param name="IsOpen">False after a shorter datagram: that is the last one of a message.</param>
    public readonly record struct Group(int First, int Last, int Datagrams, int SegmentBytes, int Bytes, bool IsOpen)
    {
        public bool CanTake(int length) =>
            IsOpen && length <= SegmentBytes && length > 0 && Datagrams < MaxSegments && Bytes + length <= MaxBytes;

        public Group With(int datagram, int length) =>
            new(First, datagram, Datagrams + 1, SegmentBytes, Bytes + length, IsOpen: length == SegmentBytes);
    }
}
