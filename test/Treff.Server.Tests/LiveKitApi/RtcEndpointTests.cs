using System.Net;
using System.Net.WebSockets;
using Treff.LiveKit;
using Treff.Server.Tests.Support;

namespace Treff.Server.Tests.LiveKitApi;

/// <summary>What a client is told before it is let in. Statuses and texts are those recorded from LiveKit.</summary>
public sealed class RtcEndpointTests : IAsyncLifetime
{
    private const string Origin = "https://meet.example.org";
    private static readonly string Join = Uri.EscapeDataString(Repository.RecordedJoinRequest("single-pc.alice"));

    private TreffApp _app = null!;

    public static TheoryData<string, string, int, string> Rows() => new()
    {
        { "good", "", 200, "success" },
        { "none", "", 401, "no permissions to access the room" },
        { "not a JWT", "", 401, "invalid authorization token" },
        { "wrong signature", "", 401, "invalid token: not signed by this server's API key" },
        { "unknown key", "", 401, "invalid API key" },
        { "expired", "", 401, "invalid token: token is expired" },
        { "no roomJoin", "", 401, "permissions denied" },
        { "no room", "", 400, "no room name" },
        { "no identity", "", 400, "identity cannot be empty" },
        { "long room", "", 400, "room name length exceeds limits: max length 256" },
        { "long identity", "", 400, "participant identity length exceeds limits: max length 256" },
        { "good", "//rtc", 200, "success" },
    };

    public async ValueTask InitializeAsync() => _app = await TreffApp.StartAsync(new TreffAppSettings { UsesRealMedia = true });

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Validate_says_why(string token, string root, int status, string text)
    {
        root = root.Length == 0 ? "/rtc" : root;
        foreach (var path in new[] { $"{root}/validate?", $"{root}/validate?join_request={Join}&", $"{root}/v1/validate?join_request={Join}&" })
        {
            using var response = await GetAsync(path + Query(token));
            Assert.Equal((HttpStatusCode)status, response.StatusCode);
            Assert.Equal(text, await response.Content.ReadAsStringAsync());
            Assert.Equal("text/plain; charset=utf-8", response.Content.Headers.ContentType?.ToString());
            Assert.Equal("*", response.Headers.GetValues("Access-Control-Allow-Origin").Single());
            Assert.Equal("*", response.Headers.GetValues("Access-Control-Expose-Headers").Single());
        }
    }

    [Theory]
    [InlineData("", "join_request is required")]
    [InlineData("&join_request=%21%21", "cannot base64 decode wrapped join request")]
    [InlineData("&join_request=____", "cannot unmarshal wrapped join request")]
    public async Task V1_needs_a_join_request(string query, string text)
    {
        using var response = await GetAsync("/rtc/v1/validate?" + Query("good") + query);
        Assert.Equal((HttpStatusCode.BadRequest, text), (response.StatusCode, await response.Content.ReadAsStringAsync()));
        Assert.Equal(HttpStatusCode.BadRequest, await UpgradeAsync("/rtc/v1?" + Query("good") + query));
    }

    [Theory]
    [InlineData("Bearer {good}", 200, "success")]
    [InlineData("bearer {good}", 401, "invalid authorization header. Must start with Bearer ")]
    [InlineData("Basic abc", 401, "invalid authorization header. Must start with Bearer ")]
    [InlineData("Bearer ", 401, "invalid authorization header. Must start with Bearer ")]
    public async Task The_token_may_come_in_a_header(string header, int status, string text)
    {
        _app.Http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", header.Replace("{good}", Token("good"), StringComparison.Ordinal));
        using var response = await GetAsync("/rtc/validate");
        Assert.Equal(((HttpStatusCode)status, text), (response.StatusCode, await response.Content.ReadAsStringAsync()));
    }

