using Treff.Rtc.Congestion;
using Treff.Rtc.Rtcp;
using Treff.Rtc.Tests.Support;

namespace Treff.Rtc.Tests.Congestion;

public sealed class TransportFeedbackGeneratorTests
{
    private static readonly Timestamp Start = Timestamp.FromMilliseconds(1_000_000);

    private readonly TransportFeedbackGenerator _generator = new();
    private readonly byte[] _buffer = new byte[1200];

    [Fact]
    public void Is_due_a_tenth_of_a_second_after_the_first_packet()
    {
        Assert.Equal(Timestamp.Never, _generator.NextTimeout);
        _generator.OnPacket(Start, 5);
        _generator.OnPacket(Start.AddMilliseconds(50), 6);
        Assert.Equal(Start.AddMilliseconds(100), _generator.NextTimeout);
        Assert.Empty(Take(Start.AddMilliseconds(99)));
        Assert.Equal([5, 6], Received(Take(Start.AddMilliseconds(100))));
        Assert.Equal(Timestamp.Never, _generator.NextTimeout);
        Assert.Empty(Take(Start.AddMilliseconds(300)));
    }

    [Fact]
    public void A_burst_is_reported_at_once()
    {
        for (var i = 0; i < 101; i++) _generator.OnPacket(Start, (ushort)i);
        Assert.Equal(Start, _generator.NextTimeout);
        Assert.Equal(101, Take(Start).Count);
    }

