using Treff.Rtc;

namespace Treff.Sfu.Udp;

/// <summary>The datagrams of one turn, each in its slot with the path it came by. Decrypting in place is what they are for.</summary>
internal sealed unsafe class ReceiveBatch : IDisposable
{
    /// <summary>recvmmsg gains nothing beyond 64 messages a call (measured), and a turn stays short.</summary>
    public const int Capacity = 64;

    private readonly PacketSlots _slots = new(Capacity);
    private readonly NetworkPath[] _paths = new NetworkPath[Capacity];
    private readonly byte[] _slotOf = new byte[Capacity];
    private readonly int[] _lengths = new int[Capacity];

    public int Count { get; private set; }

    /// <summary>The datagram; <see cref="PacketSlots.Slack"/> more bytes behind it may be read and written.</summary>
    public Span<byte> this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count);
            return new Span<byte>(_slots.Address(_slotOf[index]), _lengths[index]);
        }
    }

    public ref readonly NetworkPath Path(int index) => ref _paths[index];

    public byte* SlotAddress(int slot) => _slots.Address(slot);

    public Span<byte> Slot(int slot) => _slots[slot];

    public void Clear() => Count = 0;

    /// <summary>The datagram in a slot joins the batch; slots that were filled and refused are simply not added.</summary>
    public void Add(int slot, int length, in NetworkPath path)
    {
        _slotOf[Count] = (byte)slot;
        _lengths[Count] = length;
        _paths[Count] = path;
        Count++;
    }

    /// <summary>Throws away what the test link loses; returns how many.</summary>
    public int Lose(TestLoss loss)
    {
        var kept = 0;
        for (var i = 0; i < Count; i++)
        {
            if (loss.Next())
                continue;
            (_slotOf[kept], _lengths[kept], _paths[kept]) = (_slotOf[i], _lengths[i], _paths[i]);
            kept++;
        }

        var lost = Count - kept;
        Count = kept;
        return lost;
    }

    public void Dispose() => _slots.Dispose();
}
