using Treff.Rtc;
using Treff.Sfu.Rooms;
using Treff.Sfu.Tests.Support;

namespace Treff.Sfu.Tests.Rooms;

/// <summary>The loop itself: inbox, timers, faults, stopping.</summary>
public sealed class MediaWorkerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_command_wakes_the_worker_from_a_wait_without_deadline()
    {
        await using var server = new LoopbackServer();
        for (var i = 0; i < 50; i++)
            Assert.Equal(i, await server.Worker.InvokeAsync(_ => i).WaitAsync(Patience));
    }

    [Fact]
    public async Task Commands_of_one_thread_run_in_their_order()
    {
        await using var server = new LoopbackServer();
        var seen = new List<int>();
        for (var i = 0; i < 1000; i++)
        {
            var number = i;
            server.Worker.Post(_ => seen.Add(number));
        }

        await server.Worker.InvokeAsync(_ => true).WaitAsync(Patience);
        Assert.Equal(Enumerable.Range(0, 1000), seen);
    }

    [Fact]
    public async Task Commands_of_many_threads_all_run()
    {
        await using var server = new LoopbackServer();
        var count = 0;
        var threads = Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 500; i++)
                server.Worker.Post(_ => count++);
        }));
        await Task.WhenAll(threads);
        await server.Worker.InvokeAsync(_ => true).WaitAsync(Patience);
        Assert.Equal(2000, count);
    }

    [Fact]
    public async Task A_command_that_throws_faults_alone()
    {
        await using var server = new LoopbackServer();
        var fault = new TaskCompletionSource<Exception>();
        server.Worker.Post(_ => throw new InvalidOperationException("mine"), fault.SetResult);
        Assert.Equal("mine", (await fault.Task.WaitAsync(Patience)).Message);
        var asked = server.Worker.InvokeAsync<int>(_ => throw new InvalidOperationException("yours"));
        Assert.Equal("yours", (await Assert.ThrowsAsync<InvalidOperationException>(() => asked.WaitAsync(Patience))).Message);
        Assert.Equal(3, await server.Worker.InvokeAsync(_ => 3).WaitAsync(Patience));
    }

    [Fact]
    public async Task Timers_fire_in_the_order_of_their_deadlines_and_not_early()
    {
        await using var server = new LoopbackServer();
        var fired = new List<long>();
        var last = new TaskCompletionSource();
        await server.Worker.InvokeAsync(host =>
        {
            foreach (var delay in new[] { 6, 2, 4 })
            {
                var due = host.Now.AddMilliseconds(delay);
                host.Schedule(new OneShot(due, now =>
                {
                    Assert.True(now >= due);
                    fired.Add(delay);
                    if (delay == 6)
                        last.SetResult();
                }));
            }

            return true;
        });
        await last.Task.WaitAsync(Patience);
        Assert.Equal([2, 4, 6], fired);
    }

    [Fact]
    public async Task A_timer_that_throws_faults_alone()
    {
        await using var server = new LoopbackServer();
        var faulted = new TaskCompletionSource<Exception>();
        var fired = new TaskCompletionSource();
        await server.Worker.InvokeAsync(host =>
        {
            host.Schedule(new OneShot(host.Now, _ => throw new InvalidOperationException("mine")) { Faulted = faulted.SetResult });
            host.Schedule(new OneShot(host.Now, _ => fired.SetResult()));
            return true;
        });
        Assert.Equal("mine", (await faulted.Task.WaitAsync(Patience)).Message);
        await fired.Task.WaitAsync(Patience);
    }

    [Fact]
    public async Task A_timer_that_is_always_due_does_not_stop_the_loop()
    {
        await using var server = new LoopbackServer();
        var timer = new AlwaysDue();
        await server.Worker.InvokeAsync(host =>
        {
            host.Schedule(timer);
            return true;
        });
        Assert.Equal(1, await server.Worker.InvokeAsync(_ => 1).WaitAsync(Patience));
        Assert.True(SpinWait.SpinUntil(() => timer.Count > 2, Patience));
    }

    [Fact]
    public async Task Commands_posted_before_the_stop_run_and_later_ones_are_abandoned()
    {
        await using var server = new LoopbackServer();
        var count = 0;
        for (var i = 0; i < 1000; i++)
            server.Worker.Post(_ => count++);
        await server.Worker.StopAsync().WaitAsync(Patience);
        Assert.Equal(1000, count);
        await Assert.ThrowsAsync<InvalidOperationException>(() => server.Worker.InvokeAsync(_ => 1).WaitAsync(Patience));
        await server.Worker.StopAsync().WaitAsync(Patience);
    }

    [Fact]
    public async Task Candidates_are_the_bound_addresses_with_the_port()
    {
        await using var server = new LoopbackServer();
        var candidate = Assert.Single(server.Worker.Candidates);
        Assert.Equal("127.0.0.1", candidate.Address);
        Assert.Equal(server.Worker.UdpPort, candidate.Port);
    }

    private sealed class OneShot(Timestamp due, Action<Timestamp> action) : IWorkerTimer
    {
        public Action<Exception>? Faulted { get; init; }

        public Timestamp NextTimeout { get; private set; } = due;

        public void HandleTimeout(Timestamp now)
        {
            NextTimeout = Timestamp.Never;
            action(now);
        }

        public void OnFault(Exception exception) => Faulted?.Invoke(exception);
    }

    private sealed class AlwaysDue : IWorkerTimer
    {
        public volatile int Count;

        public Timestamp NextTimeout => Timestamp.Zero;

        public void HandleTimeout(Timestamp now) => Count++;

        public void OnFault(Exception exception)
        {
        }
    }
}
