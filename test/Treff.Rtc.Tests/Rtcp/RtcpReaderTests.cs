using Treff.Rtc.Rtcp;
using Treff.Rtc.Tests.Support;

namespace Treff.Rtc.Tests.Rtcp;

public sealed class RtcpReaderTests
{
    [Fact]
    public void Finds_the_packets_that_the_recorder_saw()
    {
        foreach (var (packets, bytes) in MediaSamples.Rtcp())
        {
            var names = new List<string>();
            var reader = new RtcpReader(bytes);
            while (reader.MoveNext()) names.Add(NameOf(reader.Current));
            Assert.False(reader.IsMalformed);
            Assert.Equal(packets, string.Join('+', names));
        }
    }

    [Theory]
    [InlineData("80c90000", 1, false)]
    [InlineData("80c90000 80c90001", 1, true)]
    [InlineData("80c90000 40c90000", 1, true)]
    [InlineData("80c90000 80c9", 1, true)]
    [InlineData("a0c90001 00000004", 1, false)]
    [InlineData("a0c90001 00000005", 0, true)]
    [InlineData("a0c90001 00000000", 0, true)]
    [InlineData("80c9ffff", 0, true)]
    [InlineData("", 0, false)]
    public void Stops_at_what_cannot_be(string hex, int packets, bool isMalformed)
    {
        var reader = new RtcpReader(MediaSamples.Hex(hex));
        var count = 0;
        while (reader.MoveNext()) count++;
        Assert.Equal(packets, count);
        Assert.Equal(isMalformed, reader.IsMalformed);
    }

    [Fact]
    public void Survives_truncation()
    {
        foreach (var (_, bytes) in MediaSamples.Rtcp())
        {
            foreach (var damaged in Mutations.Truncations(bytes)) TouchAll(damaged);
        }
    }

    // Reads everything there is to read; the sums keep the reads alive.
    internal static void TouchAll(byte[] bytes)
    {
        var sum = 0L;
        foreach (var packet in new RtcpReader(bytes))
        {
            if (SenderReport.TryParse(packet, out var sr, out var blocks)) sum += sr.Ssrc + Sum(blocks);
            if (ReceiverReport.TryParse(packet, out var rr)) sum += rr.SenderSsrc + Sum(rr.Blocks);
            if (SourceDescription.TryParse(packet, out var sdes)) foreach (var item in sdes) sum += item.Text.Length;
            if (Goodbye.TryParse(packet, out var bye)) for (var i = 0; i < bye.Sources.Count; i++) sum += bye.Sources[i];
            if (Nack.TryParse(packet, out var nack)) foreach (var number in nack) sum += number;
            if (PictureLossIndication.TryParse(packet, out var pli)) sum += pli.MediaSsrc;
            if (FullIntraRequest.TryParse(packet, out var fir)) for (var i = 0; i < fir.Count; i++) sum += fir[i].Ssrc;
            if (ReceiverEstimatedMaxBitrate.TryParse(packet, out var remb)) sum ^= remb.BitsPerSecond + remb.Sources.Count;
            if (ExtendedReport.TryParse(packet, out var xr)) for (var i = 0; i < xr.DelayCount; i++) sum += xr.GetDelay(i).Delay;
            if (TransportFeedback.TryParse(packet, out var feedback)) sum += CountStatuses(feedback);
        }

        GC.KeepAlive(sum);
    }

    private static int CountStatuses(TransportFeedback feedback)
    {
        var count = 0;
        foreach (var _ in feedback) count++;
        Assert.Equal(feedback.StatusCount, count);
        return count;
    }

    private static long Sum(ReportBlockList blocks)
    {
        var sum = 0L;
        foreach (var block in blocks) sum += block.Jitter;
        Assert.True(blocks.Count <= ReportBlock.MaxPerPacket);
        return sum;
    }

    private static string NameOf(in RtcpPacket packet) => packet.Type switch
    {
        RtcpPacketType.SenderReport => "SR",
        RtcpPacketType.ReceiverReport => "RR",
        RtcpPacketType.SourceDescription => "SDES",
        RtcpPacketType.Goodbye => "BYE",
        RtcpPacketType.ExtendedReport => "XR",
        RtcpPacketType.TransportLayerFeedback => Nack.TryParse(packet, out _) ? "NACK" : TransportFeedback.TryParse(packet, out _) ? "TWCC" : "?",
        RtcpPacketType.PayloadSpecificFeedback when PictureLossIndication.TryParse(packet, out _) => "PLI",
        RtcpPacketType.PayloadSpecificFeedback when FullIntraRequest.TryParse(packet, out _) => "FIR",
        RtcpPacketType.PayloadSpecificFeedback when ReceiverEstimatedMaxBitrate.TryParse(packet, out _) => "REMB",
        _ => "?",
    };
}
