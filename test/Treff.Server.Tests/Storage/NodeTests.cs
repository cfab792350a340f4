using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Treff.Server.Joining;
using Treff.Server.Statistics;
using Treff.Server.Storage;
using Treff.Server.Tests.Statistics;
using Treff.Server.Tests.Support;
using static Treff.Server.Tests.Statistics.StatisticsApp;

namespace Treff.Server.Tests.Storage;

/// <summary>Two nodes on one database and one media server. Their clocks stand still: what arrives came by the link, not by looking again.</summary>
[Trait("Database", "PostgreSQL")]
public sealed class NodeTests : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private TreffApp _a = null!;
    private TreffApp _b = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await (await PostgresServer.GetAsync()).LeaseAsync();
        var settings = new TreffAppSettings { Database = _database.Url, LiveKitUrl = new Uri("ws://livekit.lan:7880") };
        _a = await TreffApp.StartAsync(settings);
        _b = await TreffApp.StartAsync(settings with { Logs = new CapturedLogs() });
    }

    public async ValueTask DisposeAsync()
    {
        await _b.DisposeAsync();
        await _a.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task A_guest_waits_on_one_node_and_is_admitted_on_the_other()
    {
        var onA = await HostedMeeting.CreateAsync(_a, new { waiting_room = "everyone" });
        var onB = new HostedMeeting(_b, onA.Id, onA.Key);
        using var host = await EventReader.OpenAsync(onB, "lobby/events", onB.Key);
        Assert.Equal(0, (await host.NextAsync()).Data.GetProperty("waiting").GetArrayLength());
        var ticket = (await HostedMeeting.AnswerAsync(onA.TryJoinAsync(new { display_name = "Gert" }), HttpStatusCode.Accepted)).GetProperty("ticket").GetString()!;
        using var guest = await EventReader.WaitAsync(onA, ticket);
        Assert.Equal("waiting", (await guest.NextAsync()).Name);
        var waiting = (await host.NextAsync()).Data.GetProperty("waiting")[0];
        await HostedMeeting.DoneAsync(onB.SendAsync(HttpMethod.Post, $"lobby/{waiting.GetProperty("id").GetString()}/admit", bearer: onB.Key));
        Assert.Equal("admitted", (await guest.NextAsync()).Name);
        Assert.Equal("guest", (await onA.EnterAsync("Gert", ticket: ticket)).Role);
    }

    [Fact]
    public async Task A_co_host_who_becomes_a_guest_on_one_node_loses_the_list_on_the_other()
    {
        var onA = await HostedMeeting.CreateAsync(_a);
        var onB = new HostedMeeting(_b, onA.Id, onA.Key);
        var carl = await onA.EnterAsync("Carl");
        await HostedMeeting.DoneAsync(onA.SendAsync(HttpMethod.Post, $"participants/{carl.Identity}/role", new { role = "cohost" }, onA.Key));
        using var list = await EventReader.OpenAsync(onA, "lobby/events", carl.Ticket);
        Assert.Equal("lobby", (await list.NextAsync()).Name);
        await HostedMeeting.DoneAsync(onB.SendAsync(HttpMethod.Post, $"participants/{carl.Identity}/role", new { role = "guest" }, onB.Key));
        Assert.Equal("refused", (await list.NextAsync()).Name);
        var log = (await onA.GetAsync("log", onA.Key)).GetProperty("entries");
        Assert.Equal(["guest", "cohost"], log.EnumerateArray().Select(entry => entry.GetProperty("detail").GetString()));
    }

    [Fact]
    public async Task Who_was_kept_out_on_one_node_stays_out_on_the_other()
    {
        var onA = await HostedMeeting.CreateAsync(_a);
        var onB = new HostedMeeting(_b, onA.Id, onA.Key);
        var gert = await onA.EnterAsync("Gert");
        await HostedMeeting.DoneAsync(onB.SendAsync(HttpMethod.Post, $"participants/{gert.Identity}/remove", new { keep_out = true }, onB.Key));
        await HostedMeeting.RefusedAsync(onA.TryJoinAsync(new { display_name = "Gert", ticket = gert.Ticket }), 403, "removed_from_meeting");
    }

    [Fact]
    public async Task What_was_told_while_the_link_was_cut_is_read_again()
    {
        var onA = await HostedMeeting.CreateAsync(_a, new { waiting_room = "everyone" });
        var ticket = (await HostedMeeting.AnswerAsync(onA.TryJoinAsync(new { display_name = "Gert" }), HttpStatusCode.Accepted)).GetProperty("ticket").GetString()!;
        using var guest = await EventReader.WaitAsync(onA, ticket);
        Assert.Equal("waiting", (await guest.NextAsync()).Name);
        var server = await PostgresServer.GetAsync();
        // Nobody is told: the guest hears of it only by reading again.
        await server.ExecuteAsync(
            _database.Name,
            """
            UPDATE "Tickets" SET "State" = 'Admitted';
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query NOT LIKE 'UPDATE%' AND pid <> pg_backend_pid();
            """);
        Assert.Equal("admitted", (await guest.NextAsync()).Name);
    }

    [Fact]
    public async Task One_node_leads_and_the_other_takes_over()
    {
        var (a, b) = (_a.Services.GetRequiredService<INodeLink>(), _b.Services.GetRequiredService<INodeLink>());
        Assert.Equal((true, false), (a.IsLeader, b.IsLeader));
        (await _a.StopAsync()).Dispose();
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!b.IsLeader)
            await Task.Delay(50, timeout.Token);
        _a = await TreffApp.StartAsync(new TreffAppSettings { Database = _database.Url, LiveKitUrl = new Uri("ws://livekit.lan:7880") });
        Assert.Equal((false, true), (_a.Services.GetRequiredService<INodeLink>().IsLeader, b.IsLeader));
    }

    [Fact]
    public async Task Wrong_passwords_count_on_both_nodes_together()
    {
        var address = IPAddress.Parse("203.0.113.9");
        var (a, b) = (_a.Services.GetRequiredService<PasswordTries>(), _b.Services.GetRequiredService<PasswordTries>());
        for (var i = 0; i < 4; i++)
            a.Fail("abc-defg-hij", address);
        b.Fail("abc-defg-hij", address);
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (a.Wait("abc-defg-hij", address) == TimeSpan.Zero || b.Wait("abc-defg-hij", address) == TimeSpan.Zero)
            await Task.Delay(50, timeout.Token);
        Assert.Equal(TimeSpan.Zero, b.Wait("abc-defg-hij", IPAddress.Parse("203.0.113.10")));
    }

    /// <summary>Events of one meeting reach either node, some of them both, at the same time and in any order.</summary>
    [Fact]
    public async Task Statistics_are_right_whichever_node_hears_of_what()
    {
        const int People = 40;
        var people = Enumerable.Range(0, People).Select(i => Person($"PA_{i:00}", $"guest-{i:00}", $"Person {i}", i)).ToList();
        var events = people.Select(person => Joined(person)).Concat(people.Select(person => Left(person, 600))).Append(Finished(620)).ToArray();
        var random = new Random(20260115);
        var tellings = new[] { _a, _b }.Select(app =>
        {
            // Two thirds each: a third of all comes twice.
            var heard = events.Where((_, index) => index % 3 != (app == _a ? 0 : 1)).ToArray();
            random.Shuffle(heard);
            return (new StatisticsApp(app), heard);
        });
        await Task.WhenAll(tellings.ToList().ConvertAll(telling => Task.Run(async () =>
        {
            foreach (var happened in telling.heard)
                await telling.Item1.TellAsync(happened);
        })));
        var session = await new StatisticsApp(_b).SessionAsync();
        Assert.Equal((People, People, At(0), At(600)), (session.People, session.Peak, session.StartedAt, session.EndedAt!.Value));
        Assert.Equal(people.Sum(person => 600L - (person.JoinedAt - TreffApp.Start.ToUnixTimeSeconds())), session.PersonSeconds);
        Assert.Equal(People, (await new StatisticsApp(_a).StaysAsync()).Count);
        Assert.Equal((0, 0), (_a.Services.GetRequiredService<StatisticsRecorder>().Lost, _b.Services.GetRequiredService<StatisticsRecorder>().Lost));
    }
}
