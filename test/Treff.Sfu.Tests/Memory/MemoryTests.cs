using System.Diagnostics;
using Treff.LiveKit.Protocol;
using Treff.Sfu.Tests.Support;

namespace Treff.Sfu.Tests.Memory;

/// <summary>Nothing else runs meanwhile: what is measured is the whole process.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "Alone";
}

/// <summary>What people cost in memory: whole rooms with real ICE, DTLS and SRTP at both ends, over the fake network.</summary>
[Collection(Alone.Name)]
public sealed class MemoryTests
{
    private const long KiB = 1024;
    private const long MiB = 1024 * KiB;

    [Fact]
    public void An_idle_peer_costs_less_than_200_KiB_with_its_tls_state()
    {
        const int Rooms = 40;
        using var rooms = new TestRooms();
        OpenRooms(rooms, "warm", 10);
        var before = Used.Now();
        OpenRooms(rooms, "idle", Rooms);
        var used = Used.Now() - before;

        // Two people in each room, and both ends of their connections are in this process.
        const int Peers = 4 * Rooms;
        TestContext.Current.TestOutputHelper?.WriteLine($"{used.Managed / Peers / KiB} KiB managed, {used.Resident / Peers / KiB} KiB resident a peer");
        Assert.InRange(used.Managed / Peers, 1, 100 * KiB);
        Assert.InRange(used.Resident / Peers, 1, 200 * KiB);
        GC.KeepAlive(rooms);
    }

    [Fact]
    public void A_thousand_joins_and_leaves_leave_the_resident_size_where_it_was()
    {
        using var rooms = new TestRooms();
        // Until the allocator has what it wants: it grows by some megabytes in the first two thousand and then no more.
        JoinAndLeave(rooms, 2000);
        var before = Used.Now();
        JoinAndLeave(rooms, 1000);
        var grown = Used.Now() - before;

        // One kilobyte lost by each of them would be more than the first. The second is for what the runtime does meanwhile.
        TestContext.Current.TestOutputHelper?.WriteLine($"{grown.Managed / KiB} KiB managed, {grown.Resident / KiB} KiB resident more");
        Assert.InRange(grown.Managed, long.MinValue, MiB);
        Assert.InRange(grown.Resident, long.MinValue, 8 * MiB);
        Assert.Equal(0, rooms.Host.LinkCount);
    }

    [Fact]
    public async Task Nothing_of_three_hundred_clients_stays_on_real_workers()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux shares a UDP port between sockets.");
        await using var server = new MeetingServer(workers: 2);
        await server.Media.StartAsync();
        await JoinAndLeaveAsync(server, 100);
        var before = Used.Now();
        await JoinAndLeaveAsync(server, 300);
        var grown = Used.Now() - before;
        TestContext.Current.TestOutputHelper?.WriteLine($"{grown.Managed / KiB} KiB managed, {grown.Resident / KiB} KiB resident more");
        Assert.InRange(grown.Managed, long.MinValue, MiB);
        Assert.InRange(grown.Resident, long.MinValue, 12 * MiB);
        Assert.True(SpinWait.SpinUntil(() => server.Workers.Samples.Sum(sample => sample.Paths) == 0, TimeSpan.FromSeconds(20)));
    }

    private static void OpenRooms(TestRooms rooms, string prefix, int count)
    {
        for (var i = 0; i < count; i++)
        {
            foreach (var identity in new[] { "anna", "ben" })
            {
                var client = rooms.Join(identity, $"{prefix} {i}");
                client.ConnectStandard();
                client.Take();
            }
        }
    }

    private static void JoinAndLeave(TestRooms rooms, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var client = rooms.Join("anna", "room");
            var media = client.ConnectStandard();
            client.Send(new SignalRequest { Leave = new LeaveRequest() });
            Assert.True(client.IsClosed);
            rooms.Host.Forget(media);
        }

        rooms.Events.Clear();
    }

    private static async Task JoinAndLeaveAsync(MeetingServer server, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var client = await server.JoinAsync($"room {i % 4}", "anna", publishes: true);
            client.Session.Handle(new SignalRequest { Leave = new LeaveRequest() });
            await foreach (var response in client.Session.Outgoing.ReadAllAsync())
                Assert.NotNull(response);
            server.Forget(client.Peer);
        }

        while (server.Media.Events.TryRead(out _))
        {
            // Nobody else reads them.
        }
    }

    /// <summary>Bytes in live objects, and bytes that the process holds.</summary>
    private readonly record struct Used(long Managed, long Resident)
    {
        public static Used Now()
        {
            for (var i = 0; i < 2; i++)
            {
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                GC.WaitForPendingFinalizers();
            }

            using var process = Process.GetCurrentProcess();
            return new Used(GC.GetTotalMemory(forceFullCollection: true), process.WorkingSet64);
        }

        public static Used operator -(Used one, Used other) => new(one.Managed - other.Managed, one.Resident - other.Resident);
    }
}
