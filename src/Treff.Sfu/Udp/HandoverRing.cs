using System.Runtime.InteropServices;
using Treff.Rtc;

namespace Treff.Sfu.Udp;

/// <summary>
/// Datagrams on their way from one worker to one other: a bounded ring of slots that one thread fills and one empties. The datagram is
/// copied once, into a slot in which it can be decrypted. Nothing is allocated after the first one.
/// </summary>
internal sealed class HandoverRing : IDisposable
{
    /// <summary>Half a megabyte once it is used, and 50 ms of 5000 datagrams a second.</summary>
    public const int Capacity = 256;

    private const int Mask = Capacity - 1;

    private Slots? _slots;
    private Counter _added;
    private Counter _taken;

    /// <summary>How many wait. Either thread.</summary>
    public int Count => Volatile.Read(ref _added.Value) - Volatile.Read(ref _taken.Value);

    /// <summary>Copies a datagram; false when the ring is full. The filling thread.</summary>
    public bool TryAdd(ReadOnlySpan<byte> datagram, in NetworkPath path, HandoverKind kind)
    {
        var added = _added.Value;
        if (datagram.Length > PacketSlots.MaxDatagramBytes || added - Volatile.Read(ref _taken.Value) == Capacity)
            return false;
        _slots ??= new Slots();
        var index = added & Mask;
        datagram.CopyTo(_slots.Packets[index]);
        _slots.Heads[index] = new Head(datagram.Length, path, kind);
        Volatile.Write(ref _added.Value, added + 1);
        return true;
    }

    /// <summary>The oldest datagram; it stays until <see cref="Free"/>. The emptying thread.</summary>
    public bool TryPeek(out Span<byte> datagram, out NetworkPath path, out HandoverKind kind)
    {
        var taken = _taken.Value;
        if (taken == Volatile.Read(ref _added.Value))
        {
            datagram = default;
            (path, kind) = (default, default);
            return false;
        }

        ref readonly var head = ref _slots!.Heads[taken & Mask];
        datagram = _slots.Packets[taken & Mask][..head.Length];
        (path, kind) = (head.Path, head.Kind);
        return true;
    }

    /// <summary>The slot of the oldest datagram may be filled again. The emptying thread.</summary>
    public void Free() => Volatile.Write(ref _taken.Value, _taken.Value + 1);

    public void Dispose() => _slots?.Packets.Dispose();

    private readonly record struct Head(int Length, NetworkPath Path, HandoverKind Kind);

    private sealed class Slots
    {
        public PacketSlots Packets { get; } = new(Capacity);

        public Head[] Heads { get; } = new Head[Capacity];
    }

    /// <summary>On a cache line of its own: each of the two threads writes one and reads the other.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 128)]
    private struct Counter
    {
        [FieldOffset(64)]
        public int Value;
    }
}
