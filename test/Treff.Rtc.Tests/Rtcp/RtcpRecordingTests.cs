using Treff.Rtc.Rtcp;

namespace Treff.Rtc.Tests.Rtcp;

/// <summary>Recorded datagrams, read and written again: the bytes must be the same.</summary>
public sealed class RtcpRecordingTests
{
    [Fact]
    public void Every_recorded_packet_is_written_again_byte_for_byte()
    {
        foreach (var (packets, bytes) in MediaSamples.Rtcp())
        {
            // One SDES packet with several chunks is not a form we write; feedback chunks may be chosen differently (see below).
            if (packets is "SR+SR+SDES" or "TWCC") continue;

            var written = new byte[bytes.Length];
            var length = 0;
            foreach (var packet in new RtcpReader(bytes)) length += Rewrite(packet, written.AsSpan(length));
            Assert.Equal(Convert.ToHexStringLower(bytes), Convert.ToHexStringLower(written.AsSpan(0, length)));
        }
    }

    [Fact]
    public void Reads_sender_reports_and_description_of_two_tracks()
    {
        var (_, bytes) = MediaSamples.Rtcp().First(s => s.Packets == "SR+SR+SDES");
        var reader = new RtcpReader(bytes);
        Assert.True(reader.MoveNext());
        Assert.True(SenderReport.TryParse(reader.Current, out var report, out var blocks));
        Assert.Equal(new SenderReport(0x86FF026A, 0xEEAD0B6F7FB2EB7A, 0xECDD0ED5, 150, 30794), report);
        Assert.Equal(0, blocks.Count);
        Assert.True(reader.MoveNext());
        Assert.True(reader.MoveNext());
        Assert.True(SourceDescription.TryParse(reader.Current, out var description));
        var items = new List<string>();
        foreach (var item in description) items.Add($"{item.Ssrc:x8} {item.Type} {System.Text.Encoding.UTF8.GetString(item.Text)}");
        Assert.Equal(
            [
                "86ff026a Cname PA_zWL5LWzUmhzk|TR_AMMLLXFCrKwjsf", "86ff026a Mid 0",
                "594fe5cf Cname PA_zWL5LWzUmhzk|TR_VC8Ma47nvrkSA9", "594fe5cf Mid 3",
            ],
            items);
    }

    [Fact]
    public void Reads_the_delay_answer_of_a_browser()
    {
        var packet = Single("80cf0005a6d5374e05000003a100f9d90b68cb2900000daa");
        Assert.True(ExtendedReport.TryParse(packet, out var report));
        Assert.Null(report.ReferenceTime);
        Assert.Equal(new DelaySinceReceiverReport(0xA100F9D9, 0x0B68CB29, 0x0DAA), report.GetDelay(0));
    }

    [Fact]
    public void Reads_the_estimate_of_a_browser()
    {
        var packet = Single("8fce0005000000010000000052454d420116d9db594fe5cf");
        Assert.True(ReceiverEstimatedMaxBitrate.TryParse(packet, out var remb));
        Assert.Equal(0x2D9DBL << 5, remb.BitsPerSecond);
        Assert.Equal(0x594FE5CFu, remb.Sources[0]);
    }

    [Fact]
    public void Reads_the_arrivals_of_recorded_feedback()
    {
        var packet = Single("afcd000bffc7333da05b3bdb0004001707d9ab00a7ff2009b83b16090714290d1c1d141b1a1a141a1a3f092102000003");
        Assert.True(TransportFeedback.TryParse(packet, out var feedback));
        Assert.Equal(0x0004, feedback.BaseSequenceNumber);
        Assert.Equal(0x17, feedback.StatusCount);
        Assert.Equal(0x07D9AB, feedback.ReferenceTime);
        Assert.Equal(0, feedback.FeedbackCount);
        var received = 0;
        var first = 0L;
        foreach (var status in feedback)
        {
            if (!status.IsReceived) continue;
            if (received++ == 0) first = status.ArrivalMicroseconds;
        }

        // One-bit vector a7ff, then a run of nine.
        Assert.Equal(21, received);
        Assert.Equal((0x07D9ABL * 64_000) + (0xB8 * 250), first);
    }

