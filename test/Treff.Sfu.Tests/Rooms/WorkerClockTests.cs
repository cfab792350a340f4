using Treff.Rtc;
using Treff.Sfu.Rooms;

namespace Treff.Sfu.Tests.Rooms;

public sealed class WorkerClockTests
{
    [Theory]
    [InlineData(1_000_000_000, 2_500_000_000, 3_500_000)]
    [InlineData(10_000_000, 1, 1_000_000)]
    [InlineData(3, 7, 3_333_333)]
    [InlineData(1_000_000_000, 31_536_000_000_000_000, 31_536_001_000_000)]
    public void Counts_microseconds_from_one_second_on(long frequency, long ticks, long expected)
    {
        var time = new StubTime(frequency);
        var clock = new WorkerClock(time);
        Assert.Equal(new Timestamp(1_000_000), clock.Now);
        time.Ticks += ticks;
        Assert.Equal(new Timestamp(expected), clock.Now);
    }

    [Fact]
    public void Offset_and_time_make_the_wall_clock()
    {
        var time = new StubTime(1000) { Utc = new DateTimeOffset(2026, 7, 1, 12, 0, 0, TimeSpan.Zero) };
        var clock = new WorkerClock(time);
        time.Ticks += 5000;
        Assert.Equal(time.Utc, DateTimeOffset.UnixEpoch + clock.UnixTimeOffset + (clock.Now - Timestamp.Zero));
    }

    private sealed class StubTime(long frequency) : TimeProvider
    {
        public long Ticks { get; set; } = 123;

        public DateTimeOffset Utc { get; init; }

        public override long TimestampFrequency => frequency;

        public override long GetTimestamp() => Ticks;

        public override DateTimeOffset GetUtcNow() => Utc;
    }
}
