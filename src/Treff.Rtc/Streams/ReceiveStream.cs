using Treff.Rtc.Rtcp;
using Treff.Rtc.Rtp;

namespace Treff.Rtc.Streams;

/// <summary>
/// One incoming primary SSRC: reception statistics (RFC 3550 sections 6.4.1, A.1, A.3, A.8), what to ask for again, and the last packets
/// for retransmission to others. Retransmissions are handed in unwrapped, as if they had come on the primary SSRC.
/// Nothing is allocated per packet.
/// </summary>
public sealed class ReceiveStream : IDisposable
{
    /// <summary>RFC 3550 appendix A.1: a larger jump ahead is believed only when the next packet continues it.</summary>
    private const int MaxDropout = 3000;

    private const int DefaultVideoHistory = 500;
    private const int DefaultAudioHistory = 200;

    private readonly SequenceWindow _window = new();
    private readonly RateCounter _rate = new();
    private readonly NackGenerator? _nack;
    private readonly PacketHistory? _history;
    private readonly ReceptionStatistics _statistics;
    private int _expectedAfterJump = -1;
    private Timestamp _lastSenderReportArrival = Timestamp.Never;

    public ReceiveStream(ReceiveStreamOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Ssrc = options.Ssrc;
        Kind = options.Kind;
        ClockRate = options.ClockRate;
        Mid = options.Mid;
        Rid = options.Rid;
        _statistics = new ReceptionStatistics(options.ClockRate);
        if (options.Nack) _nack = new NackGenerator();
        var history = options.HistoryPackets ?? (options.Kind == MediaKind.Video ? DefaultVideoHistory : DefaultAudioHistory);
        if (history > 0) _history = new PacketHistory(history, options.HistoryBudget);
    }

    public uint Ssrc { get; }

    public MediaKind Kind { get; }

    public int ClockRate { get; }

    public string Mid { get; }

    public string? Rid { get; }

    /// <summary>Whatever the consumer hangs here.</summary>
    public object? Owner { get; set; }

    /// <summary>All accepted packets, retransmitted ones included.</summary>
    public long PacketsReceived { get; private set; }

    /// <summary>Of these, those that came as retransmissions and filled a gap.</summary>
    public long PacketsRecovered { get; private set; }

    public long PayloadBytesReceived { get; private set; }

    public long Duplicates { get; private set; }

    /// <summary>Packets of the primary stream that never came by themselves (retransmissions do not count), as reported to the sender.</summary>
    public long PacketsLost => _statistics.CumulativeLost(_window.Highest);

    /// <summary>Numbers for which retransmission was given up: decoders behind this stream need a key frame.</summary>
    public long NacksAbandoned => _nack?.Abandoned ?? 0;

    public long NacksSent { get; private set; }

    /// <summary>Interarrival jitter.</summary>
    public TimeSpan Jitter => TimeSpan.FromTicks(_statistics.JitterTicks * TimeSpan.TicksPerSecond / ClockRate);

    /// <summary>Loss between the last two reception reports, 0 to 1.</summary>
    public double FractionLost { get; private set; }

    public Timestamp LastPacketTime { get; private set; } = Timestamp.Never;

    /// <summary>NTP time of the publisher's last sender report, 0 before the first.</summary>
    public ulong LastSenderReportNtp { get; private set; }

    /// <summary>RTP time that belongs to <see cref="LastSenderReportNtp"/>.</summary>
    public uint LastSenderReportRtp { get; private set; }

    /// <summary>Our clock when it came; <see cref="Timestamp.Never"/> before the first.</summary>
    public Timestamp LastSenderReportArrival => _lastSenderReportArrival;

    public bool HasSenderReport => _lastSenderReportArrival != Timestamp.Never;

    /// <summary>Bytes of packets kept for retransmission, as rented from the pool.</summary>
    public int HistoryBytes => _history?.RentedBytes ?? 0;

    /// <summary>Gives back what is too old to be asked for; <see cref="HistoryBytes"/> of a stream on which nothing comes falls to zero.</summary>
    public void ReleaseHistory(Timestamp now) => _history?.Release(now);

    /// <summary>Round trip to the publisher, from which the intervals of repeated requests follow.</summary>
    public TimeSpan RoundTripTime
    {
        set
        {
            if (_nack is not null) _nack.RoundTripTime = value;
        }
    }

    /// <summary>When <see cref="WriteNacks"/> has something to say. Reception reports are on the peer's own schedule.</summary>
    public Timestamp NextTimeout => _nack?.NextTimeout ?? Timestamp.Never;

    /// <summary>Bits of whole packets per second over the last second.</summary>
    public long BitsPerSecond(Timestamp now) => _rate.BitsPerSecond(now);

