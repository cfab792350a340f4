using System.Runtime.InteropServices;
using static Treff.Sfu.Udp.LinuxInterop;

namespace Treff.Sfu.Udp;

/// <summary>Message headers that point at the slots of a receive batch, made once and used again each turn by all sockets.</summary>
internal sealed unsafe class LinuxReceiveRing : IDisposable
{
    private readonly MMsgHdr* _messages;
    private readonly IoVec* _vectors;
    private readonly byte* _names;

    public LinuxReceiveRing(ReceiveBatch batch)
    {
        const int Count = ReceiveBatch.Capacity;
        _messages = (MMsgHdr*)NativeMemory.AllocZeroed(Count, (nuint)sizeof(MMsgHdr));
        _vectors = (IoVec*)NativeMemory.AllocZeroed(Count, (nuint)sizeof(IoVec));
        _names = (byte*)NativeMemory.AllocZeroed(Count, SocketAddressFormat.IPv6Bytes);
        for (var i = 0; i < Count; i++)
        {
            _vectors[i] = new IoVec { Base = batch.SlotAddress(i), Length = PacketSlots.MaxDatagramBytes };
            _messages[i].Header.Name = _names + (i * SocketAddressFormat.IPv6Bytes);
            _messages[i].Header.Vectors = _vectors + i;
            _messages[i].Header.VectorCount = 1;
        }
    }

    /// <summary>How many slots this turn has filled already.</summary>
    public int Used { get; private set; }

    public bool IsFull => Used == ReceiveBatch.Capacity;

    public void Reset() => Used = 0;

    /// <summary>Headers for the free slots, ready for a call.</summary>
    public MMsgHdr* Prepare()
    {
        for (var i = Used; i < ReceiveBatch.Capacity; i++)
            _messages[i].Header.NameLength = SocketAddressFormat.IPv6Bytes;
        return _messages + Used;
    }

    public void Take(int count) => Used += count;

    public MMsgHdr* Message(int slot) => _messages + slot;

    public ReadOnlySpan<byte> Name(int slot) => new(_names + (slot * SocketAddressFormat.IPv6Bytes), SocketAddressFormat.IPv6Bytes);

    public void Dispose()
    {
        NativeMemory.Free(_messages);
        NativeMemory.Free(_vectors);
        NativeMemory.Free(_names);
    }
}
