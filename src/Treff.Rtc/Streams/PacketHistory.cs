using System.Buffers;
using System.Numerics;

namespace Treff.Rtc.Streams;

/// <summary>
/// The last packets of one stream, for retransmission: a log in chunks from the shared pool. Each packet is copied once; a chunk is
/// given up when its newest packet is too old or when a limit, the stream's or the peer's, is reached. So a thin layer holds a few chunks, not hundreds of slots
/// for full packets.
/// </summary>
/// <remarks>A span that was handed out is valid until the next <see cref="Add"/>.</remarks>
internal sealed class PacketHistory : IDisposable
{
    internal const int ChunkSize = 16 * 1024;

    /// <summary>The most a browser puts into a packet: what the limit of the log is computed from.</summary>
    private const int TypicalMaxPacket = 1_200;

    /// <summary>Whoever is going to ask has asked within a second: after a few round trips it requests a key frame instead.</summary>
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(1);

    private readonly HistoryBudget _budget;
    private readonly Entry[] _entries;

    // Chunks are numbered without end; chunk n stands at n modulo the length. Live: _oldest to _newest.
    private readonly Chunk[] _chunks;
    private long _oldest;
    private long _newest = -1;
    private int _used = ChunkSize;

    /// <summary>Keeps <paramref name="capacity"/> packets at most, rounded up to a power of two, within the budget of its peer.</summary>
    public PacketHistory(int capacity, HistoryBudget? budget = null)
    {
        _budget = budget ?? new HistoryBudget();
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(capacity, 16, 4096));
        _entries = new Entry[size];
        _chunks = new Chunk[(size * TypicalMaxPacket / ChunkSize) + 2];
    }

    /// <summary>Bytes rented from the pool at the moment.</summary>
    public int RentedBytes => (int)(_newest - _oldest + 1) * ChunkSize;

    /// <summary>Copies a packet; one longer than a chunk is not kept.</summary>
    public void Add(Timestamp now, long sequenceNumber, ReadOnlySpan<byte> packet)
    {
        if (packet.Length > ChunkSize) return;
        if (_used + packet.Length > ChunkSize && !TryStartChunk(now)) return;

        ref var chunk = ref _chunks[_newest % _chunks.Length];
        packet.CopyTo(chunk.Bytes.AsSpan(_used));
        chunk.LastAdded = now;
        _entries[Index(sequenceNumber)] = new Entry(sequenceNumber, _newest, _used, packet.Length);
        _used += packet.Length;
    }

    public bool TryGet(long sequenceNumber, out ReadOnlySpan<byte> packet)
    {
        packet = default;
        ref readonly var entry = ref _entries[Index(sequenceNumber)];
        if (entry.Length == 0 || entry.SequenceNumber != sequenceNumber || entry.Chunk < _oldest) return false;
        packet = _chunks[entry.Chunk % _chunks.Length].Bytes.AsSpan(entry.Offset, entry.Length);
        return true;
    }

    /// <summary>Gives chunks back that are too old: a stream that has ended or is muted holds nothing.</summary>
    public void Release(Timestamp now)
    {
        while (_oldest <= _newest && IsOld(now)) Return(TakeOldest());
        if (_oldest > _newest) _used = ChunkSize;
    }

    public void Dispose()
    {
        while (_oldest <= _newest) Return(TakeOldest());
        _used = ChunkSize;
    }

    private int Index(long sequenceNumber) => (int)(sequenceNumber & (_entries.Length - 1));

    /// <summary>False when the peer's other streams hold all that it may.</summary>
    private bool TryStartChunk(Timestamp now)
    {
        byte[]? chunk = null;
        while (_oldest <= _newest && (IsOld(now) || _newest - _oldest + 1 == _chunks.Length))
        {
            if (chunk is not null) Return(chunk);
            chunk = TakeOldest();
        }

        if (chunk is null && _budget.TryTake(ChunkSize)) chunk = ArrayPool<byte>.Shared.Rent(ChunkSize);
        if (chunk is null && _oldest <= _newest) chunk = TakeOldest();
        if (chunk is null) return false;
        _newest++;
        _chunks[_newest % _chunks.Length] = new Chunk(chunk);
        _used = 0;
        return true;
    }

    private void Return(byte[] chunk)
    {
        ArrayPool<byte>.Shared.Return(chunk);
        _budget.Return(ChunkSize);
    }

    private bool IsOld(Timestamp now) => now - _chunks[_oldest % _chunks.Length].LastAdded > MaxAge;

    private byte[] TakeOldest()
    {
        ref var chunk = ref _chunks[_oldest % _chunks.Length];
        var bytes = chunk.Bytes;
        chunk = default;
        _oldest++;
        return bytes;
    }

    private struct Chunk(byte[] bytes)
    {
        public readonly byte[] Bytes = bytes;
        public Timestamp LastAdded;
    }

    private readonly record struct Entry(long SequenceNumber, long Chunk, int Offset, int Length);
}
