using System.Net;
using System.Text.Json;
using Treff.Server.Tests.Support;

namespace Treff.Server.Tests.Operations;

/// <summary>Every way to ask wrongly, and what comes back. None of them changes the server, so one is enough.</summary>
public sealed class BadRequestTests(BadRequestTests.Meeting meeting) : IClassFixture<BadRequestTests.Meeting>
{
    private const string Json = "application/json";
    private static readonly string Long = new('ä', 101);

    public static TheoryData<string, string, string?, int, string> Rows() => new()
    {
        { "create", "{", Json, 400, "malformed_json" },
        { "create", "{\"name\":}", Json, 400, "malformed_json" },
        { "create", "[]", Json, 400, "malformed_json" },
        { "create", "\"name\"", Json, 400, "malformed_json" },
        { "create", "null", Json, 400, "malformed_json" },
        { "create", "{\"name\":\"a\"} {}", Json, 400, "malformed_json" },
        { "create", "{\"name\":\"\\ud800\"}", Json, 400, "wrong_type" },
        { "create", "{\"name\":5}", Json, 400, "wrong_type" },
        { "create", "{\"name\":{}}", Json, 400, "wrong_type" },
        { "create", "{\"name\":\"\"}", Json, 400, "name_blank" },
        { "create", "{\"name\":\"   \"}", Json, 400, "name_blank" },
        { "create", "{\"name\":\"\\u200b\\u200d\"}", Json, 400, "name_blank" },
        { "create", "{\"name\":\"\\u3164\"}", Json, 400, "name_blank" },
        { "create", $"{{\"name\":\"{Long}\"}}", Json, 400, "name_too_long" },
        { "create", "{\"name\":\"a\\nb\"}", Json, 400, "name_has_control_characters" },
        { "create", "{\"name\":\"a\\u0000\"}", Json, 400, "name_has_control_characters" },
        { "create", "{\"name\":\"a\\u007f\"}", Json, 400, "name_has_control_characters" },
        { "create", "{\"name\":\"a\\u202eb\"}", Json, 400, "name_has_control_characters" },
        { "create", "{\"name\":\"a\\u2028b\"}", Json, 400, "name_has_control_characters" },
        { "create", "name=a", "application/x-www-form-urlencoded", 415, "wrong_content_type" },
        { "create", "{}", "text/plain", 415, "wrong_content_type" },
        { "create", "{}", "application/json; charset=utf-16", 415, "wrong_content_type" },
        { "create", "{}", "nonsense", 415, "wrong_content_type" },
        { "create", "{}", null, 415, "wrong_content_type" },
        { "{id}/join", "", null, 400, "display_name_missing" },
        { "{id}/join", "{}", Json, 400, "display_name_missing" },
        { "{id}/join", "{\"display_name\":null}", Json, 400, "display_name_missing" },
        { "{id}/join", "{\"displayName\":\"Anna\"}", Json, 400, "display_name_missing" },
        { "{id}/join", "{\"display_name\":true}", Json, 400, "wrong_type" },
        { "{id}/join", "{\"display_name\":\"\"}", Json, 400, "name_blank" },
        { "{id}/join", "{\"display_name\":\"\\t\"}", Json, 400, "name_has_control_characters" },
        { "{id}/join", $"{{\"display_name\":\"{Long}\"}}", Json, 400, "name_too_long" },
        { "{id}/join", "not json", Json, 400, "malformed_json" },
        { "{id}/join", "{\"display_name\":\"Anna\"}", "text/xml", 415, "wrong_content_type" },
        { "abc-1234-xyz/join", "{\"display_name\":\"Anna\"}", Json, 404, "meeting_not_found" },
        { "nonsense/join", "{\"display_name\":\"Anna\"}", Json, 404, "meeting_id_invalid" },
        { "%2e%2e%2f/join", "{\"display_name\":\"Anna\"}", Json, 404, "meeting_id_invalid" },
        { "{id}/leave", "{}", Json, 404, "not_found" },
        { "../nothing", "{}", Json, 404, "not_found" },
        { "{id}/info", "{}", Json, 405, "method_not_allowed" },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task A_bad_request_gets_a_problem_that_says_what_to_do(string path, string body, string? contentType, int status, string code)
    {
        foreach (var (language, tag) in new[] { ("de-AT, en;q=0.5", "de"), ("fr, en-GB", "en") })
        {
            var url = "/api/v1/meetings/" + path.Replace("{id}", meeting.Id, StringComparison.Ordinal);
            using var response = await meeting.App.SendAsync(HttpMethod.Post, url, body, contentType, language);
            await AssertProblemAsync(response, status, code, tag);
        }
    }

    [Theory]
    [InlineData("abc-1234-xyz/info", 404, "meeting_not_found")]
    [InlineData("abc/info", 404, "meeting_id_invalid")]
    [InlineData("abc/exists", 404, "meeting_id_invalid")]
    [InlineData("create", 405, "method_not_allowed")]
    [InlineData("", 404, "not_found")]
    public async Task A_bad_question_gets_one_too(string path, int status, string code)
    {
        using var response = await meeting.App.SendAsync(HttpMethod.Get, "/api/v1/meetings/" + path);
        await AssertProblemAsync(response, status, code, "en");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_over_64_KiB_is_refused_with_and_without_a_length(bool hasLength)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/meetings/create");
        request.Content = new StringContent("{\"name\":\"" + new string('a', 64 * 1024) + "\"}", null, Json);
        request.Headers.TransferEncodingChunked = !hasLength;
        using var response = await meeting.App.Http.SendAsync(request);
        await AssertProblemAsync(response, 413, "body_too_large", "en");
    }

    [Fact]
    public async Task An_expired_meeting_is_gone_for_questions_and_guests()
    {
        await using var app = await TreffApp.StartAsync();
        var id = await app.CreateMeetingAsync();
        app.SetClockOn(TimeSpan.FromHours(24));
        using var info = await app.SendAsync(HttpMethod.Get, $"/api/v1/meetings/{id}/info");
        await AssertProblemAsync(info, 410, "meeting_expired", "en");
        using var join = await app.SendAsync(HttpMethod.Post, $"/api/v1/meetings/{id}/join", "{\"display_name\":\"Anna\"}", language: "de");
        await AssertProblemAsync(join, 410, "meeting_expired", "de");
    }

    [Fact]
    public async Task Our_own_mistake_is_answered_without_details()
    {
        await using var app = await TreffApp.StartAsync();
        app.Rooms.Failure = new InvalidOperationException("the secret is 42");
        using var response = await app.SendAsync(HttpMethod.Post, "/api/v1/meetings/create");
        await AssertProblemAsync(response, 500, "internal", "en");
        Assert.DoesNotContain("42", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Single(app.Logs.Lines, line => line.Contains("the secret is 42", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Names_at_the_limit_are_fine()
    {
        // 100 characters, each two UTF-16 units long.
        var name = string.Concat(Enumerable.Repeat("🦊", 100));
        foreach (var each in (string[])[name, "👩‍👩‍👧", "नमस्ते"])
            await meeting.App.JoinAsync(meeting.Id, each);
    }

    private static async Task AssertProblemAsync(HttpResponseMessage response, int status, string code, string language)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.Equal((HttpStatusCode)status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(language, Assert.Single(response.Content.Headers.ContentLanguage));
        Assert.Contains("Accept-Language", response.Headers.Vary);
        using var problem = JsonDocument.Parse(text);
        Assert.Equal(code, problem.RootElement.GetProperty("code").GetString());
        Assert.Equal($"urn:treff:problem:{code}", problem.RootElement.GetProperty("type").GetString());
        Assert.Equal(status, problem.RootElement.GetProperty("status").GetInt32());
        Assert.NotEmpty(problem.RootElement.GetProperty("title").GetString()!);
        Assert.EndsWith(".", problem.RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    /// <summary>A server with a meeting.</summary>
    public sealed class Meeting : IAsyncLifetime
    {
        internal TreffApp App { get; private set; } = null!;

        internal string Id { get; private set; } = "";

        public async ValueTask InitializeAsync()
        {
            App = await TreffApp.StartAsync();
            Id = await App.CreateMeetingAsync();
        }

        public ValueTask DisposeAsync() => App.DisposeAsync();
    }
}
