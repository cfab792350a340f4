using Treff.Rtc;

namespace Treff.Sfu.Data;

/// <summary>
/// The last numbered reliable packets of one sender, as they went out, for receivers that were away meanwhile. Bounded by bytes and age;
/// a longer absence has gaps.
/// </summary>
internal sealed class RecentPackets(int maxBytes, TimeSpan maxAge)
{
    // What an entry costs beside its bytes, so that many tiny ones are bounded too.
    private const int EntryOverhead = 64;

    private readonly Queue<(Timestamp At, uint Sequence, byte[] Packet)> _packets = new();
    private int _bytes;

    public int Count => _packets.Count;

    public void Add(Timestamp now, uint sequence, byte[] packet)
    {
        _packets.Enqueue((now, sequence, packet));
        _bytes += packet.Length + EntryOverhead;
        Trim(now);
    }

    /// <summary>What came after a sequence number, oldest first.</summary>
    public IEnumerable<byte[]> After(Timestamp now, uint sequence)
    {
        Trim(now);
        foreach (var entry in _packets)
        {
            if (entry.Sequence > sequence)
                yield return entry.Packet;
        }
    }

    private void Trim(Timestamp now)
    {
        while (_packets.TryPeek(out var oldest) && (_bytes > maxBytes || now - oldest.At > maxAge))
        {
            _packets.Dequeue();
            _bytes -= oldest.Packet.Length + EntryOverhead;
        }
    }
}