    [Theory]
    [InlineData("/rtc")]
    [InlineData("/rtc/v1")]
    [InlineData("/rtc/v2/validate")]
    [InlineData("/settings/regions")]
    public async Task What_is_not_there_is_a_404_that_browsers_can_read(string path)
    {
        using var response = await GetAsync($"{path}?{Query("good")}&join_request={Join}");
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal(Origin, response.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.NotEqual("text/html", response.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("/rtc", "none", HttpStatusCode.Unauthorized)]
    [InlineData("/rtc", "no room", HttpStatusCode.BadRequest)]
    [InlineData("/rtc/v1", "none", HttpStatusCode.Unauthorized)]
    [InlineData("/rtc/v1", "expired", HttpStatusCode.Unauthorized)]
    [InlineData("/rtc/v1", "wrong signature", HttpStatusCode.Unauthorized)]
    [InlineData("/rtc/v1", "no roomJoin", HttpStatusCode.Unauthorized)]
    [InlineData("/rtc/v1", "no room", HttpStatusCode.BadRequest)]
    public async Task A_stranger_is_never_upgraded(string path, string token, HttpStatusCode expected) =>
        Assert.Equal(expected, await UpgradeAsync($"{path}?{Query(token)}&join_request={Join}"));

    [Theory]
    [InlineData("&attributes=%21%21", 400, "cannot decode attributes")]
    [InlineData("&attributes=eyJhIjoiYiJ9", 401, "permissions denied")]
    [InlineData("&join_request=%21%21", 400, "cannot base64 decode wrapped join request")]
    [InlineData("&protocol=nonsense&reconnect_reason=-1&sdk=99&whatever=1", 200, "success")]
    public async Task The_older_path_reads_its_parameters(string query, int status, string text)
    {
        using var response = await GetAsync("/rtc/validate?" + Query("good") + query);
        Assert.Equal(((HttpStatusCode)status, text), (response.StatusCode, await response.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task A_request_line_of_60_KiB_is_read()
    {
        using var response = await GetAsync($"/rtc/v1/validate?{Query("good")}&join_request={Join}&padding={new string('x', 50 * 1024)}");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        using var tooLong = await GetAsync("/rtc/validate?padding=" + new string('x', 70 * 1024));
        Assert.Equal(HttpStatusCode.RequestUriTooLong, tooLong.StatusCode);
    }

    [Theory]
    [InlineData("/rtc/v1/validate", "GET", true)]
    [InlineData("/twirp/livekit.RoomService/ListRooms", "POST", true)]
    [InlineData("/rtc/validate", "PUT", false)]
    public async Task Preflights_are_answered_as_livekit_does(string path, string method, bool isAllowed)
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, path);
        request.Headers.Add("Origin", Origin);
        request.Headers.Add("Access-Control-Request-Method", method);
        request.Headers.Add("Access-Control-Request-Headers", "authorization,content-type");
        using var response = await _app.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal(isAllowed, response.Headers.Contains("Access-Control-Allow-Origin"));
        if (isAllowed)
            Assert.Equal("authorization,content-type", response.Headers.GetValues("Access-Control-Allow-Headers").Single());
    }

    private async Task<HttpResponseMessage> GetAsync(string path)
    {
        // The raw address: HttpClient would take a leading double slash for a host.
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_app.Address.GetLeftPart(UriPartial.Authority) + path));
        request.Headers.Add("Origin", Origin);
        return await _app.Http.SendAsync(request);
    }

    private async Task<HttpStatusCode> UpgradeAsync(string path)
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        var address = new Uri($"ws://{_app.Address.Authority}{path}");
        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(address, CancellationToken.None));
        return socket.HttpStatusCode;
    }

    private string Query(string token) => token == "none" ? "" : "access_token=" + Uri.EscapeDataString(Token(token));

    private string Token(string kind)
    {
        var grant = new VideoGrant { RoomJoin = true, Room = "abc-defg-hij" };
        var claims = new AccessTokenClaims { Identity = "alice", Video = grant };
        var development = TreffAppSettings.Development;
        return kind switch
        {
            "not a JWT" => "nonsense",
            "wrong signature" => Sign(development with { Secret = "other" }, claims),
            "unknown key" => Sign(development with { Key = "otherkey" }, claims),
            "expired" => AccessToken.Create(development, claims, TreffApp.Start.AddHours(-3), TimeSpan.FromHours(1)),
            "no roomJoin" => Sign(development, claims with { Video = grant with { RoomJoin = false } }),
            "no room" => Sign(development, claims with { Video = grant with { Room = "" } }),
            "no identity" => Sign(development, claims with { Identity = "" }),
            "long room" => Sign(development, claims with { Video = grant with { Room = new string('r', 257) } }),
            "long identity" => Sign(development, claims with { Identity = new string('i', 257) }),
            _ => Sign(development, claims),
        };
    }

    private string Sign(ApiCredentials credentials, AccessTokenClaims claims) =>
        AccessToken.Create(credentials, claims, _app.Time.GetUtcNow(), TimeSpan.FromHours(1));
}
