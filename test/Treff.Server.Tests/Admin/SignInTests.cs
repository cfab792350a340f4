using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Treff.Server.Admin;
using Treff.Server.Joining;
using Treff.Server.Operations;
using Treff.Server.Tests.Support;

namespace Treff.Server.Tests.Admin;

public class SignInTests
{
    private static readonly (HttpMethod Method, string Path)[] Guarded =
    [
        (HttpMethod.Get, "session"),
        (HttpMethod.Delete, "session"),
        (HttpMethod.Get, "live"),
        (HttpMethod.Get, "live/events"),
        (HttpMethod.Get, "meetings"),
        (HttpMethod.Get, "charts"),
        (HttpMethod.Get, "configuration"),
        (HttpMethod.Get, "advice"),
        (HttpMethod.Get, "log-levels"),
        (HttpMethod.Put, "log-levels"),
        (HttpMethod.Get, "meetings/abc-defg-hij/attendance"),
        (HttpMethod.Get, "meetings/abc-defg-hij/attendance.csv"),
        (HttpMethod.Delete, "meetings/abc-defg-hij/attendance"),
        (HttpMethod.Delete, "attendance"),
        (HttpMethod.Get, "keys"),
        (HttpMethod.Post, "keys"),
        (HttpMethod.Delete, "keys/abc"),
        (HttpMethod.Post, "meetings/create"),
        (HttpMethod.Post, "meetings/abc-defg-hij/end"),
        (HttpMethod.Post, "meetings/abc-defg-hij/participants/guest-1/remove"),
    ];

