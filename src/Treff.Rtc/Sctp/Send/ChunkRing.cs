namespace Treff.Rtc.Sctp.Send;

/// <summary>Outstanding chunks by consecutive TSN: a ring that grows, so that adding, removing and looking up cost nothing to speak of.</summary>
internal sealed class ChunkRing(long firstTsn)
{
    private OutstandingChunk[] _chunks = new OutstandingChunk[16];

    /// <summary>The TSN of the oldest chunk, or of the next one when there is none.</summary>
    public long First { get; private set; } = firstTsn;

    /// <summary>The TSN after the newest chunk.</summary>
    public long End { get; private set; } = firstTsn;

    public int Count => (int)(End - First);

    public ref OutstandingChunk this[long tsn] => ref _chunks[tsn & (_chunks.Length - 1)];

    public void Add(OutstandingChunk chunk)
    {
        if (Count == _chunks.Length)
            Grow();
        this[End++] = chunk;
    }

    public void RemoveFirst()
    {
        this[First] = default;
        First++;
    }

    private void Grow()
    {
        var larger = new OutstandingChunk[_chunks.Length * 2];
        for (var tsn = First; tsn < End; tsn++)
            larger[tsn & (larger.Length - 1)] = this[tsn];
        _chunks = larger;
    }
}
