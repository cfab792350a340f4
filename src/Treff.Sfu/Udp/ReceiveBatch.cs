using Treff.Rtc;

namespace Treff.Sfu.Udp;

/// <summary>
/// The datagrams of one turn with the paths they came by. Decrypting in place is what they are for. A message of the kernel is one datagram, or
/// several of one sender that came together (UDP_GRO), which then lie side by side.
/// </summary>
internal sealed unsafe class ReceiveBatch : IDisposable
{
    /// <summary>recvmmsg gains nothing beyond 64 messages a call (measured), and a turn stays short.</summary>
    public const int Capacity = 64;

    /// <summary>Messages of a batch that takes several datagrams in each: 32 of 64 KiB, of which only what is used is resident.</summary>
    private const int CoalescingCapacity = 32;

    /// <summary>The longest message that the kernel puts together.</summary>
    private const int CoalescedBytes = 65_535;

    private readonly PacketSlots _slots;
    private readonly Datagram[] _datagrams;

    /// <param name="coalesces">True when messages may hold several datagrams.</param>
    public ReceiveBatch(bool coalesces = false)
    {
        _slots = coalesces ? new PacketSlots(CoalescingCapacity, CoalescedBytes) : new PacketSlots(Capacity);
        _datagrams = new Datagram[coalesces ? CoalescingCapacity * SegmentGroups.MaxSegments : Capacity];
    }

    public int Count { get; private set; }

    /// <summary>Messages that one turn takes.</summary>
    public int Messages => _slots.Count;

    /// <summary>The longest message.</summary>
    public int MessageBytes => _slots.UsableBytes;

    /// <summary>The datagram; <see cref="PacketSlots.Slack"/> more bytes behind it may be read, not written: there may be the next one.</summary>
    public Span<byte> this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count);
            ref readonly var datagram = ref _datagrams[index];
            return new Span<byte>(_slots.Address(datagram.Slot) + datagram.Offset, datagram.Length);
        }
    }

    public ref readonly NetworkPath Path(int index) => ref _datagrams[index].Path;

    /// <summary>The slot that the datagram lies in.</summary>
    public int SlotOf(int index) => _datagrams[index].Slot;

    public byte* SlotAddress(int slot) => _slots.Address(slot);

    public Span<byte> Slot(int slot) => _slots[slot];

    public void Clear() => Count = 0;

    /// <summary>The datagram in a slot joins the batch; slots that were filled and refused are simply not added.</summary>
    public void Add(int slot, int length, in NetworkPath path) => Add(slot, 0, length, path);

    /// <summary>A part of a slot joins the batch as a datagram. What is more than the kernel ever puts together is left out.</summary>
    public void Add(int slot, int offset, int length, in NetworkPath path)
    {
        if (Count < _datagrams.Length)
            _datagrams[Count++] = new Datagram(path, slot, offset, length);
    }

    /// <summary>Throws away what the test link loses; returns how many.</summary>
    public int Lose(TestLoss loss)
    {
        var kept = 0;
        for (var i = 0; i < Count; i++)
        {
            if (!loss.Next())
                _datagrams[kept++] = _datagrams[i];
        }

        var lost = Count - kept;
        Count = kept;
        return lost;
    }

    public void Dispose() => _slots.Dispose();

    private readonly struct Datagram(in NetworkPath path, int slot, int offset, int length)
    {
        public readonly NetworkPath Path = path;
        public readonly int Slot = slot;
        public readonly int Offset = offset;
        public readonly int Length = length;
    }
}
