using Treff.Rtc.Rtcp;
using Treff.Rtc.Rtp;
using Treff.Rtc.Streams;
using Treff.Rtc.Tests.Support;

namespace Treff.Rtc.Tests.Streams;

public sealed class SendStreamTests
{
    private const ulong NtpSecond = 1UL << 32;
    private const ulong Ntp = 0xEEAD0B68_00000000;

    private static readonly Timestamp Start = Timestamp.FromMilliseconds(50_000);

    private readonly SendStream _stream = new(new SendStreamOptions
    {
        Ssrc = 7,
        RtxSsrc = 8,
        PayloadType = 96,
        RtxPayloadType = 97,
        Kind = MediaKind.Video,
        ClockRate = 90_000,
        Cname = "c",
        Extensions = RtpExtensionMap.Empty,
        Mid = "3",
        FirstRtxSequenceNumber = 65_535,
    });

    [Theory]
    [InlineData(new int[] { 65_534, 65_535, 0, 1 }, new long[] { 65_534, 65_535, 65_536, 65_537 })]
    [InlineData(new int[] { 65_535, 1, 0, 2 }, new long[] { 65_535, 65_537, 65_536, 65_538 })]
    [InlineData(new int[] { 100, 32_867, 65_000, 99 }, new long[] { 100, 32_867, 65_000, 65_635 })]
    [InlineData(new int[] { 3, 65_535 }, new long[] { 3, -1 })]
    public void Packet_indices_carry_the_roll_over_counter(int[] sequenceNumbers, long[] expected) =>
        Assert.Equal(expected, sequenceNumbers.Select(Take));

    [Theory]
    [InlineData(new int[] { 5, 7, 6, 6, 7, 5, 8 }, new long[] { 5, 7, 6, -1, -1, -1, 8 })]
    [InlineData(new int[] { 65_535, 0, 65_535, 1 }, new long[] { 65_535, 65_536, -1, 65_537 })]
    [InlineData(new int[] { 100, 1_200, 177, 177, 176 }, new long[] { 100, 1_200, 177, -1, -1 })]
    public void A_packet_index_is_given_out_once(int[] sequenceNumbers, long[] expected) =>
        Assert.Equal(expected, sequenceNumbers.Select(Take));

    [Fact]
    public void Indices_do_not_repeat_whatever_numbers_are_asked_for()
    {
        var random = new SeededRandom(7);
        var taken = new HashSet<long>();
        var number = 30_000;
        for (var i = 0; i < 100_000; i++)
        {
            number = random.Chance(0.001) ? random.Next(65_536) : number + random.Next(6) - 2;
            if (Take(number) is >= 0 and var index)
                Assert.True(taken.Add(index));
        }

        Assert.True(taken.Count > 20_000);
    }

    [Fact]
    public void Retransmissions_have_their_own_numbers()
    {
        Assert.Equal(65_535, _stream.NextRtxPacketIndex());
        Assert.Equal(65_536, _stream.NextRtxPacketIndex());
    }

    [Fact]
    public void There_is_no_sender_report_before_the_first_packet() => Assert.False(_stream.TryWriteSenderReport(Start, Ntp, out _));

    [Fact]
    public void The_report_extrapolates_from_the_last_packet()
    {
        _stream.OnSent(Start, 10, uint.MaxValue - 44_999, 1000);
        _stream.OnSent(Start.AddMilliseconds(1), 9, 5, 500);
        Assert.True(_stream.TryWriteSenderReport(Start.AddMilliseconds(1000), Ntp, out var report));
        Assert.Equal(new SenderReport(7, Ntp, 45_000, 2, 1500), report);
    }

    [Fact]
    public void The_report_extrapolates_from_the_publishers_clock_when_it_is_known()
    {
        _stream.OnSent(Start, 10, 123, 1000);
        _stream.SetTimeReference(Ntp, uint.MaxValue);
        Assert.True(_stream.TryWriteSenderReport(Start.AddMilliseconds(70), Ntp + (2 * NtpSecond), out var report));
        Assert.Equal(179_999u, report.RtpTimestamp);
        Assert.True(_stream.TryWriteSenderReport(Start, Ntp - (NtpSecond / 2), out report));
        Assert.Equal(uint.MaxValue - 45_000, report.RtpTimestamp);
        _stream.ClearTimeReference();
        Assert.True(_stream.TryWriteSenderReport(Start, Ntp, out report));
        Assert.Equal(123u, report.RtpTimestamp);
    }

    [Fact]
    public void Reception_reports_tell_loss_and_round_trip()
    {
        // Our report left at Ntp, the peer held it for 0.5 s and its answer came 0.6 s after Ntp.
        var block = new ReportBlock(7, 64, -3, 0x1000A, 900, NtpTime.Middle(Ntp), 0x8000);
        _stream.HandleReportBlock(Start, Ntp + (NtpSecond * 6 / 10), block);
        Assert.Equal(0.25, _stream.FractionLost);
        Assert.Equal(-3, _stream.PacketsLost);
        Assert.Equal(TimeSpan.FromMilliseconds(10), _stream.Jitter);
        Assert.Equal(0x1000Au, _stream.HighestSequenceNumberReported);
        Assert.InRange(_stream.Rtt!.Value.TotalMilliseconds, 99.9, 100.1);

        _stream.HandleReportBlock(Start, Ntp + (NtpSecond * 14 / 10), block);
        Assert.InRange(_stream.Rtt!.Value.TotalMilliseconds, 199, 201);
    }

    [Fact]
    public void An_impossible_round_trip_is_not_believed()
    {
        _stream.HandleReportBlock(Start, Ntp, new ReportBlock(7, 0, 0, 0, 0, NtpTime.Middle(Ntp), 0x80000));
        _stream.HandleReportBlock(Start, Ntp, new ReportBlock(7, 0, 0, 0, 0, 0, 0));
        Assert.Null(_stream.Rtt);
    }

    [Fact]
    public void Allocates_nothing_per_packet()
    {
        Run(100);
        Assert.Equal(0, Allocated.During(() => Run(20_000)));

        void Run(int packets)
        {
            for (var i = 0; i < packets; i++)
            {
                var now = Start.AddMilliseconds(i);
                _stream.TryTakePacketIndex((ushort)i, out _);
                _stream.OnSent(now, (ushort)i, (uint)i, 1000);
                _stream.HandleReportBlock(now, Ntp, new ReportBlock(7, 0, 0, (uint)i, 0, NtpTime.Middle(Ntp), 0));
                _stream.TryWriteSenderReport(now, Ntp, out _);
            }
        }
    }

    private long Take(int sequenceNumber) => _stream.TryTakePacketIndex((ushort)sequenceNumber, out var index) ? index : -1;
}
