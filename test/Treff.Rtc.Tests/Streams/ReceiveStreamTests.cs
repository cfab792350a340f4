using Treff.Rtc.Rtcp;
using Treff.Rtc.Streams;
using Treff.Rtc.Tests.Support;

namespace Treff.Rtc.Tests.Streams;

public sealed class ReceiveStreamTests : IDisposable
{
    private static readonly Timestamp Start = Timestamp.FromMilliseconds(50_000);

    private readonly ReceiveStream _stream = new(new ReceiveStreamOptions
    {
        Ssrc = RtpPackets.Ssrc,
        Kind = MediaKind.Video,
        ClockRate = 90_000,
        Nack = true,
        Mid = "1",
        Rid = "f",
    });

    public void Dispose() => _stream.Dispose();

    [Theory]
    [InlineData(new int[] { 5, 6, 7 }, "AAA")]
    [InlineData(new int[] { 65534, 65535, 0, 1 }, "AAAA")]
    [InlineData(new int[] { 5, 5 }, "AD")]
    [InlineData(new int[] { 5, 4, 4 }, "AAD")]
    [InlineData(new int[] { 0, 65535, 65535, 1 }, "AADA")]
    [InlineData(new int[] { 5, 9, 7, 7, 6, 8, 9 }, "AAADAAD")]
    [InlineData(new int[] { 65530, 4, 65531, 4, 65531 }, "AAADD")]
    [InlineData(new int[] { 2000, 977 }, "AA")]
    [InlineData(new int[] { 2000, 976 }, "AT")]
    [InlineData(new int[] { 0, 3000 }, "AA")]
    [InlineData(new int[] { 0, 3001 }, "AI")]
    [InlineData(new int[] { 0, 3001, 1, 3002 }, "AIAI")]
    [InlineData(new int[] { 0, 3001, 3002, 3003 }, "AIAA")]
    [InlineData(new int[] { 40000, 10, 11, 12 }, "AIAA")]
    [InlineData(new int[] { 20000, 10, 11, 12 }, "ATAA")]
    [InlineData(new int[] { 0, 1500, 1, 477 }, "AATA")]
    public void Tells_new_from_repeated_and_misplaced(int[] sequenceNumbers, string expected)
    {
        var results = sequenceNumbers.Select(n => Receive(Start, n).ToString()[0]);
        Assert.Equal(expected, string.Concat(results));
    }

    [Fact]
    public void A_retransmission_far_away_never_moves_the_stream()
    {
        Receive(Start, 10_000);
        Assert.Equal(ReceiveResult.TooOld, Receive(Start, 100, isRetransmission: true));
        Assert.Equal(ReceiveResult.TooOld, Receive(Start, 101, isRetransmission: true));
        Assert.Equal(10_001, _stream.ExtendedSequenceNumber(10_001));
    }

    [Fact]
    public void Extends_numbers_over_many_wraps()
    {
        for (var i = 0; i < 200_000; i += 7) Receive(Start, i & 0xFFFF);
        Assert.Equal(199_997 + 3, _stream.ExtendedSequenceNumber((199_997 + 3) & 0xFFFF));
    }

    [Fact]
    public void Reports_loss_of_the_interval_and_of_the_whole_time()
    {
        for (var i = 0; i < 100; i++)
        {
            if (i % 4 != 3) Receive(Start, 65_500 + i);
        }

        Assert.True(_stream.TryWriteReceptionReport(Start, out var block));
        Assert.Equal(RtpPackets.Ssrc, block.Ssrc);
        Assert.Equal(24, block.CumulativeLost);
        Assert.Equal((24 << 8) / 99, block.FractionLost);
        Assert.Equal(65_500u + 98, block.ExtendedHighestSequenceNumber);

        for (var i = 100; i < 200; i++) Receive(Start, 65_500 + i);
        Assert.True(_stream.TryWriteReceptionReport(Start, out block));
        Assert.Equal(25, block.CumulativeLost);
        Assert.Equal((1 << 8) / 101, block.FractionLost);
    }

