using Treff.Rtc.Congestion;
using Treff.Rtc.Rtp;
using Treff.Rtc.Streams;

namespace Treff.Rtc.Peer;

/// <content>What the path to the peer carries: estimate, probes, and packets that wait for their turn.</content>
public sealed partial class RtcPeer
{
    private readonly CongestionControl _congestion = new();
    private readonly Pacer _pacer = new();
    private SendStream? _paddingStream;

    /// <summary>The most padding a packet can hold (RFC 3550 section 5.1), all of it zero but the count at its end.</summary>
    private static readonly byte[] Padding = [.. new byte[254], 255];

    /// <summary>The present estimate; <see cref="IPeerSink.OnBandwidthChanged"/> tells of changes.</summary>
    public BandwidthEstimate Bandwidth => _congestion.Estimate;

    /// <summary>What the last <see cref="SetBandwidthDemand"/> said.</summary>
    public BandwidthDemand BandwidthDemand { get; private set; }

    /// <summary>Packets that wait here for their turn.</summary>
    public int PacedPackets => _pacer.QueuedPackets;

    /// <summary>
    /// Says what could be sent if the path carried more. Whoever divides the bandwidth calls it after each division, also from inside
    /// <see cref="IPeerSink.OnBandwidthChanged"/>; without it the path is never probed.
    /// </summary>
    public void SetBandwidthDemand(in BandwidthDemand demand)
    {
        BandwidthDemand = demand;
        _congestion.SetDemand(demand);
    }

