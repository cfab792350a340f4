using System.Buffers;

namespace Treff.Rtc.Congestion;

/// <summary>
/// Packets that wait for their turn, first in, first out, as plain bytes in one ring from the shared pool. It is rented when the first
/// packet comes and given back when the last one has gone.
/// </summary>
internal sealed class PacketQueue : IDisposable
{
    private const int FirstBytes = 64 * 1024;
    private const int FirstEntries = 64;

    /// <summary>Two key frames of a large screen share.</summary>
    private const int MaxBytes = 512 * 1024;

    private QueuedPacket[] _entries = [];
    private byte[] _bytes = [];

    // Entries and bytes are numbered without end; they stand at their number modulo the length.
    private long _firstEntry;
    private long _nextEntry;
    private long _end;

    public bool IsEmpty => _firstEntry == _nextEntry;

    public int Count => (int)(_nextEntry - _firstEntry);

    /// <summary>Of all packets in it.</summary>
    public int Bytes { get; private set; }

    /// <summary>The next one out; only while it is not empty.</summary>
    public ref readonly QueuedPacket First => ref Entry(_firstEntry);

    /// <summary>False when it is full.</summary>
    public bool TryAdd(in QueuedPacket packet, ReadOnlySpan<byte> header, ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> body)
    {
        var length = header.Length + prefix.Length + body.Length;
        if (!TryMakeRoom(length, out var position))
            return false;
        if (Count == _entries.Length)
            GrowEntries();
        var destination = _bytes.AsSpan((int)(position % _bytes.Length));
        header.CopyTo(destination);
        prefix.CopyTo(destination[header.Length..]);
        body.CopyTo(destination[(header.Length + prefix.Length)..]);
        Entry(_nextEntry++) = packet with { Position = position, HeaderLength = header.Length, Length = length };
        _end = position + length;
        Bytes += length;
        return true;
    }

    /// <summary>Gives up what came before a time; returns how many packets that were.</summary>
    public int DropBefore(Timestamp time)
    {
        var count = 0;
        for (; !IsEmpty && First.QueuedAt < time; count++)
            Take(out _);
        return count;
    }

    /// <summary>The first packet leaves. The span is valid until the next call.</summary>
    public ReadOnlySpan<byte> Take(out QueuedPacket packet)
    {
        packet = Entry(_firstEntry++);
        Bytes -= packet.Length;
        return _bytes.AsSpan((int)(packet.Position % _bytes.Length), packet.Length);
    }

    /// <summary>Gives the memory back when nothing waits.</summary>
    public void Trim()
    {
        if (!IsEmpty || _bytes.Length == 0)
            return;
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        _end = 0;
    }

    public void Dispose()
    {
        _firstEntry = _nextEntry;
        Bytes = 0;
        Trim();
    }

    private ref QueuedPacket Entry(long number) => ref _entries[number & (_entries.Length - 1)];

    private bool TryMakeRoom(int length, out long position)
    {
        while (!TryPlace(length, out position))
        {
            if (_bytes.Length >= MaxBytes)
                return false;
            GrowBytes();
        }

        return true;
    }

    /// <summary>In one piece: what does not fit before the ring's end begins again at its start.</summary>
    private bool TryPlace(int length, out long position)
    {
        position = _end;
        if (_bytes.Length == 0)
            return false;
        var toEnd = _bytes.Length - (position % _bytes.Length);
        if (length > toEnd)
            position += toEnd;
        var start = IsEmpty ? position : First.Position;
        return position + length - start <= _bytes.Length;
    }

    private void GrowBytes()
    {
        var larger = ArrayPool<byte>.Shared.Rent(_bytes.Length == 0 ? FirstBytes : _bytes.Length * 2);
        long end = 0;
        for (var number = _firstEntry; number < _nextEntry; number++)
        {
            ref var entry = ref Entry(number);
            _bytes.AsSpan((int)(entry.Position % _bytes.Length), entry.Length).CopyTo(larger.AsSpan((int)end));
            entry = entry with { Position = end };
            end += entry.Length;
        }

        if (_bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(_bytes);
        (_bytes, _end) = (larger, end);
    }

    private void GrowEntries()
    {
        var old = _entries;
        _entries = new QueuedPacket[Math.Max(FirstEntries, old.Length * 2)];
        for (var number = _firstEntry; number < _nextEntry; number++)
            Entry(number) = old[number & (old.Length - 1)];
    }
}

/// <summary>A packet that waits, not yet encrypted: its transport-wide number is given when it leaves.</summary>
/// <param name="QueuedAt">When it came.</param>
/// <param name="PacketIndex">SRTP's 48-bit index.</param>
/// <param name="IsRetransmission">Sent again by RTX.</param>
/// <param name="HasTransportNumber">The header has room for a transport-wide number.</param>
internal readonly record struct QueuedPacket(Timestamp QueuedAt, long PacketIndex, bool IsRetransmission, bool HasTransportNumber)
{
    public long Position { get; init; }

    public int HeaderLength { get; init; }

    public int Length { get; init; }
}
