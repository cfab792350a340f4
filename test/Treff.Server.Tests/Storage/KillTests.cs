using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Treff.Server.Tests.Support;

namespace Treff.Server.Tests.Storage;

/// <summary>Servers that are killed (SIGKILL) while they write. What was answered must be there afterwards.</summary>
[Trait("Database", "SQLite")]
public class KillTests
{
    private const int Writers = 4;

    /// <summary>Every kill needs a start of the server, which takes seconds on a busy machine: <c>./dev kills</c> does a hundred.</summary>
    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("TREFF_KILLS") ?? "5", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Nothing_that_was_answered_is_lost_when_the_server_is_killed()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(20260115);
        var answered = new List<string>();
        for (var kill = 0; kill < Kills; kill++)
        {
            using var server = await TreffProcess.ServeAsync(folder.Path);
            await AssertKnownAsync(server, answered);
            answered = await WriteUntilKilledAsync(server, answers: random.Next(1, 12));
        }

        using var last = await TreffProcess.ServeAsync(folder.Path);
        await AssertKnownAsync(last, answered);
        var (code, _, error) = await TreffProcess.RunAsync(new() { ["DATA_DIR"] = folder.Path }, "backup", Path.Combine(folder.Path, "copy.db"));
        Assert.Equal((0, ""), (code, error));
    }

    /// <summary>Several write at once; the kill comes after so many answers, while the others are under way.</summary>
    private static async Task<List<string>> WriteUntilKilledAsync(TreffProcess server, int answers)
    {
        var answered = new ConcurrentBag<string>();
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var writers = Enumerable.Range(0, Writers).Select(_ => WriteAsync()).ToArray();
        await enough.Task.WaitAsync(TimeSpan.FromSeconds(60));
        await server.KillAsync();
        await Task.WhenAll(writers);
        return [.. answered];

        async Task WriteAsync()
        {
            while (await CreateAsync(server.Http) is { } meeting)
            {
                answered.Add(meeting);
                if (answered.Count >= answers)
                    enough.TrySetResult();
            }
        }
    }

    /// <summary>The code of a new meeting, or null: the server is gone.</summary>
    private static async Task<string?> CreateAsync(HttpClient http)
    {
        try
        {
            using var response = await http.PostAsync(new Uri("/api/v1/meetings/create", UriKind.Relative), content: null);
            response.EnsureSuccessStatusCode();
            return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("meeting_id").GetString();
        }
        catch (Exception exception) when (exception is HttpRequestException { StatusCode: null } or IOException)
        {
            return null;
        }
    }

    private static async Task AssertKnownAsync(TreffProcess server, List<string> meetings)
    {
        foreach (var meeting in meetings)
            Assert.Contains("true", await server.Http.GetStringAsync(new Uri($"/api/v1/meetings/{meeting}/exists", UriKind.Relative)), StringComparison.Ordinal);
    }
}
