using System.Text;
using Treff.Rtc.Rtcp;
using Treff.Rtc.Rtp;

namespace Treff.Rtc.Streams;

/// <summary>
/// One outgoing SSRC and its retransmission SSRC: packet indices for SRTP, sender reports (RFC 3550 section 6.4.1), and what the
/// receiver reports back. Nothing is allocated per packet.
/// </summary>
public sealed class SendStream
{
    /// <summary>Five seconds of audio.</summary>
    private const int KeptTransportNumbers = 256;

    private readonly byte[] _mid = [];
    private readonly byte[] _rid = [];
    private (ushort SequenceNumber, ushort Number)[]? _transportNumbers;
    private readonly SequenceWindow _indices = new();
    private long _lastIndexOfOldHeaders = -1;
    private long _nextRtxIndex;
    private Timestamp _lastSentTime = Timestamp.Never;
    private uint _lastRtpTimestamp;
    private ushort _lastSequenceNumber;
    private uint _packetCount;
    private uint _octetCount;
    private (ulong Ntp, uint Rtp)? _timeReference;

    public SendStream(SendStreamOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Options = options;
        Extensions = options.Extensions;
        if (options.Rid is { } rid)
            (_mid, _rid) = (Encoding.ASCII.GetBytes(options.Mid), Encoding.ASCII.GetBytes(rid));
        _nextRtxIndex = options.FirstRtxSequenceNumber;
    }

    public SendStreamOptions Options { get; }

    public uint Ssrc => Options.Ssrc;

    public uint? RtxSsrc => Options.RtxSsrc;

    public byte PayloadType => Options.PayloadType;

    public byte? RtxPayloadType => Options.RtxPayloadType;

    public MediaKind Kind => Options.Kind;

    public int ClockRate => Options.ClockRate;

    public string Cname => Options.Cname;

    public string Mid => Options.Mid;

    public RtpExtensionMap Extensions { get; private set; }

    /// <summary>What <see cref="SendStreamOptions.Mid"/> and <see cref="SendStreamOptions.Rid"/> are in a header extension; empty without a RID.</summary>
    internal ReadOnlySpan<byte> MidBytes => _mid;

    internal ReadOnlySpan<byte> RidBytes => _rid;

    /// <summary>Whatever the consumer hangs here.</summary>
    public object? Owner { get; set; }

    public long PacketsSent { get; private set; }

    public long PayloadBytesSent { get; private set; }

    public bool HasSent => _lastSentTime != Timestamp.Never;

    public Timestamp LastSentTime => _lastSentTime;

    /// <summary>Of the newest packet.</summary>
    public uint LastRtpTimestamp => _lastRtpTimestamp;

    /// <summary>Loss the receiver last reported, 0 to 1.</summary>
    public double FractionLost { get; private set; }

    /// <summary>Packets the receiver reports as lost since the start; negative after duplicates.</summary>
    public int PacketsLost { get; private set; }

    /// <summary>Jitter the receiver last reported.</summary>
    public TimeSpan Jitter { get; private set; }

    /// <summary>Smoothed (RFC 6298: one eighth of each new sample), null until the receiver has answered a sender report.</summary>
    public TimeSpan? Rtt { get; private set; }

    /// <summary>As reported by the receiver; null before its first report.</summary>
    public uint? HighestSequenceNumberReported { get; private set; }

    public Timestamp LastReportTime { get; private set; } = Timestamp.Never;

    /// <summary>
    /// The 48-bit index (roll-over counter and sequence number, RFC 3711 section 3.3.1) for a packet that is about to be sent for the first
    /// time. Sequence numbers may be out of order by 1,023. Each index is given out once: a second packet under it would be encrypted with
    /// the same key stream (see <see cref="Srtp.SrtpSender"/>).
    /// </summary>
    /// <returns>False for a packet that must not be sent: its index is used or may be, or it is from before the stream's first one.</returns>
    public bool TryTakePacketIndex(ushort sequenceNumber, out long packetIndex)
    {
        packetIndex = PacketIndexOf(sequenceNumber);
        if (packetIndex < 0 || _indices.IsTooOld(packetIndex)) return false;
        if (packetIndex <= _indices.Highest) return _indices.TryMark(packetIndex);
        if (_indices.Highest < 0) _indices.Start(packetIndex);
        else _indices.Advance(packetIndex);
        return true;
    }