    /// <summary>The header extensions a stream was answered with, when they are known only after it was made.</summary>
    public void SetExtensions(SendStream stream, RtpExtensionMap extensions)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.SetExtensions(extensions);
        ExpectFeedback(stream);
    }

    private void ExpectFeedback(SendStream stream)
    {
        if (stream.Extensions.TransportCc == 0)
            return;
        _congestion.ExpectFeedback();
        AdaptPacing();
    }

    /// <summary>Padding needs a retransmission source: on the media's own it would take sequence numbers from the media.</summary>
    private void ChoosePaddingStream()
    {
        _paddingStream = _sendStreams.Find(static stream =>
            stream is { HasSent: true, RtxSsrc: not null, RtxPayloadType: not null, Extensions.TransportCc: > 0 });
        _congestion.CanPad = _paddingStream is not null;
    }

    private void AdaptPacing()
    {
        if (_congestion.IsExpectingFeedback)
            _pacer.SetRate(_congestion.TotalBitsPerSecond, _congestion.Estimate.IsCongested);
    }

    private void HandleCongestionTimeout<TSink>(Timestamp now, ref TSink sink)
        where TSink : struct, IPeerSink
    {
        if (now >= _congestion.NextTimeout)
        {
            _congestion.HandleTimeout(now);
            SendProbePadding(now, ref sink);
        }

        SendPaced(now, ref sink);
        TellBandwidth(ref sink);
    }

    private void TellBandwidth<TSink>(ref TSink sink)
        where TSink : struct, IPeerSink
    {
        if (!_congestion.TryTellChange(out var estimate))
            return;
        AdaptPacing();
        sink.OnBandwidthChanged(estimate);
    }

    private void SendProbePadding<TSink>(Timestamp now, ref TSink sink)
        where TSink : struct, IPeerSink
    {
        var isImpossible = false;
        while (!isImpossible && _congestion.DuePadding(now) > 0)
            isImpossible = !TrySendPadding(now, ref sink);
        _congestion.AdvanceProbe(now, isImpossible);
    }

    private bool TrySendPadding<TSink>(Timestamp now, ref TSink sink)
        where TSink : struct, IPeerSink
    {
        if (_paddingStream is not { RtxSsrc: { } ssrc, RtxPayloadType: { } payloadType } stream || SelectedPath is null)
            return false;
        var slot = sink.Reserve();
        var packetIndex = stream.NextRtxPacketIndex();
        var rtpHeader = new RtpHeader(payloadType, Marker: false, (ushort)packetIndex, stream.LastRtpTimestamp, ssrc);
        var header = WriteHeader(now, slot, stream, rtpHeader, default);
        slot[0] |= RtpPacket.PaddingBit;
        var length = Emit(now, new PlainRtp { Slot = slot, HeaderLength = header, Body = Padding, PacketIndex = packetIndex, IsNumbered = true }, ref sink);
        _congestion.OnPaddingSent(length);
        Statistics.PaddingBytesSent += length;
        return true;
    }

    private void SendPaced<TSink>(Timestamp now, ref TSink sink)
        where TSink : struct, IPeerSink
    {
        if (now < _pacer.NextTimeout)
            return;
        while (_pacer.TryTake(now, out var bytes, out var packet))
        {
            var slot = sink.Reserve();
            bytes[..packet.HeaderLength].CopyTo(slot);
            Emit(
                now,
                new PlainRtp
                {
                    Slot = slot,
                    HeaderLength = packet.HeaderLength,
                    Body = bytes[packet.HeaderLength..],
                    PacketIndex = packet.PacketIndex,
                    IsNumbered = packet.HasTransportNumber,
                    IsRetransmission = packet.IsRetransmission,
                },
                ref sink);
        }

        Statistics.Count(Drop.Expired, _pacer.Expired - Statistics.Dropped(Drop.Expired));
        _pacer.Trim();
    }

    /// <summary>Audio never waits. What has no retransmission source keeps the number it left with, for <see cref="SendSamePacket"/>.</summary>
    private void SendAtOnce<TSink>(Timestamp now, SendStream stream, in PlainRtp rtp, ref TSink sink)
        where TSink : struct, IPeerSink
    {
        if (rtp.IsNumbered && stream.RtxSsrc is null)
            stream.KeepTransportNumber((ushort)rtp.PacketIndex, _congestion.NextNumber);
        Emit(now, rtp, ref sink);
    }

    /// <summary>Sends a packet now, or lets it wait behind what has the same right to the path.</summary>
    private void SendInTurn<TSink>(Timestamp now, in PlainRtp rtp, ref TSink sink)
        where TSink : struct, IPeerSink
    {
        if (_pacer.MayPass(now, rtp.IsRetransmission))
        {
            Emit(now, rtp, ref sink);
            return;
        }

        var packet = new QueuedPacket(now, rtp.PacketIndex, rtp.IsRetransmission, rtp.IsNumbered);
        if (_pacer.TryQueue(packet, rtp.Slot[..rtp.HeaderLength], rtp.Prefix, rtp.Body))
            Statistics.PacketsPaced++;
        else
            Statistics.Count(Drop.PacerFull);
    }

    /// <summary>Gives the packet its transport-wide number, encrypts it and hands it out; returns its length.</summary>
    private int Emit<TSink>(Timestamp now, in PlainRtp rtp, ref TSink sink)
        where TSink : struct, IPeerSink
    {
        if (_srtpSender is null || SelectedPath is not { } path)
            return 0;
        if (rtp.IsNumbered)
            TransportSequenceNumber.Write(rtp.Slot[..rtp.HeaderLength], _congestion.NextNumber);
        var length = Protect(rtp);
        sink.Commit(length, path);
        Statistics.BytesSent += length;
        _congestion.OnSent(now, length, rtp.IsNumbered);
        if (rtp.IsRetransmission)
            _congestion.OnRetransmissionSent(now, length);
        _pacer.OnSent(length);
        return length;
    }

    private int Protect(in PlainRtp rtp) => _srtpSender!.ProtectRtp(rtp.Slot, rtp.HeaderLength, rtp.Prefix, rtp.Body, rtp.PacketIndex);

    /// <summary>A packet before encryption: its header lies in the sink's slot, its payload there or elsewhere.</summary>
    private readonly ref struct PlainRtp
    {
        public required Span<byte> Slot { get; init; }

        public required int HeaderLength { get; init; }

        /// <summary>The payload's first part, when it does not lie with the rest.</summary>
        public ReadOnlySpan<byte> Prefix { get; init; }

        public required ReadOnlySpan<byte> Body { get; init; }

        public long PacketIndex { get; init; }

        /// <summary>Its header has room for a transport-wide number.</summary>
        public bool IsNumbered { get; init; }

        public int PayloadLength => Prefix.Length + Body.Length;

        public bool IsRetransmission { get; init; }
    }
}
