using Treff.Rtc.Sctp.Packet;

namespace Treff.Rtc.Sctp.Receive;

internal enum TsnClass
{
    New,
    Duplicate,

    /// <summary>Further ahead than a SACK can say, or one hole too many: not taken, so the peer sends it again.</summary>
    OutOfWindow,
}

/// <summary>Which TSNs have arrived, and when to say so (RFC 9260 6.2).</summary>
internal sealed class DataTracker(uint peerInitialTsn, TimeSpan delayedAck)
{
    /// <summary>A gap block counts 16 bits from the cumulative TSN; half of that is more than any window holds.</summary>
    private const int MaxDistance = 32_768;

    /// <summary>Holes kept track of: more than one SACK can name (about 280 in a packet of 1,160 bytes).</summary>
    private const int MaxRanges = 1_000;

    private const int MaxDuplicates = 20;

    private readonly TsnRanges _ranges = new(MaxRanges);
    private readonly uint[] _duplicates = new uint[MaxDuplicates];
    private int _duplicateCount;

    // One, so that the very first packet is acknowledged at once: the peer gets its first round-trip time.
    private int _packetsSinceSack = 1;
    private bool _sackAtOnce;
    private bool _hasNews;

    /// <summary>All up to here have arrived or been given up; extended to 64 bits.</summary>
    public long CumulativeTsn { get; private set; } = peerInitialTsn - 1L;

    public Timestamp SackDeadline { get; private set; } = Timestamp.Never;

    public bool IsSackDue { get; private set; }

    /// <summary>Something has arrived that no SACK has told the peer.</summary>
    public bool IsSackPending => IsSackDue || SackDeadline != Timestamp.Never;

    public long Extend(uint tsn) => SequenceNumber.Extend(CumulativeTsn, tsn);

    public TsnClass Classify(long tsn)
    {
        if (tsn <= CumulativeTsn || _ranges.Contains(tsn))
            return TsnClass.Duplicate;
        if (tsn - CumulativeTsn > MaxDistance || !_ranges.HasRoomFor(tsn))
            return TsnClass.OutOfWindow;
        return TsnClass.New;
    }

    /// <summary>Marks a new TSN as received.</summary>
    public void Add(long tsn)
    {
        _hasNews = true;
        _sackAtOnce |= _ranges.Count > 0;
        if (tsn == CumulativeTsn + 1)
            CumulativeTsn = _ranges.Advance(tsn);
        else
            _ranges.Add(tsn);
        _sackAtOnce |= _ranges.Count > 0;
    }

    public void AddDuplicate(uint tsn)
    {
        _hasNews = true;
        _sackAtOnce = true;
        if (_duplicateCount < MaxDuplicates)
            _duplicates[_duplicateCount++] = tsn;
    }

    /// <summary>The peer has given up everything to <paramref name="tsn"/>. False when that is old news.</summary>
    public bool SkipTo(long tsn)
    {
        RequestSack();
        if (tsn <= CumulativeTsn)
            return false;
        CumulativeTsn = _ranges.Advance(tsn);
        return true;
    }

    /// <summary>Acknowledge at the end of this packet, without delay.</summary>
    public void RequestSack()
    {
        _hasNews = true;
        _sackAtOnce = true;
    }

    /// <summary>A SACK goes out with the next packet, whatever has arrived.</summary>
    public void SendSackAtOnce() => IsSackDue = true;

    /// <summary>At the end of each packet: every second packet with data is acknowledged, or each one while there are holes.</summary>
    public void OnPacketEnd(Timestamp now)
    {
        if (!_hasNews)
            return;
        _hasNews = false;
        _packetsSinceSack++;
        if (_sackAtOnce || _packetsSinceSack >= 2)
            IsSackDue = true;
        else if (SackDeadline == Timestamp.Never)
            SackDeadline = now + delayedAck;
        _sackAtOnce = false;
    }

    public void HandleTimeout(Timestamp now)
    {
        if (SackDeadline > now)
            return;
        SackDeadline = Timestamp.Never;
        IsSackDue = true;
    }

    /// <summary>Writes a SACK with as many gaps, then duplicates, as there is room for.</summary>
    public void WriteSack(ref PacketWriter writer, uint receiverWindow)
    {
        var room = (writer.Remaining - SackChunk.FixedLength) / 4;
        Span<GapBlock> gaps = stackalloc GapBlock[Math.Min(_ranges.Count, room)];
        for (var i = 0; i < gaps.Length; i++)
            gaps[i] = new GapBlock((ushort)(_ranges[i].First - CumulativeTsn), (ushort)(_ranges[i].Last - CumulativeTsn));
        var duplicates = _duplicates.AsSpan(0, Math.Min(_duplicateCount, room - gaps.Length));
        SackChunk.Write(ref writer, (uint)CumulativeTsn, receiverWindow, gaps, duplicates);

        _duplicateCount = 0;
        _packetsSinceSack = 0;
        IsSackDue = false;
        SackDeadline = Timestamp.Never;
    }
}