    /// <summary>The 48-bit index of the next packet on <see cref="RtxSsrc"/>; its low 16 bits are the sequence number.</summary>
    public long NextRtxPacketIndex() => _nextRtxIndex++;

    /// <summary>The transport-wide number that a packet left with.</summary>
    public void KeepTransportNumber(ushort sequenceNumber, ushort number)
    {
        _transportNumbers ??= new (ushort, ushort)[KeptTransportNumbers];
        _transportNumbers[sequenceNumber % KeptTransportNumbers] = (sequenceNumber, number);
    }

    /// <summary>
    /// The index of a packet that was sent, and its transport-wide number when it had one. False when it could not be sent again the same to
    /// the last byte: its number is forgotten, or headers have changed since.
    /// </summary>
    public bool TryRepeat(ushort sequenceNumber, out long packetIndex, out ushort transportNumber)
    {
        packetIndex = PacketIndexOf(sequenceNumber);
        var kept = _transportNumbers?[sequenceNumber % KeptTransportNumbers] ?? default;
        transportNumber = kept.Number;
        if (packetIndex <= _lastIndexOfOldHeaders) return false;
        return Extensions.TransportCc == 0 || (_transportNumbers is not null && kept.SequenceNumber == sequenceNumber);
    }

    /// <summary>A packet of the primary SSRC was sent; not called for retransmissions on <see cref="RtxSsrc"/>.</summary>
    public void OnSent(Timestamp now, ushort sequenceNumber, uint rtpTimestamp, int payloadBytes)
    {
        PacketsSent++;
        PayloadBytesSent += payloadBytes;
        _packetCount++;
        _octetCount += (uint)payloadBytes;

        // A late packet must not move the reports' time back.
        if (HasSent && SequenceNumber.IsNewer(_lastSequenceNumber, sequenceNumber)) return;
        _lastSequenceNumber = sequenceNumber;
        _lastRtpTimestamp = rtpTimestamp;
        _lastSentTime = now;
    }

    /// <summary>
    /// The publisher's own pair of times, moved to this stream's RTP time line and to the clock of <c>ntpNow</c>: keeps audio and video of
    /// one participant in sync. Without it the last packet's departure is the reference.
    /// </summary>
    public void SetTimeReference(ulong ntp, uint rtp) => _timeReference = (ntp, rtp);

    /// <summary>Back to the last packet's departure, for instance while no reference fits the layer that is sent.</summary>
    public void ClearTimeReference() => _timeReference = null;

    /// <summary>The sender report for this moment; false before the first packet.</summary>
    public bool TryWriteSenderReport(Timestamp now, ulong ntpNow, out SenderReport report)
    {
        report = default;
        if (!HasSent) return false;
        report = new SenderReport(Ssrc, ntpNow, RtpTimeAt(now, ntpNow), _packetCount, _octetCount);
        return true;
    }

    public void HandleReportBlock(Timestamp now, ulong ntpNow, in ReportBlock block)
    {
        LastReportTime = now;
        FractionLost = block.FractionLost / 256.0;
        PacketsLost = block.CumulativeLost;
        Jitter = TimeSpan.FromTicks(block.Jitter * TimeSpan.TicksPerSecond / ClockRate);
        HighestSequenceNumberReported = block.ExtendedHighestSequenceNumber;

        var sample = NtpTime.RoundTrip(NtpTime.Middle(ntpNow), block.LastSenderReport, block.DelaySinceLastSenderReport);
        if (sample is { } rtt) Rtt = Rtt is { } old ? old + ((rtt - old) / 8) : rtt;
    }

    internal void SetExtensions(RtpExtensionMap extensions)
    {
        if (extensions == Extensions) return;
        Extensions = extensions;
        _lastIndexOfOldHeaders = _indices.Highest;
    }

    private long PacketIndexOf(ushort sequenceNumber) =>
        _indices.Highest < 0 ? sequenceNumber : SequenceNumber.Extend(_indices.Highest, sequenceNumber);

    private uint RtpTimeAt(Timestamp now, ulong ntpNow)
    {
        if (_timeReference is { } reference)
            return reference.Rtp + (uint)NtpTime.ToTicks(reference.Ntp, ntpNow, ClockRate);

        var elapsed = (Int128)(now - _lastSentTime).Ticks * ClockRate / TimeSpan.TicksPerSecond;
        return _lastRtpTimestamp + (uint)(long)elapsed;
    }
}