    [Fact]
    public void Reports_nothing_when_nothing_came()
    {
        Assert.False(_stream.TryWriteReceptionReport(Start, out _));
        Receive(Start, 1);
        Assert.True(_stream.TryWriteReceptionReport(Start, out _));
        Assert.False(_stream.TryWriteReceptionReport(Start, out _));
    }

    [Fact]
    public void Retransmissions_and_duplicates_do_not_hide_the_loss_of_the_path()
    {
        Receive(Start, 1);
        Receive(Start, 3);
        Receive(Start, 3);
        Receive(Start, 2, isRetransmission: true);
        Assert.True(_stream.TryWriteReceptionReport(Start, out var block));
        Assert.Equal(1, block.CumulativeLost);
        Assert.Equal(256 / 3, block.FractionLost);
        Assert.Equal((3, 1, 1), (_stream.PacketsReceived, _stream.PacketsRecovered, _stream.Duplicates));
    }

    [Fact]
    public void A_late_first_packet_does_not_make_the_loss_negative()
    {
        Receive(Start, 5);
        Receive(Start, 3);
        Assert.Equal(1, _stream.PacketsLost);
        Receive(Start, 4);
        Assert.Equal(0, _stream.PacketsLost);
    }

    [Fact]
    public void Even_packets_have_no_jitter_even_across_the_timestamp_wrap()
    {
        for (var i = 0; i < 100; i++) Receive(Start.AddMilliseconds(i * 20), i, unchecked(0xFFFFFF00 + (uint)(i * 1800)));
        Assert.True(_stream.TryWriteReceptionReport(Start, out var block));
        Assert.Equal(0u, block.Jitter);
    }

    [Fact]
    public void Jitter_approaches_the_mean_deviation()
    {
        // Every second packet is 10 ms late: consecutive transit times differ by 900 ticks.
        for (var i = 0; i < 500; i++) Receive(Start.AddMilliseconds((i * 20) + (i % 2 * 10)), i, (uint)(i * 1800));
        Assert.True(_stream.TryWriteReceptionReport(Start, out var block));
        Assert.InRange(block.Jitter, 890u, 900u);
        Assert.InRange(_stream.Jitter.TotalMilliseconds, 9.8, 10.0);
    }

    [Fact]
    public void The_packets_of_one_frame_are_one_jitter_sample()
    {
        for (var i = 0; i < 300; i++) Receive(Start.AddMilliseconds((i / 3 * 33) + (i % 3)), i, (uint)(i / 3 * 2970));
        Assert.Equal(TimeSpan.Zero, _stream.Jitter);
    }

    [Fact]
    public void Echoes_the_last_sender_report()
    {
        Assert.Equal(Timestamp.Never, _stream.LastSenderReportArrival);
        Receive(Start, 1);
        Assert.True(_stream.TryWriteReceptionReport(Start, out var block));
        Assert.Equal((0u, 0u), (block.LastSenderReport, block.DelaySinceLastSenderReport));

        _stream.HandleSenderReport(Start, new SenderReport(RtpPackets.Ssrc, 0x1122334455667788, 99, 1, 1));
        Receive(Start, 2);
        Assert.True(_stream.TryWriteReceptionReport(Start.AddMilliseconds(1500), out block));
        Assert.Equal(0x33445566u, block.LastSenderReport);
        Assert.Equal(0x18000u, block.DelaySinceLastSenderReport);
        Assert.Equal((0x1122334455667788UL, 99u), (_stream.LastSenderReportNtp, _stream.LastSenderReportRtp));
    }

