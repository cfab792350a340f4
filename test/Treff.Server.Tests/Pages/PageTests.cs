using System.Net;
using Treff.Server.Tests.Support;

namespace Treff.Server.Tests.Pages;

public sealed class PageTests : IAsyncLifetime
{
    private TreffApp _app = null!;

    public async ValueTask InitializeAsync() => _app = await TreffApp.StartAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData("/", 200)]
    [InlineData("/test", 200)]
    [InlineData("/meeting/abc-defg-hij", 200)]
    [InlineData("/meeting/abc-1234-xyz", 200)]
    [InlineData("/meeting/nonsense", 404)]
    [InlineData("/meeting/abc-defg-hijk", 404)]
    [InlineData("/meeting/%C3%A4%C3%B6%C3%BC", 404)]
    public async Task The_page_is_served_and_asked_for_again_each_time(string path, int status)
    {
        using var response = await _app.SendAsync(HttpMethod.Get, path);
        Assert.Equal((HttpStatusCode)status, response.StatusCode);
        Assert.Equal("text/html; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Assert.Equal(TreffApp.Page, await response.Content.ReadAsStringAsync());
        Assert.Equal("no-cache", response.Headers.CacheControl?.ToString());
    }

    [Theory]
    [InlineData("/meeting/ABC-DEFG-HIJ", "/meeting/abc-defg-hij")]
    [InlineData("/meeting/abcdefghij", "/meeting/abc-defg-hij")]
    [InlineData("/meeting/abc-defg-hij/", "/meeting/abc-defg-hij")]
    [InlineData("/meeting/Abc1234xyz?name=Anna", "/meeting/abc-1234-xyz?name=Anna")]
    [InlineData("/meeting.html?id=abc-defg-hij", "/meeting/abc-defg-hij")]
    [InlineData("/meeting.html?id=ABCDEFGHIJ", "/meeting/abc-defg-hij")]
    [InlineData("/meeting.html?id=//evil.example.org", "/meeting/%2F%2Fevil.example.org")]
    [InlineData("/meeting.html", "/")]
    [InlineData("/meeting", "/")]
    [InlineData("/meeting/", "/")]
    public async Task Other_forms_lead_to_the_canonical_address(string path, string expected)
    {
        using var response = await _app.SendAsync(HttpMethod.Get, path);
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Equal(expected, response.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task Hashed_files_are_kept_for_ever_and_compressed()
    {
        _app.Http.DefaultRequestHeaders.Add("Accept-Encoding", "br");
        using var response = await _app.SendAsync(HttpMethod.Get, "/assets/index-abc123.js");
        Assert.Equal("public, max-age=31536000, immutable", response.Headers.CacheControl?.ToString());
        Assert.Equal("br", Assert.Single(response.Content.Headers.ContentEncoding));
        Assert.Equal("text/javascript", response.Content.Headers.ContentType?.MediaType);
        using var icon = await _app.SendAsync(HttpMethod.Get, "/favicon.svg");
        Assert.Equal("no-cache", icon.Headers.CacheControl?.ToString());
        Assert.Equal("image/svg+xml", icon.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task An_unknown_path_is_a_page_for_browsers_and_text_for_programs()
    {
        using var text = await _app.SendAsync(HttpMethod.Get, "/assets/missing.js");
        Assert.Equal((HttpStatusCode.NotFound, "text/plain"), (text.StatusCode, text.Content.Headers.ContentType?.MediaType));
        _app.Http.DefaultRequestHeaders.Add("Accept", "text/html,application/xhtml+xml");
        using var page = await _app.SendAsync(HttpMethod.Get, "/nothing/here");
        Assert.Equal((HttpStatusCode.NotFound, TreffApp.Page), (page.StatusCode, await page.Content.ReadAsStringAsync()));
        using var escape = await _app.SendAsync(HttpMethod.Get, "/..%2f..%2fdata%2flivekit-keys.yaml");
        Assert.Equal(HttpStatusCode.NotFound, escape.StatusCode);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/meeting/abc-defg-hij")]
    public async Task Head_answers_without_a_body(string path)
    {
        _app.Http.DefaultRequestHeaders.Add("Origin", "https://elsewhere.example.org");
        using var response = await _app.SendAsync(HttpMethod.Head, path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        // prepareConnection() of livekit-client asks the root from any site.
        Assert.Equal(path == "/", response.Headers.Contains("Access-Control-Allow-Origin"));
    }
}
