using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Treff.LiveKit;
using Treff.Server.Tests.Support;

namespace Treff.Server.Tests.Operations;

/// <summary>Health, headers, cross-origin rules, OpenAPI and logs.</summary>
public class OperationsTests
{
    [Fact]
    public async Task Health_tells_what_is_up()
    {
        await using var app = await TreffApp.StartAsync();
        app.Time.Advance(TimeSpan.FromSeconds(90));
        var health = await app.Http.GetFromJsonAsync<JsonElement>("/health");
        Assert.Equal(("ok", "ok", "ok", 90L), (Text(health, "status"), Text(health, "media_server"), Text(health, "database"), health.GetProperty("uptime").GetInt64()));
        Assert.Matches(@"^\d+\.\d+\.\d+", Text(health, "version"));
    }

    [Fact]
    public async Task Health_is_503_without_the_media_server()
    {
        await using var app = await TreffApp.StartAsync();
        app.Rooms.Failure = new RoomServiceException(TwirpErrorCode.Unavailable, "gone");
        using var response = await app.SendAsync(HttpMethod.Get, "/health");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        var health = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(("degraded", "unreachable", "ok"), (Text(health, "status"), Text(health, "media_server"), Text(health, "database")));
    }

    [Fact]
    public async Task Answers_carry_security_headers()
    {
        await using var app = await TreffApp.StartAsync();
        foreach (var path in new[] { "/", "/assets/index-abc123.js", "/health", "/api/nothing" })
        {
            using var response = await app.SendAsync(HttpMethod.Get, path);
            var policy = response.Headers.GetValues("Content-Security-Policy").Single();
            Assert.Contains("default-src 'none'; script-src 'self' 'wasm-unsafe-eval';", policy, StringComparison.Ordinal);
            Assert.Contains($"connect-src 'self' ws://{app.Address.Authority} wss://{app.Address.Authority};", policy, StringComparison.Ordinal);
            Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Equal("no-referrer", response.Headers.GetValues("Referrer-Policy").Single());
            Assert.Contains("camera=(self)", response.Headers.GetValues("Permissions-Policy").Single(), StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe-inline", policy.Split(';').Single(part => part.Contains("script-src", StringComparison.Ordinal)), StringComparison.Ordinal);
            Assert.EndsWith("frame-ancestors 'self'", policy, StringComparison.Ordinal);
            Assert.False(response.Headers.Contains("Server"));
            // Only behind TLS.
            Assert.False(response.Headers.Contains("Strict-Transport-Security"));
        }
    }

    [Theory]
    [InlineData("/meeting/abc-defg-hij", true)]
    [InlineData("/m/team-montag", true)]
    [InlineData("/", false)]
    [InlineData("/admin", false)]
    [InlineData("/api-docs/", false)]
    [InlineData("/meeting/abc-defg-hij/attendance", false)]
    [InlineData("/meeting/", false)]
    [InlineData("/meetings", false)]
    [InlineData("/api/v1/server", false)]
    public async Task Only_the_page_of_a_meeting_is_shown_in_frames_of_allowed_sites(string path, bool isAllowed)
    {
        await using var app = await TreffApp.StartAsync(new TreffAppSettings { EmbedOrigins = ["https://a.example.org", "http://localhost:3000"] });
        using var response = await app.SendAsync(HttpMethod.Get, path);
        var ancestors = response.Headers.GetValues("Content-Security-Policy").Single().Split("; ").Single(part => part.StartsWith("frame-ancestors", StringComparison.Ordinal));
        Assert.Equal(isAllowed ? "frame-ancestors 'self' https://a.example.org http://localhost:3000" : "frame-ancestors 'self'", ancestors);
        var told = await app.Http.GetFromJsonAsync<JsonElement>("/api/v1/server");
        Assert.Equal(["https://a.example.org", "http://localhost:3000"], told.GetProperty("embed_origins").EnumerateArray().Select(origin => origin.GetString()));
    }

    [Theory]
    [InlineData("ws://livekit.lan:7880", " http://livekit.lan:7880 ws://livekit.lan:7880;")]
    [InlineData("wss://a.livekit.cloud", " https://a.livekit.cloud wss://a.livekit.cloud https://*.livekit.cloud wss://*.livekit.cloud;")]
    public async Task Pages_may_connect_to_the_configured_livekit(string url, string expected)
    {
        await using var app = await TreffApp.StartAsync(new TreffAppSettings { LiveKitUrl = new Uri(url) });
        using var response = await app.SendAsync(HttpMethod.Get, "/");
        Assert.Contains(expected, response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://a.example.org", true)]
    [InlineData("https://b.example.org", false)]
    public async Task Other_sites_may_call_the_api_only_when_allowed(string origin, bool isAllowed)
    {
        await using var app = await TreffApp.StartAsync(new TreffAppSettings { AllowedOrigins = ["https://a.example.org"] });
        using var request = new HttpRequestMessage(HttpMethod.Options, "/api/v1/meetings/create");
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Headers.Add("Access-Control-Request-Headers", "content-type");
        using var preflight = await app.Http.SendAsync(request);
        Assert.Equal(isAllowed, preflight.Headers.TryGetValues("Access-Control-Allow-Origin", out var allowed) && allowed.Single() == origin);
        app.Http.DefaultRequestHeaders.Add("Origin", origin);
        using var answer = await app.SendAsync(HttpMethod.Get, "/api/v1/nothing");
        Assert.Equal(isAllowed, answer.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task OpenApi_lists_the_api_with_snake_case_names()
    {
        await using var app = await TreffApp.StartAsync();
        var text = await app.Http.GetStringAsync("/openapi/v1.json");
        using var document = JsonDocument.Parse(text);
        var paths = document.RootElement.GetProperty("paths").EnumerateObject().Select(path => path.Name).Order(StringComparer.Ordinal);
        Assert.Equal(
            [
                "/api/v1/meetings/create",
                "/api/v1/meetings/{id}/attendance",
                "/api/v1/meetings/{id}/attendance.csv",
                "/api/v1/meetings/{id}/calendar.ics",
                "/api/v1/meetings/{id}/chat",
                "/api/v1/meetings/{id}/end",
                "/api/v1/meetings/{id}/exists",
                "/api/v1/meetings/{id}/host-key",
                "/api/v1/meetings/{id}/info",
                "/api/v1/meetings/{id}/join",
                "/api/v1/meetings/{id}/lobby",
                "/api/v1/meetings/{id}/lobby/admit-all",
                "/api/v1/meetings/{id}/lobby/deny-all",
                "/api/v1/meetings/{id}/lobby/events",
                "/api/v1/meetings/{id}/lobby/{waitingId}/admit",
                "/api/v1/meetings/{id}/lobby/{waitingId}/deny",
                "/api/v1/meetings/{id}/log",
                "/api/v1/meetings/{id}/lower-hands",
                "/api/v1/meetings/{id}/mute-all",
                "/api/v1/meetings/{id}/participants/{identity}/ask-to-unmute",
                "/api/v1/meetings/{id}/participants/{identity}/lower-hand",
                "/api/v1/meetings/{id}/participants/{identity}/mute",
                "/api/v1/meetings/{id}/participants/{identity}/remove",
                "/api/v1/meetings/{id}/participants/{identity}/role",
                "/api/v1/meetings/{id}/settings",
                "/api/v1/meetings/{id}/spotlight",
                "/api/v1/meetings/{id}/wait",
                "/api/v1/server",
                "/health",
            "/health/live",
            "/health/ready",
            ],
            paths);
        foreach (var name in new[] { "display_name", "livekit_url", "participant_id", "meeting_url", "participant_count", "application/problem+json" })
            Assert.Contains($"\"{name}\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_secret_is_logged()
    {
        var logs = new CapturedLogs();
        var secrets = new List<string>();
        await using (var app = await TreffApp.StartAsync(new TreffAppSettings { Logs = logs, Credentials = new LiveKit.ApiCredentials("APIlogtest", "the-secret-of-the-log-test") }))
        {
            var id = await app.CreateMeetingAsync();
            var token = Text(await app.JoinAsync(id), "token");
            secrets.AddRange(["the-secret-of-the-log-test", token, token.Split('.')[2], "needle-in-the-query"]);
            foreach (var path in new[] { "/", "/health", "/rtc/v1", "/rtc/v1/validate", "/rtc/validate", "/api/nothing", $"/meeting/{id}", "/meeting.html" })
                using (await app.SendAsync(HttpMethod.Get, $"{path}?access_token={token}&x=needle-in-the-query&id={id}")) { }
            using (await app.SendAsync(HttpMethod.Get, "/rtc/v1/validate?access_token=" + token[..^3] + "needle-in-the-query")) { }
            app.Rooms.Failure = new InvalidOperationException("boom");
            using (await app.SendAsync(HttpMethod.Get, $"/api/v1/meetings/{id}/info?x=needle-in-the-query")) { }
            Assert.Contains(logs.Lines, line => line.Contains($"Token for room {id} issued to guest-", StringComparison.Ordinal));
            Assert.Contains(logs.Lines, line => line.Contains($"Room {id} (RM_", StringComparison.Ordinal));
        }

        foreach (var secret in secrets)
            Assert.DoesNotContain(logs.Lines, line => line.Contains(secret, StringComparison.Ordinal));
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