    [Fact]
    public void Asks_for_a_gap_until_it_is_filled()
    {
        Span<ushort> numbers = stackalloc ushort[10];
        Receive(Start, 65_534);
        Receive(Start, 2);
        Assert.Equal(Start.AddMilliseconds(20), _stream.NextTimeout);
        Assert.Equal(0, _stream.WriteNacks(Start.AddMilliseconds(19), numbers));
        Receive(Start.AddMilliseconds(19), 0);
        Assert.Equal(2, _stream.WriteNacks(Start.AddMilliseconds(20), numbers));
        Assert.Equal([65_535, 1], numbers[..2].ToArray());
        Receive(Start.AddMilliseconds(30), 65_535, isRetransmission: true);
        Receive(Start.AddMilliseconds(30), 1, isRetransmission: true);
        Assert.Equal(Timestamp.Never, _stream.NextTimeout);
    }

    [Fact]
    public void A_new_start_forgets_what_was_asked_for()
    {
        Receive(Start, 1);
        Receive(Start, 5);
        Receive(Start, 20_000);
        Receive(Start, 20_001);
        Assert.Equal(Timestamp.Never, _stream.NextTimeout);
        Assert.Equal(20_002, _stream.ExtendedSequenceNumber(20_002));
    }

    [Fact]
    public void Keeps_the_last_packets_across_the_wrap()
    {
        for (var i = 0; i < 1000; i++) Receive(Start.AddMilliseconds(i), 65_000 + i, (uint)i);
        for (var i = 600; i < 1000; i++)
        {
            Assert.True(_stream.TryGetFromHistory((ushort)(65_000 + i), out var bytes));
            Assert.Equal(RtpPackets.Create(65_000 + i, (uint)i), bytes.ToArray());
        }

        Assert.False(_stream.TryGetFromHistory(65_000, out _));
        Assert.False(_stream.TryGetFromHistory(464, out _));
    }

    [Fact]
    public void Knows_the_bit_rate_of_the_last_second()
    {
        for (var i = 0; i < 200; i++) Receive(Start.AddMilliseconds(i * 10), i, payload: 988);
        Assert.InRange(_stream.BitsPerSecond(Start.AddMilliseconds(1999)), 720_000, 810_000);
        Assert.Equal(0, _stream.BitsPerSecond(Start.AddMilliseconds(4000)));
    }

    [Fact]
    public void Survives_any_sequence_of_packets()
    {
        var random = new SeededRandom(9);
        var packet = RtpPackets.Create(0);
        Span<ushort> numbers = stackalloc ushort[7];
        var now = Start;
        var number = 0;
        for (var i = 0; i < 100_000; i++)
        {
            now = new Timestamp(now.Microseconds + random.Next(5_000));
            number = random.Chance(0.001) ? random.Next(65_536) : number + random.Next(5) - 1;
            RtpPackets.Renumber(packet, number, (uint)random.NextUInt64());
            _stream.HandlePacket(now, RtpPackets.Parse(packet), random.Chance(0.1));
            _stream.WriteNacks(now, numbers);
            _stream.TryGetFromHistory((ushort)random.Next(65_536), out _);
            if (random.Chance(0.01)) _stream.TryWriteReceptionReport(now, out _);
        }
    }

    [Fact]
    public void Allocates_nothing_per_packet()
    {
        var packet = RtpPackets.Create(0, payload: 1100);
        var numbers = new ushort[16];
        Run(0, 5_000);
        Assert.Equal(0, Allocated.During(() => Run(5_000, 30_000)));

        void Run(int first, int end)
        {
            for (var i = first; i < end; i++)
            {
                if (i % 10 == 3) continue;
                var now = Start.AddMilliseconds(i * 2);
                RtpPackets.Renumber(packet, i, (uint)(i / 3 * 3000));
                _stream.HandlePacket(now, RtpPackets.Parse(packet), false);
                _stream.WriteNacks(now, numbers);
                _stream.TryGetFromHistory((ushort)(i - 20), out _);
                if (i % 500 == 0) _stream.TryWriteReceptionReport(now, out _);
            }
        }
    }

    private ReceiveResult Receive(Timestamp now, int sequenceNumber, uint timestamp = 0, bool isRetransmission = false, int payload = 100) =>
        _stream.HandlePacket(now, RtpPackets.Parse(RtpPackets.Create(sequenceNumber, timestamp, payload)), isRetransmission);
}
