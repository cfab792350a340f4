using Treff.Rtc;

namespace Treff.Sfu.Forwarding;

/// <summary>
/// Makes one continuous RTP stream out of what a subscriber is given: packets of one source after another (simulcast layers, or the same
/// layer after a pause), without those that are dropped. Sequence numbers have no gaps that the publisher did not have; timestamps stay
/// on the publisher's clock.
/// </summary>
/// <remarks>
/// Packets may arrive out of order, so the offset that counts for a packet is the one that counted where it belongs: the last few
/// places where the offset changed are remembered.
/// </remarks>
internal sealed class StreamRewriter
{
    // Dropped packets come in bursts of probes; a packet reordered past this many of them is not worth saving.
    private const int MaxRanges = 64;

    private readonly Range[] _ranges = new Range[MaxRanges];
    private int _rangeCount;
    private int _rangeNext;
    private long _highestSource;
    private long _highestOutgoing;
    private uint _lastTimestamp;
    private bool _hasSource;

    /// <summary>Outgoing minus incoming RTP timestamp of the present source.</summary>
    public uint TimestampOffset { get; private set; }

    /// <summary>False until the first packet.</summary>
    public bool HasStarted { get; private set; }

    /// <summary>The newest outgoing RTP timestamp.</summary>
    public uint LastTimestamp => _lastTimestamp;

    /// <summary>
    /// The next packet starts a new source, or the same one after a pause: its sequence number follows the last one sent. The very first
    /// source keeps its own numbers.
    /// </summary>
    /// <param name="timestamp">The packet's own timestamp.</param>
    /// <param name="mappedTimestamp">What it should become; moved up when that would not be ahead of what was sent.</param>
    public void Start(ushort sequenceNumber, uint timestamp, uint mappedTimestamp)
    {
        if (!HasStarted)
        {
            HasStarted = true;
            _highestOutgoing = sequenceNumber - 1L;
            TimestampOffset = 0;
            _lastTimestamp = timestamp - 1;
        }
        else
        {
            if (!SequenceNumber.IsNewer(mappedTimestamp, _lastTimestamp))
                mappedTimestamp = _lastTimestamp + 1;
            TimestampOffset = mappedTimestamp - timestamp;
        }

        // Far enough from zero that reordered packets of a young stream stay positive.
        _highestSource = sequenceNumber + 0x10000L - 1;
        _hasSource = true;
        _rangeCount = 0;
        _rangeNext = 0;
        AddRange(_highestSource + 1, _highestOutgoing - _highestSource);
    }

    /// <summary>False for a packet from before the source was started, or too old to be placed.</summary>
    public bool TryMap(ushort sequenceNumber, uint timestamp, out ushort outgoingSequenceNumber, out uint outgoingTimestamp)
    {
        outgoingSequenceNumber = 0;
        outgoingTimestamp = timestamp + TimestampOffset;
        if (!_hasSource)
            return false;
        var source = SequenceNumber.Extend(_highestSource, sequenceNumber);
        if (!TryFindOffset(source, out var offset))
            return false;
        var outgoing = source + offset;
        outgoingSequenceNumber = (ushort)outgoing;
        if (source > _highestSource)
            _highestSource = source;
        if (outgoing > _highestOutgoing)
            _highestOutgoing = outgoing;
        if (SequenceNumber.IsNewer(outgoingTimestamp, _lastTimestamp))
            _lastTimestamp = outgoingTimestamp;
        return true;
    }

    /// <summary>
    /// A packet of the present source that is not sent: the ones after it move up. False when that is too late, because a later packet
    /// has gone out already: its number stays free.
    /// </summary>
    public bool TryDrop(ushort sequenceNumber)
    {
        if (!_hasSource)
            return true;
        var source = SequenceNumber.Extend(_highestSource, sequenceNumber);
        if (source <= _highestSource)
            return false;
        var offset = Latest.Offset - 1;
        _highestSource = source;
        AddRange(source + 1, offset);
        return true;
    }

    private Range Latest => _ranges[(_rangeNext + MaxRanges - 1) % MaxRanges];

    private void AddRange(long firstSource, long offset)
    {
        _ranges[_rangeNext] = new Range(firstSource, offset);
        _rangeNext = (_rangeNext + 1) % MaxRanges;
        _rangeCount = Math.Min(_rangeCount + 1, MaxRanges);
    }

    private bool TryFindOffset(long source, out long offset)
    {
        for (var i = 1; i <= _rangeCount; i++)
        {
            var range = _ranges[(_rangeNext + MaxRanges - i) % MaxRanges];
            if (source >= range.FirstSource)
            {
                offset = range.Offset;
                return true;
            }
        }

        offset = 0;
        return false;
    }

    private readonly record struct Range(long FirstSource, long Offset);
}
