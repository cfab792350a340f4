using System.IO.Compression;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Treff.LiveKit;
using Treff.LiveKit.Protocol;
using Treff.Server.Tests.Support;

namespace Treff.Server.Tests.LiveKitApi;

/// <summary>Clients that a real LiveKit did not let in, with the very tokens and URLs that they had: the same status and headers here.</summary>
public sealed class RefusedJoinTraceTests
{
    /// <summary>The tokens were signed then.</summary>
    private static readonly DateTimeOffset RecordedAt = new(2026, 11, 22, 6, 36, 15, TimeSpan.Zero);

    [Theory]
    [InlineData("join-refused-single-pc.expired")]
    [InlineData("join-refused-single-pc.wrong-secret")]
    public async Task A_token_that_is_not_good_is_refused_as_recorded(string scenario)
    {
        await using var app = await StartAsync();
        var recorded = RefusedJoin.Read(scenario);
        using var refused = await recorded.UpgradeAsync(app);
        AssertAsRecorded(recorded.Refusal, refused);

        // The client asks once more, by HTTP, for the reason that its WebSocket cannot tell.
        using var validated = await recorded.ValidateAsync(app);
        AssertAsRecorded(recorded.Validation, validated);
        Assert.StartsWith("invalid token: ", await validated.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_too_many_is_refused_as_recorded_and_learns_why()
    {
        await using var app = await StartAsync();
        await app.Services.GetRequiredService<IRoomService>()
            .CreateRoomAsync(new CreateRoomRequest { Name = "meeting-full", MaxParticipants = 1 }, CancellationToken.None);
        var claims = new AccessTokenClaims { Identity = "first", Video = new VideoGrant { RoomJoin = true, Room = "meeting-full" } };
        var token = AccessToken.Create(TreffAppSettings.Development, claims, app.Time.GetUtcNow(), TimeSpan.FromHours(1));
        await using var first = await RecordedClient.JoinAsync(app, token);

        var recorded = RefusedJoin.Read("join-refused-single-pc.too-many");
        using var refused = await recorded.UpgradeAsync(app);
        AssertAsRecorded(recorded.Refusal, refused);

        // On purpose, see docs/livekit-compatibility.md: LiveKit says 200 here.
        using var validated = await recorded.ValidateAsync(app);
        Assert.Equal(HttpStatusCode.Forbidden, validated.StatusCode);
        Assert.NotEmpty(await validated.Content.ReadAsStringAsync());
    }

    private static Task<TreffApp> StartAsync() =>
        TreffApp.StartAsync(new TreffAppSettings { UsesRealMedia = true, Time = new FakeTimeProvider(RecordedAt) });

    private static void AssertAsRecorded(JsonElement recorded, HttpResponseMessage ours)
    {
        Assert.Equal(recorded.GetProperty("status").GetInt32(), (int)ours.StatusCode);
        var headers = recorded.GetProperty("response_headers");
        Assert.Equal(headers.GetProperty("content-type").GetString(), ours.Content.Headers.ContentType?.ToString());
        foreach (var name in new[] { "access-control-allow-origin", "access-control-expose-headers" })
            Assert.Equal(headers.GetProperty(name).GetString(), Assert.Single(ours.Headers.GetValues(name)));
    }

    /// <summary>One recorded attempt: what was asked, and both answers.</summary>
    private sealed record RefusedJoin(JsonElement Connect, JsonElement Refusal, JsonElement Validation)
    {
        private string Query
        {
            get
            {
                var token = Connect.GetProperty("query").GetProperty("access_token").GetString()!;
                var join = Connect.GetProperty("join_request").GetProperty("query_value").GetString()!;
                return $"access_token={token}&join_request={Uri.EscapeDataString(join)}";
            }
        }

        public static RefusedJoin Read(string scenario)
        {
            var rows = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
            var path = Repository.PathOf("test", "traces", "signal", scenario + ".jsonl.gz");
            using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
            while (reader.ReadLine() is { } line)
            {
                using var json = JsonDocument.Parse(line);
                rows[json.RootElement.GetProperty("kind").GetString()!] = json.RootElement.Clone();
            }

            return new RefusedJoin(rows["@connect"], rows["@refused"], rows["@http"]);
        }

        public Task<HttpResponseMessage> UpgradeAsync(TreffApp app)
        {
            var request = Get("/rtc/v1?");
            request.Headers.Add("Connection", "Upgrade");
            request.Headers.Add("Upgrade", "websocket");
            request.Headers.Add("Sec-WebSocket-Version", "13");
            request.Headers.Add("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
            return app.Http.SendAsync(request);
        }

        public Task<HttpResponseMessage> ValidateAsync(TreffApp app) => app.Http.SendAsync(Get("/rtc/v1/validate?"));

        private HttpRequestMessage Get(string path)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, path + Query);
            request.Headers.Add("Origin", Header("origin"));
            return request;
        }

        private string Header(string name) => Connect.GetProperty("request_headers").GetProperty(name).GetString()!;
    }
}
