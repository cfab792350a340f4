using Treff.Rtc;
using Treff.Sfu.Rooms;

namespace Treff.Sfu.Tests.Rooms;

public sealed class DeadlineQueueTests
{
    private readonly DeadlineQueue _queue = new();

    [Fact]
    public void Gives_timers_in_the_order_of_their_deadlines()
    {
        var timers = new[] { 50, 10, 40, 20, 30 }.Select(at => new StubTimer(at)).ToArray();
        foreach (var timer in timers)
            _queue.Schedule(timer);
        Assert.Equal(new Timestamp(10), _queue.Next);
        Assert.Equal([10, 20, 30], TakeDue(35));
        Assert.Equal(new Timestamp(40), _queue.Next);
        Assert.Equal([40, 50], TakeDue(50));
        Assert.Equal(Timestamp.Never, _queue.Next);
    }

    [Theory]
    [InlineData(5, new long[] { 5, 20, 30 })]
    [InlineData(25, new long[] { 20, 25, 30 })]
    [InlineData(99, new long[] { 20, 30, 99 })]
    public void A_deadline_that_moved_is_moved(long moved, long[] expected)
    {
        var timer = new StubTimer(10);
        _queue.Schedule(timer);
        _queue.Schedule(new StubTimer(20));
        _queue.Schedule(new StubTimer(30));
        timer.NextTimeout = new Timestamp(moved);
        _queue.Schedule(timer);
        Assert.Equal(expected, TakeDue(100));
    }

    [Fact]
    public void A_timer_without_a_deadline_is_not_kept()
    {
        var timer = new StubTimer(10);
        _queue.Schedule(timer);
        timer.NextTimeout = Timestamp.Never;
        _queue.Schedule(timer);
        Assert.Equal(0, _queue.Count);
        Assert.False(_queue.TryTakeDue(new Timestamp(long.MaxValue - 1), out _));
    }

    [Fact]
    public void A_removed_timer_does_not_fire()
    {
        var timer = new StubTimer(10);
        _queue.Schedule(timer);
        _queue.Schedule(new StubTimer(20));
        _queue.Remove(timer);
        _queue.Remove(timer);
        Assert.Equal([20], TakeDue(100));
    }

    [Fact]
    public void Stays_in_order_under_random_commands()
    {
        var random = new Random(1);
        var timers = Enumerable.Range(0, 60).Select(_ => new StubTimer(0)).ToArray();
        var queued = new Dictionary<StubTimer, long>();
        for (var step = 0; step < 20_000; step++)
        {
            var timer = timers[random.Next(timers.Length)];
            if (random.Next(4) == 0)
            {
                _queue.Remove(timer);
                queued.Remove(timer);
            }
            else
            {
                timer.NextTimeout = random.Next(10) == 0 ? Timestamp.Never : new Timestamp(random.Next(1000));
                _queue.Schedule(timer);
                if (timer.NextTimeout == Timestamp.Never)
                    queued.Remove(timer);
                else
                    queued[timer] = timer.NextTimeout.Microseconds;
            }

            Assert.Equal(queued.Count == 0 ? long.MaxValue : queued.Values.Min(), _queue.Next.Microseconds);
        }

        Assert.Equal(queued.Values.Order(), TakeDue(1000));
    }

    private List<long> TakeDue(long now)
    {
        var taken = new List<long>();
        while (_queue.TryTakeDue(new Timestamp(now), out var timer))
            taken.Add(timer.NextTimeout.Microseconds);
        return taken;
    }

    private sealed class StubTimer(long at) : IWorkerTimer
    {
        public Timestamp NextTimeout { get; set; } = new(at);

        public void HandleTimeout(Timestamp now)
        {
        }

        public void OnFault(Exception exception)
        {
        }
    }
}
