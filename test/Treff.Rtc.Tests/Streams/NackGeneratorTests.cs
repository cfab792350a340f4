using Treff.Rtc.Streams;
using Treff.Rtc.Tests.Support;

namespace Treff.Rtc.Tests.Streams;

public sealed class NackGeneratorTests
{
    private readonly NackGenerator _generator = new();

    /// <summary>Asked at 20 ms, then after 1.25, 1.25², 1.25³ and 1.25⁴ round trips, none longer than 400 ms.</summary>
    [Theory]
    [InlineData(null, new long[] { 20, 107, 216, 353, 524 })]
    [InlineData(1, new long[] { 20, 40, 60, 80, 100 })]
    [InlineData(200, new long[] { 20, 270, 582, 973, 1373 })]
    [InlineData(1000, new long[] { 20, 420, 820, 1220, 1620 })]
    public void Asks_five_times_at_growing_intervals(int? roundTripMilliseconds, long[] expected)
    {
        if (roundTripMilliseconds is { } rtt) _generator.RoundTripTime = TimeSpan.FromMilliseconds(rtt);
        _generator.OnGap(Timestamp.Zero, 10, 11);
        var asked = new List<long>();
        Span<ushort> numbers = stackalloc ushort[4];
        while (_generator.NextTimeout != Timestamp.Never)
        {
            var now = _generator.NextTimeout;
            if (_generator.TakeDue(now, numbers) > 0) asked.Add(now.Milliseconds);
        }

        Assert.Equal(expected, asked);
        Assert.Equal(1, _generator.Abandoned);
        Assert.Equal(0, _generator.Count);
    }

    [Theory]
    [InlineData(10, 5, 15)]
    [InlineData(65_530, 10, 65_540)]
    [InlineData(131_071, 2, 131_073)]
    public void Numbers_wrap(long first, int count, long end)
    {
        _generator.OnGap(Timestamp.Zero, first, end);
        var numbers = new ushort[20];
        Assert.Equal(count, _generator.TakeDue(Timestamp.FromMilliseconds(20), numbers));
        Assert.Equal(Enumerable.Range(0, count).Select(i => (ushort)(first + i)), numbers[..count]);
    }

    [Fact]
    public void What_does_not_fit_stays_due()
    {
        var now = Timestamp.FromMilliseconds(20);
        _generator.OnGap(Timestamp.Zero, 0, 10);
        var numbers = new ushort[4];
        Assert.Equal(4, _generator.TakeDue(now, numbers));
        Assert.Equal(now, _generator.NextTimeout);
        Assert.Equal(4, _generator.TakeDue(now, numbers));
        Assert.Equal([4, 5, 6, 7], numbers);
        Assert.Equal(2, _generator.TakeDue(now, numbers));
        Assert.Equal(0, _generator.TakeDue(now, numbers));
    }

    [Fact]
    public void A_great_gap_keeps_the_newest_hundred()
    {
        _generator.OnGap(Timestamp.Zero, 0, 60);
        _generator.OnGap(Timestamp.Zero, 100, 160);
        Assert.Equal(100, _generator.Count);
        Assert.Equal(20, _generator.Abandoned);
        _generator.OnGap(Timestamp.Zero, 1000, 3000);
        var numbers = new ushort[200];
        Assert.Equal(100, _generator.TakeDue(Timestamp.FromMilliseconds(20), numbers));
        Assert.Equal(2900, numbers[0]);
        Assert.Equal(20 + 100 + 1900, _generator.Abandoned);
    }

    [Fact]
    public void What_arrived_is_not_asked_for()
    {
        _generator.OnGap(Timestamp.Zero, 5, 8);
        _generator.OnRecovered(6);
        _generator.OnRecovered(99);
        var numbers = new ushort[10];
        Assert.Equal(2, _generator.TakeDue(Timestamp.FromMilliseconds(20), numbers));
        Assert.Equal([5, 7], numbers[..2]);
        _generator.OnRecovered(5);
        _generator.OnRecovered(7);
        Assert.Equal(Timestamp.Never, _generator.NextTimeout);
    }

    [Fact]
    public void Every_missing_number_is_asked_for_and_no_other()
    {
        var random = new SeededRandom(4);
        var missing = new HashSet<long>();
        var numbers = new ushort[100];
        var now = Timestamp.Zero;
        long highest = 60_000;
        for (var i = 0; i < 20_000; i++)
        {
            now = now.AddMilliseconds(random.Next(10));
            if (random.Chance(0.05))
            {
                var gap = 1 + random.Next(3);
                _generator.OnGap(now, highest, highest + gap);
                for (var n = 0; n < gap; n++) missing.Add(highest++);
            }
            else if (missing.Count > 0 && random.Chance(0.5))
            {
                var recovered = missing.First();
                missing.Remove(recovered);
                _generator.OnRecovered(recovered);
            }

            highest++;
            var count = _generator.TakeDue(now, numbers);
            foreach (var number in numbers.AsSpan(0, count)) Assert.Contains(SequenceNumber.Extend(highest, number), missing);
        }

        Assert.True(_generator.Count <= missing.Count);
    }
}
