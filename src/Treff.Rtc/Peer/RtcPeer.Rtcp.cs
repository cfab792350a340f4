using Treff.Rtc.Rtcp;

namespace Treff.Rtc.Peer;

/// <content>RTCP: what the peer reports, and what we report to it.</content>
public sealed partial class RtcPeer
{
    /// <summary>Chromium's sender needs loss and round-trip time about once a second.</summary>
    private static readonly TimeSpan ReceiverReportInterval = TimeSpan.FromSeconds(1);

    /// <summary>Lip sync settles at the second report; LiveKit sends one every three seconds.</summary>
    private static readonly TimeSpan SenderReportInterval = TimeSpan.FromSeconds(1);

    /// <summary>The first sender reports go out soon, so that a new subscriber's audio and video align at once.</summary>
    private static readonly TimeSpan FirstSenderReport = TimeSpan.FromMilliseconds(100);

    /// <summary>Room for the SRTCP index and tag behind a compound packet within the path's 1,200 bytes.</summary>
    private const int MaxCompound = 1160;

    private Timestamp _nextReceiverReport = Timestamp.Zero;
    private Timestamp _nextSenderReport = Timestamp.Zero;
    private uint _lastReceivedSsrc;

    private Timestamp NextRtcpTimeout
    {
        get
        {
            var next = Timestamp.Min(_transportFeedback.NextTimeout, Timestamp.Min(_congestion.NextTimeout, _pacer.NextTimeout));
            if (_receive.Streams.Length > 0)
                next = Timestamp.Min(next, _nextReceiverReport);
            if (_sendStreams.Count > 0)
                next = Timestamp.Min(next, _nextSenderReport);
            foreach (var stream in _receive.Streams)
                next = Timestamp.Min(next, stream.NextTimeout);
            return next;
        }
    }

    /// <summary>Brings the next sender report forward, after a stream was added or its clock mapping became known.</summary>
    public void HastenSenderReport(Timestamp now) => _nextSenderReport = Timestamp.Min(_nextSenderReport, now + FirstSenderReport);

    private ulong NtpAt(Timestamp now) => NtpTime.FromUnixMicroseconds(now.Microseconds + (_options.UnixTimeOffset.Ticks / 10));

    private void HandleSrtcp<TSink>(Timestamp now, Span<byte> datagram, ref TSink sink)
        where TSink : struct, IPeerSink
    {
        if (!_srtpReceiver!.TryUnprotectRtcp(datagram, out var length, out _))
        {
            Statistics.Count(Drop.Srtp);
            return;
        }

        var reader = new RtcpReader(datagram[..length]);
        while (reader.MoveNext())
            HandleRtcpPacket(now, reader.Current, ref sink);
        if (reader.IsMalformed)
            Statistics.Count(Drop.MalformedRtcp);
        TellBandwidth(ref sink);
    }

    private void HandleRtcpPacket<TSink>(Timestamp now, in RtcpPacket packet, ref TSink sink)
        where TSink : struct, IPeerSink
    {
        switch (packet.Type)
        {
            case RtcpPacketType.SenderReport when SenderReport.TryParse(packet, out var report, out var blocks):
                HandleSenderReport(now, report, ref sink);
                HandleReportBlocks(now, blocks, ref sink);
                break;
            case RtcpPacketType.ReceiverReport when ReceiverReport.TryParse(packet, out var report):
                HandleReportBlocks(now, report.Blocks, ref sink);
                break;
            case RtcpPacketType.TransportLayerFeedback when Nack.TryParse(packet, out var nack):
                HandleNack(nack, ref sink);
                break;
            case RtcpPacketType.TransportLayerFeedback when TransportFeedback.TryParse(packet, out var feedback):
                _congestion.OnFeedback(now, feedback);
                break;
            case RtcpPacketType.PayloadSpecificFeedback when ReceiverEstimatedMaxBitrate.TryParse(packet, out var remb):
                _congestion.OnPeerEstimate(now, remb.BitsPerSecond);
                break;
            case RtcpPacketType.PayloadSpecificFeedback when PictureLossIndication.TryParse(packet, out var indication):
                HandleKeyFrameRequest(indication.MediaSsrc, ref sink);
                break;
            case RtcpPacketType.PayloadSpecificFeedback when FullIntraRequest.TryParse(packet, out var request):
                for (var i = 0; i < request.Count; i++)
                    HandleKeyFrameRequest(request[i].Ssrc, ref sink);
                break;
            default:
                break;
        }
    }

    private void HandleSenderReport<TSink>(Timestamp now, in SenderReport report, ref TSink sink)
        where TSink : struct, IPeerSink
    {
        if (_receive.Find(report.Ssrc) is not { } stream)
            return;
        stream.HandleSenderReport(now, report);
        sink.OnSenderReport(stream);
    }

