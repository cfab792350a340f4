using Treff.Rtc.Sctp.Packet;

namespace Treff.Rtc.Sctp.Send;

/// <summary>
/// Tells the peer what has been given up: the Advanced.Peer.Ack.Point of RFC 3758 3.5. One FORWARD-TSN at once when the point moves,
/// then again when the retransmission timer expires or a SACK that comes a round trip later has not caught up.
/// </summary>
internal sealed class ForwardPoint(OutstandingData outstanding, int mtu)
{
    // A stream takes four bytes of the chunk.
    private readonly SkippedStream[] _skipped = new SkippedStream[(mtu - SctpPacket.HeaderLength - ForwardTsnChunk.FixedLength) / 4];
    private readonly Dictionary<ushort, ushort> _highest = [];
    private long _announced = outstanding.CumulativeAck;
    private Timestamp _notBefore;

    public bool IsDue { get; private set; }

    /// <summary>After messages have been given up, or after a SACK: then what it should have answered is repeated.</summary>
    public void Update(Timestamp now, bool afterSack)
    {
        var point = FindPoint();
        if (point <= outstanding.CumulativeAck)
            IsDue = false;
        else if (point > _announced || (afterSack && now >= _notBefore))
            IsDue = true;
    }

    /// <summary>The retransmission timer has expired.</summary>
    public void Repeat()
    {
        IsDue = FindPoint() > outstanding.CumulativeAck;
    }

    public int ChunkLength => ForwardTsnChunk.FixedLength + (4 * _highest.Count);

    public void Write(Timestamp now, TimeSpan roundTrip, ref PacketWriter writer)
    {
        _announced = FindPoint();
        _notBefore = now + roundTrip;
        IsDue = false;
        var count = 0;
        foreach (var (streamId, ssn) in _highest)
            _skipped[count++] = new SkippedStream(streamId, ssn);
        ForwardTsnChunk.Write(ref writer, (uint)_announced, _skipped.AsSpan(0, count));
    }

    /// <summary>The last TSN of the given-up messages that follow the cumulative TSN, and the streams they were in.</summary>
    private long FindPoint()
    {
        _highest.Clear();
        var point = outstanding.CumulativeAck;
        for (var tsn = point + 1; tsn < outstanding.NextTsn; tsn++)
        {
            ref var chunk = ref outstanding[tsn];
            var message = chunk.Message;
            if (!message.IsAbandoned)
            {
                if (IsBehindUs(chunk))
                    continue;
                break;
            }

            if (!message.Reliability.IsUnordered)
            {
                if (_highest.Count == _skipped.Length && !_highest.ContainsKey(message.Stream.Id))
                    break;
                _highest[message.Stream.Id] = message.Ssn;
            }

            point = tsn;
        }

        return point;
    }

    /// <summary>
    /// A whole unordered message of limited reliability that has arrived: given-up ones behind it need not wait for another round trip.
    /// Deviation: RFC 3758 stops here. Should the peer take the acknowledgement back, such a message may be lost as any other.
    /// </summary>
    private static bool IsBehindUs(OutstandingChunk chunk) =>
        chunk.State == ChunkState.Acked
        && chunk.Length == chunk.Message.Length
        && chunk.Message.Reliability is { IsUnordered: true, IsLimited: true };
}
