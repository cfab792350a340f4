using System.Runtime.InteropServices;
using static Treff.Sfu.Udp.LinuxInterop;

namespace Treff.Sfu.Udp;

/// <summary>Message headers that point at the slots of a receive batch, made once and used again each turn by all sockets.</summary>
internal sealed unsafe class LinuxReceiveRing : IDisposable
{
    private readonly int _count;
    private readonly MMsgHdr* _messages;
    private readonly IoVec* _vectors;
    private readonly byte* _names;
    private readonly byte* _controls;

    public LinuxReceiveRing(ReceiveBatch batch)
    {
        _count = batch.Messages;
        _messages = (MMsgHdr*)NativeMemory.AllocZeroed((nuint)_count, (nuint)sizeof(MMsgHdr));
        _vectors = (IoVec*)NativeMemory.AllocZeroed((nuint)_count, (nuint)sizeof(IoVec));
        _names = (byte*)NativeMemory.AllocZeroed((nuint)_count, SocketAddressFormat.IPv6Bytes);
        _controls = (byte*)NativeMemory.AllocZeroed((nuint)_count, ReceivedControl.MaxBytes);
        for (var i = 0; i < _count; i++)
        {
            _vectors[i] = new IoVec { Base = batch.SlotAddress(i), Length = (nuint)batch.MessageBytes };
            _messages[i].Header.Name = _names + (i * SocketAddressFormat.IPv6Bytes);
            _messages[i].Header.Vectors = _vectors + i;
            _messages[i].Header.VectorCount = 1;
            _messages[i].Header.Control = _controls + (i * ReceivedControl.MaxBytes);
        }
    }

    /// <summary>How many slots this turn has filled already.</summary>
    public int Used { get; private set; }

    public int Free => _count - Used;

    public void Reset() => Used = 0;

    /// <summary>Headers for the free slots, ready for a call.</summary>
    public MMsgHdr* Prepare()
    {
        for (var i = Used; i < _count; i++)
        {
            _messages[i].Header.NameLength = SocketAddressFormat.IPv6Bytes;
            _messages[i].Header.ControlLength = ReceivedControl.MaxBytes;
        }

        return _messages + Used;
    }

    public void Take(int count) => Used += count;

    public MMsgHdr* Message(int slot) => _messages + slot;

    /// <summary>Bytes of each datagram but the last in a received message; 0 = it is one datagram.</summary>
    public int SegmentBytes(int slot) => Control(slot).TryFind(SolUdp, UdpGro, sizeof(int), out var bytes) ? MemoryMarshal.Read<int>(bytes) : 0;

    public ReceivedControl Control(int slot) =>
        new(new ReadOnlySpan<byte>(_controls + (slot * ReceivedControl.MaxBytes), (int)_messages[slot].Header.ControlLength));

    public ReadOnlySpan<byte> Name(int slot) => new(_names + (slot * SocketAddressFormat.IPv6Bytes), SocketAddressFormat.IPv6Bytes);

    public void Dispose()
    {
        NativeMemory.Free(_messages);
        NativeMemory.Free(_vectors);
        NativeMemory.Free(_names);
        NativeMemory.Free(_controls);
    }
}
