using System.Runtime.InteropServices;

namespace Treff.Sfu.Udp;

/// <summary>
/// A row of fixed slots in native memory, usually one datagram each: the kernel reads and writes them directly, and no garbage collection ever
/// moves or scans them.
/// </summary>
internal sealed unsafe class PacketSlots : IDisposable
{
    /// <summary>An Ethernet frame and a little more; larger datagrams are nothing that WebRTC sends.</summary>
    public const int SlotBytes = 2048;

    /// <summary>SRTP may read and write this far behind a packet (SrtpSender.Slack) instead of handling the tail by itself.</summary>
    public const int Slack = 64;

    /// <summary>The longest datagram that a slot takes.</summary>
    public const int MaxDatagramBytes = SlotBytes - Slack;

    private readonly int _slotBytes;
    private byte* _memory;

    /// <param name="count">How many.</param>
    /// <param name="usableBytes">Of each slot; <see cref="Slack"/> is added.</param>
    public PacketSlots(int count, int usableBytes = MaxDatagramBytes)
    {
        Count = count;
        UsableBytes = usableBytes;
        _slotBytes = usableBytes + Slack;
        _memory = (byte*)NativeMemory.AlignedAlloc((nuint)(count * _slotBytes), 64);
        // Large slots are touched, and so made resident, only as far as messages fill them.
        if (usableBytes <= MaxDatagramBytes)
            NativeMemory.Clear(_memory, (nuint)(count * _slotBytes));
    }

    public int Count { get; }

    public int UsableBytes { get; }

    /// <summary>The address of a slot; stays valid until <see cref="Dispose"/>.</summary>
    public byte* Address(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count);
        return _memory + (index * _slotBytes);
    }

    /// <summary>The usable part of a slot: <see cref="Slack"/> more bytes lie behind it.</summary>
    public Span<byte> this[int index] => new(Address(index), UsableBytes);

    public void Dispose()
    {
        NativeMemory.AlignedFree(_memory);
        _memory = null;
    }
}
