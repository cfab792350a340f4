using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Treff.Server.Tests.Admin;
using Treff.Server.Tests.Chat;
using Treff.Server.Tests.Support;

namespace Treff.Server.Tests.Storage;

/// <summary>What only a database server does: nodes that start together, that it goes away, that it knows passwords.</summary>
[Trait("Database", "PostgreSQL")]
public class PostgresTests
{
    private static readonly Uri LiveKit = new("ws://livekit.lan:7880");

    [Fact]
    public async Task Nodes_that_start_together_migrate_once()
    {
        var server = await PostgresServer.GetAsync();
        await server.ExecuteAsync("postgres", "CREATE DATABASE fresh OWNER app");
        var settings = new TreffAppSettings { Database = Parse(server.UrlOf("fresh")), LiveKitUrl = LiveKit };
        var apps = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => TreffApp.StartAsync(settings with { Logs = new CapturedLogs() })));
        var meeting = await apps[0].CreateMeetingAsync();
        foreach (var app in apps)
        {
            Assert.Contains("true", await app.Http.GetStringAsync($"/api/v1/meetings/{meeting}/exists"), StringComparison.Ordinal);
            Assert.DoesNotContain(app.Logs.Lines, line => line.Contains(" Error ", StringComparison.Ordinal) && line.Contains("EntityFrameworkCore", StringComparison.Ordinal));
            await app.DisposeAsync();
        }
    }

    [Fact]
    public async Task Two_media_servers_on_one_database_are_refused()
    {
        await using var database = await (await PostgresServer.GetAsync()).LeaseAsync();
        await using var first = await TreffApp.StartAsync(new TreffAppSettings { Database = database.Url });
        using var folder = new TemporaryFolder();
        var (code, _, error) = await TreffProcess.RunAsync(new() { ["DATA_DIR"] = folder.Path, ["DATABASE_URL"] = database.Text, ["PORT"] = "0", ["MEDIA_UDP_PORT"] = "0" });
        Assert.Equal(1, code);
        Assert.Contains("need LIVEKIT_URL", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_media_server_that_was_killed_starts_again_at_once()
    {
        await using var database = await (await PostgresServer.GetAsync()).LeaseAsync();
        using var folder = new TemporaryFolder();
        var variables = new Dictionary<string, string> { ["DATABASE_URL"] = database.Text };
        string meeting;
        using (var first = await TreffProcess.ServeAsync(folder.Path, variables))
        {
            using var created = await first.Http.PostAsync("/api/v1/meetings/create", content: null);
            meeting = Text(await created.Content.ReadFromJsonAsync<JsonElement>(), "meeting_id");
            await first.KillAsync();
        }

        using var second = await TreffProcess.ServeAsync(folder.Path, variables);
        Assert.Contains("true", await second.Http.GetStringAsync($"/api/v1/meetings/{meeting}/exists"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_the_database_is_away_everybody_is_told_and_afterwards_all_goes_on()
    {
        await using var server = await PostgresServer.StartOwnAsync();
        await using var database = await server.LeaseAsync();
        await using var app = await TreffApp.StartAsync(new TreffAppSettings { Database = database.Url });
        var meeting = await HostedMeeting.CreateAsync(app, new { waiting_room = "everyone" });
        using var host = await EventReader.OpenAsync(meeting, "lobby/events", meeting.Key);
        Assert.Equal(0, (await host.NextAsync()).Data.GetProperty("waiting").GetArrayLength());

        await server.StopAsync();
        using (var response = await app.SendAsync(HttpMethod.Get, $"/api/v1/meetings/{meeting.Id}/info", language: "de"))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            Assert.Equal(TimeSpan.FromSeconds(5), response.Headers.RetryAfter?.Delta);
            var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
            Assert.Equal(("database_unavailable", "Die Datenbank ist nicht erreichbar"), (problem.GetProperty("code").GetString(), problem.GetProperty("title").GetString()));
        }

        using (var response = await app.SendAsync(HttpMethod.Get, "/health"))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            var health = await response.Content.ReadFromJsonAsync<JsonElement>();
            Assert.Equal(("degraded", "unreachable", "ok"), (Text(health, "status"), Text(health, "database"), Text(health, "media_server")));
        }

        await server.StartAgainAsync();
        await Until.TrueAsync(async () => (await app.Http.GetAsync("/health")).StatusCode == HttpStatusCode.OK, TimeSpan.FromSeconds(60));
        // The stream of before is the one that tells.
        using (var knock = await meeting.TryJoinAsync(new { display_name = "Gert" }))
            Assert.Equal(HttpStatusCode.Accepted, knock.StatusCode);
        Assert.Equal("Gert", (await host.NextAsync()).Data.GetProperty("waiting")[0].GetProperty("display_name").GetString());
        Assert.DoesNotContain(app.Logs.Lines, line => line.Contains(PostgresServer.Password, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_wrong_password_stops_the_start_and_is_not_repeated()
    {
        var server = await PostgresServer.GetAsync();
        using var folder = new TemporaryFolder();
        var (code, output, error) = await TreffProcess.RunAsync(new()
        {
            ["DATA_DIR"] = folder.Path,
            ["DATABASE_URL"] = server.UrlOf("postgres", PostgresServer.GuardedUser, "not the password"),
        });
        Assert.Equal(1, code);
        Assert.Contains("password authentication failed for user \"guarded\"", error, StringComparison.Ordinal);
        Assert.DoesNotContain("not the password", output + error, StringComparison.Ordinal);
        Assert.DoesNotContain("not%20the%20password", output + error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not the password", "FAULT    The database cannot be used.", "password authentication failed")]
    [InlineData(PostgresServer.Password, "ok       The database answers.", "127.0.0.1")]
    public async Task The_doctor_looks_at_the_database(string password, string finding, string detail)
    {
        var url = (await PostgresServer.GetAsync()).UrlOf("postgres", PostgresServer.GuardedUser, password);
        using var folder = new TemporaryFolder();
        var (_, output, _) = await TreffProcess.RunAsync(
            new() { ["DATA_DIR"] = folder.Path, ["DATABASE_URL"] = url, ["PORT"] = "1", ["MEDIA_UDP_PORT"] = "0", ["LC_ALL"] = "C" }, "doctor");
        var line = Assert.Single(output.Split('\n'), line => line.StartsWith(finding, StringComparison.Ordinal));
        Assert.Contains(detail, line, StringComparison.Ordinal);
        Assert.DoesNotContain(password, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_right_password_works_and_backup_says_who_makes_one()
    {
        var server = await PostgresServer.GetAsync();
        await server.ExecuteAsync("postgres", $"CREATE DATABASE guarded OWNER {PostgresServer.GuardedUser}");
        var url = server.UrlOf("guarded", PostgresServer.GuardedUser);
        await using (var app = await TreffApp.StartAsync(new TreffAppSettings { Database = Parse(url) }))
            await app.CreateMeetingAsync();
        var (code, _, error) = await TreffProcess.RunAsync(new() { ["DATABASE_URL"] = url }, "backup", "copy.db");
        Assert.Equal(1, code);
        Assert.Contains("pg_dump", error, StringComparison.Ordinal);
        Assert.DoesNotContain(PostgresServer.Password, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_dashboard_hides_the_url_and_a_search_may_hold_anything()
    {
        await using var database = await (await PostgresServer.GetAsync()).LeaseAsync();
        await using var admin = await AdminApp.StartSignedInAsync(new TreffAppSettings
        {
            Database = database.Url,
            InForce = [new("DATABASE_URL", database.Text, IsSet: true)],
        });
        using var response = await admin.SendAsync(HttpMethod.Get, "configuration");
        var text = await response.Content.ReadAsStringAsync();
        Assert.Contains("DATABASE_URL", text, StringComparison.Ordinal);
        Assert.DoesNotContain("127.0.0.1", text, StringComparison.Ordinal);
        foreach (var query in new[] { "%00", "%25%00%5C", "%F0%9F%98%80", "%5C" })
            Assert.Equal(HttpStatusCode.OK, await admin.StatusAsync(HttpMethod.Get, "meetings?query=" + query));
    }

    [Fact]
    public async Task Text_that_postgresql_cannot_store_is_stored_without_it()
    {
        await using var database = await (await PostgresServer.GetAsync()).LeaseAsync();
        var app = await TreffApp.StartAsync(new TreffAppSettings { Database = database.Url });
        await using var chat = new ChatApp(app, await app.CreateMeetingAsync());
        var token = await chat.EnterAsync("Anna");
        await chat.KeepAsync(token, "m1", "a\0b");
        Assert.Equal(["a\uFFFDb"], await chat.TextsAsync(token));
    }

    [Fact]
    public async Task An_alias_that_two_nodes_give_at_once_belongs_to_one_meeting()
    {
        await using var database = await (await PostgresServer.GetAsync()).LeaseAsync();
        var settings = new TreffAppSettings { Database = database.Url, LiveKitUrl = LiveKit };
        await using var a = await TreffApp.StartAsync(settings);
        await using var b = await TreffApp.StartAsync(settings);
        var meetings = new List<HostedMeeting>();
        for (var i = 0; i < 8; i++)
            meetings.Add(await HostedMeeting.CreateAsync(i % 2 == 0 ? a : b));
        var answers = await Task.WhenAll(meetings.Select(meeting => meeting.SendAsync(HttpMethod.Patch, "settings", new { alias = "team-montag" }, meeting.Key)));
        Assert.Equal(1, answers.Count(answer => answer.StatusCode == HttpStatusCode.OK));
        Assert.Equal(7, answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict));
    }

    private static Treff.Server.Storage.DatabaseUrl Parse(string text)
    {
        Assert.True(Treff.Server.Storage.DatabaseUrl.TryParse(text, out var url, out var mistake), mistake);
        return url;
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