    [Fact]
    public void Writes_the_bytes_that_the_draft_describes()
    {
        _generator.OnPacket(new Timestamp(64_000_000), 0xFFFF);
        _generator.OnPacket(new Timestamp(64_001_000), 0);
        _generator.OnPacket(new Timestamp(64_101_000), 2);
        Assert.True(_generator.TryWrite(new Timestamp(65_000_000), _buffer, 0x11111111, 0x22222222, out var length));

        // base ffff, 4 statuses, reference 1000, count 0; two-bit vector 1 1 0 2; deltas 0, 4 and 400 (large).
        Assert.Equal(
            "afcd0006" + "11111111" + "22222222" + "ffff0004" + "0003e800" + "d480" + "0004" + "0190" + "0002",
            Convert.ToHexStringLower(_buffer.AsSpan(0, length)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(65_500)]
    [InlineData(32_760)]
    public void Reports_exactly_what_arrived_on_a_bad_path(int first)
    {
        var random = new SeededRandom((ulong)first + 1);
        var expected = new Dictionary<long, long>();
        var seen = new Dictionary<long, long>();
        var delayed = new PriorityQueue<long, long>();
        for (long n = first; n < first + 3000; n++)
        {
            var sentAt = Start.Microseconds + ((n - first) * 3000);
            if (random.Chance(0.1)) continue;
            delayed.Enqueue(n, sentAt + 20_000 + random.Next(random.Chance(0.05) ? 60_000 : 5_000));
        }

        while (delayed.TryDequeue(out var number, out var arrival))
        {
            var now = new Timestamp(arrival);
            Collect(Take(now), seen, number);
            _generator.OnPacket(now, (ushort)number);
            expected[number] = arrival;
        }

        Collect(Take(Start.AddMilliseconds(100_000)), seen, first + 3000);
        Assert.Equal(expected.Keys.Order(), seen.Keys.Order());
        foreach (var (number, arrival) in expected) Assert.InRange(seen[number] - arrival, -125, 125);
    }

    [Fact]
    public void Counts_messages_and_continues_where_the_last_one_ended()
    {
        var bases = new List<(int Base, int Count)>();
        for (ushort i = 0; i < 600; i++)
        {
            var now = Start.AddMilliseconds(i * 10);
            _generator.OnPacket(now, (ushort)(65_300 + i));
            if (!_generator.TryWrite(now, _buffer, 1, 2, out var length)) continue;
            Assert.True(TransportFeedback.TryParse(Single(length), out var feedback));
            bases.Add((feedback.BaseSequenceNumber, feedback.StatusCount));
            Assert.Equal((byte)(bases.Count - 1), feedback.FeedbackCount);
        }

        for (var i = 1; i < bases.Count; i++)
            Assert.Equal((ushort)(bases[i - 1].Base + bases[i - 1].Count), bases[i].Base);
    }

    [Fact]
    public void A_late_packet_is_reported_again_with_those_after_it()
    {
        _generator.OnPacket(Start, 1);
        _generator.OnPacket(Start, 3);
        Assert.Equal([1, 3], Received(Take(Start.AddMilliseconds(100))));
        _generator.OnPacket(Start.AddMilliseconds(120), 2);
        Assert.Equal([2, 3], Received(Take(Start.AddMilliseconds(220))));
    }

    [Fact]
    public void A_repeated_packet_keeps_its_first_arrival()
    {
        _generator.OnPacket(Start, 1);
        _generator.OnPacket(Start.AddMilliseconds(10), 1);
        var statuses = Take(Start.AddMilliseconds(200));
        Assert.Single(statuses);
        Assert.Equal(Start.Microseconds, statuses[0].ArrivalMicroseconds);
    }

    [Fact]
    public void A_long_silence_makes_two_messages()
    {
        _generator.OnPacket(Start, 1);
        _generator.OnPacket(Start.AddMilliseconds(9_000), 2);
        var now = Start.AddMilliseconds(9_000);
        Assert.True(_generator.TryWrite(now, _buffer, 1, 2, out _));
        Assert.Equal(now, _generator.NextTimeout);
        Assert.Equal([2], Received(Take(now)));
    }

    [Theory]
    [InlineData(1500)]
    [InlineData(5_000)]
    [InlineData(32_700)]
    [InlineData(40_000)]
    public void A_jump_of_the_numbers_does_not_end_the_reports(int jump)
    {
        for (ushort i = 0; i < 10; i++) _generator.OnPacket(Start, i);
        Take(Start.AddMilliseconds(100));
        var later = Start.AddMilliseconds(200);
        for (var i = 0; i < 10; i++) _generator.OnPacket(later, (ushort)(9 + jump + i));
        var received = Received(Take(later.AddMilliseconds(100)));
        Assert.Contains(9 + jump + 9, received);
        Assert.True(received.Count >= 9);
    }

    [Fact]
    public void A_burst_of_stragglers_does_not_move_the_time_line()
    {
        for (ushort i = 1000; i < 3000; i++) _generator.OnPacket(Start, i);
        Take(Start.AddMilliseconds(100));
        for (ushort i = 1100; i < 1110; i++) _generator.OnPacket(Start.AddMilliseconds(110), i);
        _generator.OnPacket(Start.AddMilliseconds(110), 3000);
        Assert.Equal([3000], Received(Take(Start.AddMilliseconds(300))));
    }

    [Fact]
    public void Messages_stay_within_a_datagram()
    {
        var random = new SeededRandom(2);
        var now = Start;
        for (var i = 0; i < 2000; i++)
        {
            now = new Timestamp(now.Microseconds + random.Next(200_000));
            if (random.Chance(0.5)) _generator.OnPacket(now, (ushort)i);
        }

        var total = 0;
        while (_generator.TryWrite(now.AddMilliseconds(200), _buffer, 1, 2, out var length))
        {
            Assert.True(length <= 1200 && length % 4 == 0);
            Assert.True(TransportFeedback.TryParse(Single(length), out var feedback));
            total += feedback.StatusCount;
        }

        Assert.InRange(total, 1900, 2000);
    }

    [Fact]
    public void A_buffer_without_room_is_refused()
    {
        _generator.OnPacket(Start, 1);
        for (var size = 0; size < 28; size++)
        {
            if (_generator.TryWrite(Start.AddMilliseconds(100), _buffer.AsSpan(0, size), 1, 2, out var length)) Assert.True(length <= size);
        }
    }

    [Fact]
    public void Survives_any_sequence_of_numbers_and_times()
    {
        var random = new SeededRandom(77);
        var now = Start;
        ushort number = 0;
        for (var i = 0; i < 200_000; i++)
        {
            now = new Timestamp(now.Microseconds + random.Next(random.Chance(0.001) ? 20_000_000 : 2_000));
            number = random.Chance(0.002) ? (ushort)random.Next(65_536) : (ushort)(number + random.Next(4) - 1);
            _generator.OnPacket(now, number);
            while (_generator.TryWrite(now, _buffer, 1, 2, out var length))
                Assert.True(TransportFeedback.TryParse(Single(length), out _));
        }
    }

    [Fact]
    public void Allocates_nothing()
    {
        Run(1000);
        Assert.Equal(0, Allocated.During(() => Run(20_000)));

        void Run(int packets)
        {
            for (var i = 0; i < packets; i++)
            {
                var now = Start.AddMilliseconds(i);
                _generator.OnPacket(now, (ushort)i);
                _generator.TryWrite(now, _buffer, 1, 2, out _);
            }
        }
    }

    private static void Collect(List<TransportFeedbackStatus> statuses, Dictionary<long, long> seen, long near)
    {
        foreach (var status in statuses)
        {
            if (status.IsReceived) seen.TryAdd(SequenceNumber.Extend(near, status.SequenceNumber), status.ArrivalMicroseconds);
        }
    }

    private static List<int> Received(List<TransportFeedbackStatus> statuses) =>
        [.. statuses.Where(s => s.IsReceived).Select(s => (int)s.SequenceNumber)];

    private List<TransportFeedbackStatus> Take(Timestamp now)
    {
        var statuses = new List<TransportFeedbackStatus>();
        while (_generator.TryWrite(now, _buffer, 1, 2, out var length))
        {
            Assert.True(TransportFeedback.TryParse(Single(length), out var feedback));
            foreach (var status in feedback) statuses.Add(status);
        }

        return statuses;
    }

    private RtcpPacket Single(int length)
    {
        var reader = new RtcpReader(_buffer.AsSpan(0, length));
        Assert.True(reader.MoveNext());
        return reader.Current;
    }
}