    /// <summary>The 64-bit number that <paramref name="sequenceNumber"/> means near the newest packet.</summary>
    public long ExtendedSequenceNumber(ushort sequenceNumber) =>
        _window.Highest < 0 ? sequenceNumber : SequenceNumber.Extend(_window.Highest, sequenceNumber);

    /// <summary>
    /// Takes one authenticated packet. A retransmission (unwrapped from RTX) fills gaps but says nothing about the path's loss and jitter.
    /// </summary>
    public ReceiveResult HandlePacket(Timestamp now, in RtpPacket packet, bool isRetransmission)
    {
        var result = Place(now, packet.SequenceNumber, isRetransmission, out var number);
        if (result != ReceiveResult.Accepted)
        {
            if (result == ReceiveResult.Duplicate) Duplicates++;
            return result;
        }

        PacketsReceived++;
        PayloadBytesReceived += packet.Payload.Length;
        LastPacketTime = now;
        _rate.Add(now, packet.Data.Length);
        if (isRetransmission) PacketsRecovered++;
        else _statistics.OnPacket(now, number, packet.Timestamp, isNewest: number == _window.Highest);
        _history?.Add(now, number, packet.Data);
        return ReceiveResult.Accepted;
    }

    /// <summary>A decrypted packet for retransmission to others; the span is valid until the next packet of this stream is handled.</summary>
    public bool TryGetFromHistory(ushort sequenceNumber, out ReadOnlySpan<byte> rtpPacket)
    {
        rtpPacket = default;
        return _history is not null && _history.TryGet(ExtendedSequenceNumber(sequenceNumber), out rtpPacket);
    }

    /// <summary>Takes the sequence numbers to ask for now, ascending. Returns their number.</summary>
    public int WriteNacks(Timestamp now, Span<ushort> sequenceNumbers)
    {
        var count = _nack?.TakeDue(now, sequenceNumbers) ?? 0;
        NacksSent += count;
        return count;
    }

    /// <summary>The report for the time since the last one; false when nothing has come since (RFC 3550 section 6.4).</summary>
    public bool TryWriteReceptionReport(Timestamp now, out ReportBlock block)
    {
        block = default;
        if (!_statistics.TryTakeInterval(_window.Highest, out var fractionLost)) return false;

        FractionLost = fractionLost / 256.0;
        block = new ReportBlock(
            Ssrc,
            fractionLost,
            (int)Math.Clamp(PacketsLost, -0x800000, 0x7FFFFF),
            (uint)_window.Highest,
            (uint)_statistics.JitterTicks,
            HasSenderReport ? NtpTime.Middle(LastSenderReportNtp) : 0,
            HasSenderReport ? NtpTime.ToShortDelay(now - _lastSenderReportArrival) : 0);
        return true;
    }

    public void HandleSenderReport(Timestamp now, in SenderReport report)
    {
        LastSenderReportNtp = report.NtpTimestamp;
        LastSenderReportRtp = report.RtpTimestamp;
        _lastSenderReportArrival = now;
    }

    /// <summary>Gives the history back to the pool.</summary>
    public void Dispose() => _history?.Dispose();

    private ReceiveResult Place(Timestamp now, ushort sequenceNumber, bool isRetransmission, out long number)
    {
        number = ExtendedSequenceNumber(sequenceNumber);
        if (_window.Highest < 0) return Restart(number);
        if (number > _window.Highest + MaxDropout || _window.IsTooOld(number))
            return PlaceFarAway(sequenceNumber, isRetransmission, ref number);

        _expectedAfterJump = -1;
        if (number > _window.Highest)
        {
            if (number > _window.Highest + 1) _nack?.OnGap(now, _window.Highest + 1, number);
            _window.Advance(number);
            return ReceiveResult.Accepted;
        }

        if (!_window.TryMark(number)) return ReceiveResult.Duplicate;
        _nack?.OnRecovered(number);
        return ReceiveResult.Accepted;
    }

    // Two packets in a row at a new place: the sender started again. Old retransmissions never move the stream.
    private ReceiveResult PlaceFarAway(ushort sequenceNumber, bool isRetransmission, ref long number)
    {
        var isAhead = number > _window.Highest;
        if (isRetransmission) return isAhead ? ReceiveResult.Implausible : ReceiveResult.TooOld;
        if (_expectedAfterJump != sequenceNumber)
        {
            _expectedAfterJump = (ushort)(sequenceNumber + 1);
            return isAhead ? ReceiveResult.Implausible : ReceiveResult.TooOld;
        }

        // Extended numbers never go back: names in the history stay unique.
        if (!isAhead) number += 65_536;
        return Restart(number);
    }

    private ReceiveResult Restart(long number)
    {
        _expectedAfterJump = -1;
        _nack?.Clear();
        _window.Start(number);
        _statistics.Restart(number);
        return ReceiveResult.Accepted;
    }
}