    [Fact]
    public void Recorded_feedback_means_the_same_when_written_by_us()
    {
        foreach (var (_, bytes) in MediaSamples.Rtcp().Where(s => s.Packets == "TWCC"))
        {
            Assert.True(TransportFeedback.TryParse(Single(bytes), out var feedback));
            var written = new byte[1200];
            var writer = new TransportFeedbackWriter(written, feedback.BaseSequenceNumber);
            foreach (var status in feedback) Assert.True(writer.TryAdd(status.IsReceived ? status.ArrivalMicroseconds : -1, -1));
            var length = writer.Finish(feedback.SenderSsrc, feedback.MediaSsrc, feedback.FeedbackCount);
            Assert.True(length <= bytes.Length, "ours is never longer");
            Assert.Equal(Statuses(bytes), Statuses(written[..length]));
        }
    }

    private static List<TransportFeedbackStatus> Statuses(byte[] bytes)
    {
        Assert.True(TransportFeedback.TryParse(Single(bytes), out var feedback));
        var list = new List<TransportFeedbackStatus>();
        foreach (var status in feedback) list.Add(status.IsReceived ? status : status with { ArrivalMicroseconds = 0 });
        return list;
    }

    private static RtcpPacket Single(string hex) => Single(MediaSamples.Hex(hex));

    private static RtcpPacket Single(byte[] bytes)
    {
        var reader = new RtcpReader(bytes);
        Assert.True(reader.MoveNext());
        return reader.Current;
    }

    private static int Rewrite(in RtcpPacket packet, Span<byte> destination)
    {
        var length = 0;
        var isWritten = packet.Type switch
        {
            RtcpPacketType.SenderReport => RewriteSenderReport(packet, destination, out length),
            RtcpPacketType.ReceiverReport => RewriteReceiverReport(packet, destination, out length),
            RtcpPacketType.SourceDescription => RewriteDescription(packet, destination, out length),
            RtcpPacketType.ExtendedReport => RewriteExtendedReport(packet, destination, out length),
            RtcpPacketType.TransportLayerFeedback => RewriteNack(packet, destination, out length),
            _ => RewritePayloadFeedback(packet, destination, out length),
        };
        Assert.True(isWritten, packet.Type.ToString());
        return length;
    }

    private static bool RewriteSenderReport(in RtcpPacket packet, Span<byte> destination, out int length)
    {
        Assert.True(SenderReport.TryParse(packet, out var report, out var blocks));
        return report.TryWrite(destination, ToArray(blocks), out length);
    }

    private static bool RewriteReceiverReport(in RtcpPacket packet, Span<byte> destination, out int length)
    {
        Assert.True(ReceiverReport.TryParse(packet, out var report));
        return ReceiverReport.TryWrite(destination, report.SenderSsrc, ToArray(report.Blocks), out length);
    }

    private static bool RewriteDescription(in RtcpPacket packet, Span<byte> destination, out int length)
    {
        Assert.True(SourceDescription.TryParse(packet, out var description));
        var items = description.GetEnumerator();
        Assert.True(items.MoveNext());
        return SourceDescription.TryWrite(
            destination, items.Current.Ssrc, System.Text.Encoding.UTF8.GetString(items.Current.Text), "", out length);
    }

    private static bool RewriteExtendedReport(in RtcpPacket packet, Span<byte> destination, out int length)
    {
        Assert.True(ExtendedReport.TryParse(packet, out var report));
        if (report.ReferenceTime is { } time) return ExtendedReport.TryWriteReferenceTime(destination, report.SenderSsrc, time, out length);
        return ExtendedReport.TryWriteDelays(destination, report.SenderSsrc, [report.GetDelay(0)], out length);
    }

    private static bool RewriteNack(in RtcpPacket packet, Span<byte> destination, out int length)
    {
        Assert.True(Nack.TryParse(packet, out var nack));
        Span<ushort> numbers = stackalloc ushort[64];
        return Nack.TryWrite(destination, nack.SenderSsrc, nack.MediaSsrc, numbers[..nack.CopyTo(numbers)], out length);
    }

    private static bool RewritePayloadFeedback(in RtcpPacket packet, Span<byte> destination, out int length)
    {
        if (PictureLossIndication.TryParse(packet, out var indication)) return indication.TryWrite(destination, out length);
        Assert.True(ReceiverEstimatedMaxBitrate.TryParse(packet, out var remb));
        var sources = new uint[remb.Sources.Count];
        for (var i = 0; i < sources.Length; i++) sources[i] = remb.Sources[i];
        return ReceiverEstimatedMaxBitrate.TryWrite(destination, remb.SenderSsrc, remb.BitsPerSecond, sources, out length);
    }

    private static ReportBlock[] ToArray(ReportBlockList blocks)
    {
        var array = new ReportBlock[blocks.Count];
        for (var i = 0; i < array.Length; i++) array[i] = blocks[i];
        return array;
    }
}
