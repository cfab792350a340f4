using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Treff.LiveKit;
using Treff.Server.Tests.Support;

namespace Treff.Server.Tests.Storage;

/// <summary>Two nodes as programs of their own, on one database, with a third program as their LiveKit server. One of them is killed.</summary>
[Trait("Database", "PostgreSQL")]
public sealed class NodeProcessTests : IAsyncLifetime
{
    private static readonly ApiCredentials Credentials = new("cluster", "a secret that is long enough for everybody");

    /// <summary>News that come by the link are there at once; looking again by themselves takes a node 15 seconds.</summary>
    private static readonly TimeSpan ByTheLink = TimeSpan.FromSeconds(10);

    /// <summary>The leader asks every half minute; on a busy machine twice as long.</summary>
    private static readonly TimeSpan Counting = TimeSpan.FromSeconds(75);

    private readonly TemporaryFolder _folder = new();
    private TestDatabase _database = null!;
    private TreffProcess _media = null!;
    private TreffProcess _a = null!;
    private TreffProcess _b = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await (await PostgresServer.GetAsync()).LeaseAsync();
        _media = await TreffProcess.ServeAsync(
            Path.Combine(_folder.Path, "media"), new() { ["LIVEKIT_API_KEY"] = Credentials.Key, ["LIVEKIT_API_SECRET"] = Credentials.Secret });
        // The first leads.
        _a = await NodeAsync("a");
        _b = await NodeAsync("b");
    }

    public async ValueTask DisposeAsync()
    {
        // The second may not have come to be.
        foreach (var process in new TreffProcess?[] { _a, _b, _media })
            process?.Dispose();
        _folder.Dispose();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task One_meeting_is_held_by_two_nodes_and_outlives_one_of_them()
    {
        var created = await PostAsync(_a, "create", new { waiting_room = "everyone", name = "Zwei Knoten" });
        var (id, key) = (Text(created, "meeting_id"), Text(created, "host_key"));

        // The host comes by B, and is seen there.
        var host = await PostAsync(_b, $"{id}/join", new { display_name = "Hanna", host_key = key });
        await using var hanna = await EnterAsync(host);
        using var list = await EventReader.OpenAsync(_b.Http, $"/api/v1/meetings/{id}/lobby/events", key);
        await list.NextAsync();

        // A guest waits on A, is admitted on B, and comes in by A.
        var gert = await PostAsync(_a, $"{id}/join", new { display_name = "Gert" }, HttpStatusCode.Accepted);
        using var page = await EventReader.OpenAsync(_a.Http, $"/api/v1/meetings/{id}/wait?ticket={Text(gert, "ticket")}");
        var (word, news) = await page.NextAsync();
        Assert.Equal(("waiting", true), (word, news.GetProperty("host_present").GetBoolean()));
        var waiting = (await list.NextAsync()).Data.GetProperty("waiting")[0];
        await PostAsync(_b, $"{id}/lobby/{Text(waiting, "id")}/admit", null, HttpStatusCode.NoContent, key);
        Assert.Equal("admitted", (await page.NextAsync().WaitAsync(ByTheLink)).Name);
        var inside = await PostAsync(_a, $"{id}/join", new { display_name = "Gert", ticket = Text(gert, "ticket") });
        await using var gertInside = await EnterAsync(inside);

        // What B does A knows: the log, and the door.
        await PostAsync(_b, $"{id}/spotlight", new { identity = Text(inside, "participant_id") }, HttpStatusCode.NoContent, key, HttpMethod.Put);
        await PostAsync(_b, $"{id}/settings", new { locked = true }, HttpStatusCode.OK, key, HttpMethod.Patch);
        Assert.Equal(["settings", "spotlight", "admit"], (await GetAsync(_a, $"{id}/log", key)).GetProperty("entries").EnumerateArray().Select(entry => Text(entry, "action")));
        await PostAsync(_a, $"{id}/join", new { display_name = "Eva" }, HttpStatusCode.Locked);
        await PostAsync(_b, $"{id}/settings", new { locked = false }, HttpStatusCode.OK, key, HttpMethod.Patch);

        // Somebody waits on A, which is killed, and goes on waiting on B.
        var berta = await PostAsync(_a, $"{id}/join", new { display_name = "Berta" }, HttpStatusCode.Accepted);
        await CountedAsync(_b, id, key, people: 2);
        await _a.KillAsync();
        using var again = await EventReader.OpenAsync(_b.Http, $"/api/v1/meetings/{id}/wait?ticket={Text(berta, "ticket")}");
        Assert.Equal("waiting", (await again.NextAsync()).Name);
        await PostAsync(_b, $"{id}/lobby/admit-all", null, HttpStatusCode.NoContent, key);
        Assert.Equal("admitted", (await again.NextAsync().WaitAsync(ByTheLink)).Name);
        await using var bertaInside = await EnterAsync(await PostAsync(_b, $"{id}/join", new { display_name = "Berta", ticket = Text(berta, "ticket") }));

        // The other node counts on, in the same session, and nobody twice.
        var session = await CountedAsync(_b, id, key, people: 3);
        Assert.Equal(3, session.GetProperty("participants").EnumerateArray().Sum(person => person.GetProperty("joins").GetInt32()));
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private Task<TreffProcess> NodeAsync(string name) => TreffProcess.ServeAsync(
        Path.Combine(_folder.Path, name),
        new()
        {
            ["DATABASE_URL"] = _database.Text,
            ["LIVEKIT_URL"] = _media.Http.BaseAddress!.ToString(),
            ["LIVEKIT_API_KEY"] = Credentials.Key,
            ["LIVEKIT_API_SECRET"] = Credentials.Secret,
        });

    private static Task<MeetingClient> EnterAsync(JsonElement joined) => MeetingClient.JoinAsync(new Uri(Text(joined, "livekit_url")), Text(joined, "token"));

    /// <summary>The one session of the meeting, once it has so many people.</summary>
    private static async Task<JsonElement> CountedAsync(TreffProcess node, string id, string key, int people)
    {
        using var timeout = new CancellationTokenSource(Counting);
        while (true)
        {
            var sessions = (await GetAsync(node, $"{id}/attendance", key)).GetProperty("sessions");
            if (sessions.GetArrayLength() > 0 && sessions[0].GetProperty("participant_count").GetInt32() >= people)
            {
                Assert.Equal((1, people), (sessions.GetArrayLength(), sessions[0].GetProperty("participant_count").GetInt32()));
                return sessions[0].Clone();
            }

            await Task.Delay(500, timeout.Token);
        }
    }

    private static Task<JsonElement> GetAsync(TreffProcess node, string path, string bearer) => PostAsync(node, path, null, HttpStatusCode.OK, bearer, HttpMethod.Get);

    private static async Task<JsonElement> PostAsync(
        TreffProcess node, string path, object? body, HttpStatusCode expected = HttpStatusCode.OK, string? bearer = null, HttpMethod? method = null)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Post, "/api/v1/meetings/" + path);
        if (bearer is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        if (body is not null)
            request.Content = JsonContent.Create(body);
        using var response = await node.Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == expected, $"{path}: {response.StatusCode}: {text}");
        return text.Length > 0 ? JsonSerializer.Deserialize<JsonElement>(text) : default;
    }
}