    private void HandleReportBlocks<TSink>(Timestamp now, ReportBlockList blocks, ref TSink sink)
        where TSink : struct, IPeerSink
    {
        var ntp = NtpAt(now);
        foreach (var block in blocks)
        {
            if (!_sendStreamsBySsrc.TryGetValue(block.Ssrc, out var stream))
                continue;
            stream.HandleReportBlock(now, ntp, block);
            _congestion.OnReport(now, stream.FractionLost);
            sink.OnReceptionReport(stream);
        }
    }

    private void HandleNack<TSink>(in Nack nack, ref TSink sink)
        where TSink : struct, IPeerSink
    {
        if (!_sendStreamsBySsrc.TryGetValue(nack.MediaSsrc, out var stream))
            return;
        Span<ushort> numbers = stackalloc ushort[256];
        var count = nack.CopyTo(numbers);
        Statistics.NacksReceived += count;
        sink.OnNack(stream, numbers[..count]);
    }

    private void HandleKeyFrameRequest<TSink>(uint mediaSsrc, ref TSink sink)
        where TSink : struct, IPeerSink
    {
        if (!_sendStreamsBySsrc.TryGetValue(mediaSsrc, out var stream))
            return;
        Statistics.KeyFrameRequestsReceived++;
        sink.OnKeyFrameRequest(stream);
    }

    private void HandleRtcpTimeout<TSink>(Timestamp now, ref TSink sink)
        where TSink : struct, IPeerSink
    {
        HandleCongestionTimeout(now, ref sink);
        SendNacks(now, ref sink);
        if (now >= _transportFeedback.NextTimeout)
            SendTransportFeedback(now, ref sink);
        if (_receive.Streams.Length > 0 && now >= _nextReceiverReport)
        {
            SendReceiverReports(now, ref sink);
            _nextReceiverReport = now + ReceiverReportInterval;
        }

        if (_sendStreams.Count > 0 && now >= _nextSenderReport)
        {
            SendSenderReports(now, ref sink);
            _nextSenderReport = now + SenderReportInterval;
        }
    }

    private void SendNacks<TSink>(Timestamp now, ref TSink sink)
        where TSink : struct, IPeerSink
    {
        Span<ushort> due = stackalloc ushort[100];
        foreach (var stream in _receive.Streams)
        {
            if (now < stream.NextTimeout)
                continue;
            var count = stream.WriteNacks(now, due);
            if (count == 0)
                continue;
            var slot = sink.Reserve();
            if (Nack.TryWrite(slot, _localSsrc, stream.Ssrc, due[..count], out var length))
                SendRtcp(slot, length, ref sink);
            Statistics.NacksSent += count;
        }
    }

    private void SendTransportFeedback<TSink>(Timestamp now, ref TSink sink)
        where TSink : struct, IPeerSink
    {
        // A burst after a stall may need more than one message; the generator gives what fits.
        for (var i = 0; i < 8 && now >= _transportFeedback.NextTimeout; i++)
        {
            var slot = sink.Reserve();
            if (!_transportFeedback.TryWrite(now, slot[..MaxCompound], _localSsrc, _lastReceivedSsrc, out var length))
                return;
            SendRtcp(slot, length, ref sink);
        }
    }

    private void SendReceiverReports<TSink>(Timestamp now, ref TSink sink)
        where TSink : struct, IPeerSink
    {
        Span<ReportBlock> blocks = stackalloc ReportBlock[ReportBlock.MaxPerPacket];
        var count = 0;
        foreach (var stream in _receive.Streams)
        {
            stream.ReleaseHistory(now);
            if (count < blocks.Length && stream.TryWriteReceptionReport(now, out var block))
                blocks[count++] = block;
        }

        if (count == 0)
            return;
        var slot = sink.Reserve();
        if (ReceiverReport.TryWrite(slot, _localSsrc, blocks[..count], out var length))
            SendRtcp(slot, length, ref sink);
    }

    private void SendSenderReports<TSink>(Timestamp now, ref TSink sink)
        where TSink : struct, IPeerSink
    {
        var ntp = NtpAt(now);
        var slot = sink.Reserve();
        var length = 0;
        foreach (var stream in _sendStreams)
        {
            if (!stream.TryWriteSenderReport(now, ntp, out var report))
                continue;
            if (length > MaxCompound - 160)
            {
                SendRtcp(slot, length, ref sink);
                slot = sink.Reserve();
                length = 0;
            }

            if (report.TryWrite(slot[length..], [], out var written))
                length += written;
            if (SourceDescription.TryWrite(slot[length..], stream.Ssrc, stream.Cname, [], out written))
                length += written;
        }

        if (length > 0)
            SendRtcp(slot, length, ref sink);
    }

    private void SendRtcp<TSink>(Span<byte> slot, int length, ref TSink sink)
        where TSink : struct, IPeerSink
    {
        if (_srtpSender is null || SelectedPath is not { } path)
        {
            Statistics.Count(Drop.NotConnected);
            return;
        }

        var protectedLength = _srtpSender.ProtectRtcp(slot, length);
        sink.Commit(protectedLength, path);
        Statistics.BytesSent += protectedLength;
    }
}