    [Fact]
    public async Task Without_a_token_there_is_no_dashboard()
    {
        await using var app = await TreffApp.StartAsync();
        foreach (var path in new[] { "/admin", "/nothing-here" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Add("Accept", "text/html");
            using var page = await app.Http.SendAsync(request);
            Assert.Equal((HttpStatusCode.NotFound, TreffApp.Page), (page.StatusCode, await page.Content.ReadAsStringAsync()));
        }

        foreach (var (method, path) in Guarded.Append((HttpMethod.Post, "session")))
        {
            using var response = await app.SendAsync(method, "/api/v1/admin/" + path, method == HttpMethod.Get ? null : "{}");
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
            Assert.Equal("not_found", (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
        }
    }

    [Fact]
    public async Task Strangers_get_the_page_and_nothing_else()
    {
        await using var admin = await AdminApp.StartAsync();
        using var page = await admin.App.SendAsync(HttpMethod.Get, "/admin");
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        foreach (var cookie in new[] { null, "treff_admin=", "treff_admin=nonsense", $"treff_admin={AdminApp.Token}", $"treff_admin={new string('x', 5000)}" })
        {
            admin.Cookie = cookie;
            foreach (var (method, path) in Guarded)
                Assert.Equal(HttpStatusCode.Unauthorized, await admin.StatusAsync(method, path));
        }
    }

    [Fact]
    public async Task The_cookie_is_for_this_api_alone_and_no_script_reads_it()
    {
        await using var admin = await AdminApp.StartAsync();
        using var response = await admin.SignInAsync(AdminApp.Token);
        var cookie = response.Headers.GetValues("Set-Cookie").Single().ToLowerInvariant();
        foreach (var part in new[] { "httponly", "samesite=strict", "path=/api/v1/admin", "expires=thu, 15 jan 2026 22:30:00 gmt" })
            Assert.Contains(part, cookie, StringComparison.Ordinal);
        Assert.DoesNotContain("secure", cookie, StringComparison.Ordinal);
        Assert.Equal("2026-01-15T22:30:00Z", (await admin.GetAsync("session")).GetProperty("expires_at").GetString());
        using var database = new Database(admin.App);
        var stored = await database.Context.AdminSessions.SingleAsync();
        Assert.DoesNotContain(stored.Hash, admin.Cookie, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Behind_TLS_the_cookie_is_secure()
    {
        await using var admin = await AdminApp.StartAsync();
        using var proxied = await admin.SendAsync(HttpMethod.Post, "session", new { token = AdminApp.Token }, new() { ["X-Forwarded-Proto"] = "https" });
        Assert.Contains("secure", proxied.Headers.GetValues("Set-Cookie").Single(), StringComparison.Ordinal);
        await using var named = await AdminApp.StartAsync(new TreffAppSettings { FrontendUrl = new Uri("https://meet.example.org") });
        using var silent = await named.SendAsync(HttpMethod.Post, "session", new { token = AdminApp.Token }, new() { ["Host"] = "meet.example.org" });
        Assert.Contains("secure", silent.Headers.GetValues("Set-Cookie").Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("correct-horse-battery-stapl")]
    [InlineData("correct-horse-battery-staple ")]
    [InlineData("CORRECT-HORSE-BATTERY-STAPLE")]
    public async Task A_wrong_token_is_refused(string token)
    {
        await using var admin = await AdminApp.StartAsync();
        using var response = await admin.SignInAsync(token);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Null(admin.Cookie);
    }

    [Fact]
    public async Task An_address_that_guesses_has_to_wait_and_others_do_not()
    {
        await using var admin = await AdminApp.StartAsync();
        for (var i = 0; i < admin.App.Services.GetRequiredService<TreffOptions>().Limits.MaxPasswordTriesPerMinute; i++)
            using (var wrong = await admin.SignInAsync("wrong", "198.51.100.7"))
                Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        using (var throttled = await admin.SignInAsync(AdminApp.Token, "198.51.100.7"))
        {
            Assert.Equal(HttpStatusCode.TooManyRequests, throttled.StatusCode);
            Assert.Equal(PasswordTries.Window, throttled.Headers.RetryAfter!.Delta);
        }

        using (var other = await admin.SignInAsync(AdminApp.Token, "198.51.100.8"))
            Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        admin.App.Time.Advance(PasswordTries.Window);
        using var again = await admin.SignInAsync(AdminApp.Token, "198.51.100.7");
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    [Fact]
    public async Task Signing_out_ends_the_session_wherever_its_cookie_is()
    {
        await using var admin = await AdminApp.StartSignedInAsync();
        var copied = admin.Cookie;
        using (var signedOut = await admin.SendAsync(HttpMethod.Delete, "session"))
        {
            Assert.Equal(HttpStatusCode.NoContent, signedOut.StatusCode);
            Assert.Contains("expires=Thu, 01 Jan 1970", signedOut.Headers.GetValues("Set-Cookie").Single(), StringComparison.Ordinal);
        }

        admin.Cookie = copied;
        Assert.Equal(HttpStatusCode.Unauthorized, await admin.StatusAsync(HttpMethod.Get, "live"));
    }

    [Fact]
    public async Task A_session_outlives_a_restart_but_neither_its_time_nor_its_token()
    {
        var admin = await AdminApp.StartSignedInAsync();
        var cookie = admin.Cookie;
        var folder = await admin.App.StopAsync();
        var again = await AdminApp.StartAsync(new TreffAppSettings { Folder = folder });
        again.Cookie = cookie;
        Assert.Equal(HttpStatusCode.OK, await again.StatusAsync(HttpMethod.Get, "session"));
        again.App.Time.AdjustTime(TreffApp.Start + AdminSessions.Lifetime);
        Assert.Equal(HttpStatusCode.Unauthorized, await again.StatusAsync(HttpMethod.Get, "session"));
        folder = await again.App.StopAsync();
        await using var other = await TreffApp.StartAsync(new TreffAppSettings { Folder = folder, AdminToken = "another-token-of-16" });
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/admin/session");
        request.Headers.Add("Cookie", cookie);
        using var refused = await other.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "same-origin", true)]
    [InlineData("Sec-Fetch-Site", "same-site", false)]
    [InlineData("Sec-Fetch-Site", "cross-site", false)]
    [InlineData("Sec-Fetch-Site", "none", false)]
    [InlineData("Origin", "{self}", true)]
    [InlineData("Origin", "https://meet.example.org", true)]
    [InlineData("Origin", "https://evil.example.org", false)]
    [InlineData("Origin", "null", false)]
    public async Task What_another_site_has_the_browser_send_is_refused(string header, string value, bool isAllowed)
    {
        await using var admin = await AdminApp.StartSignedInAsync(new TreffAppSettings { FrontendUrl = new Uri("https://meet.example.org") });
        var headers = new Dictionary<string, string> { [header] = value.Replace("{self}", $"http://{admin.App.Address.Authority}", StringComparison.Ordinal) };
        foreach (var (method, path) in Guarded.Where(each => each.Method != HttpMethod.Get && each.Path != "session").Append((HttpMethod.Post, "session")))
        {
            using var response = await admin.SendAsync(method, path, path == "session" ? new { token = AdminApp.Token } : null, headers);
            Assert.Equal(isAllowed, response.StatusCode != HttpStatusCode.Forbidden);
        }
    }

    [Fact]
    public async Task The_token_is_never_logged()
    {
        await using var admin = await AdminApp.StartSignedInAsync();
        using (await admin.SignInAsync(AdminApp.Token + "x")) { }
        Assert.DoesNotContain(admin.App.Logs.Lines, line => line.Contains(AdminApp.Token, StringComparison.Ordinal));
    }
}
