using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Treff.Server.Joining;
using Treff.Server.Operations;
using Treff.Server.Tests.Admin;
using Treff.Server.Tests.Support;

namespace Treff.Server.Tests.ApiKeys;

/// <summary>Who may create meetings, and the keys that other servers show.</summary>
public class CreationAccessTests
{
    private const string EnvironmentKey = "0123456789abcdef0123456789abcdef";

    private static TreffAppSettings WithKeys => new()
    {
        CreateMeetings = CreationPolicy.Key,
        ApiKeys = [new ConfiguredApiKey("calendar", SecretText.Hash(EnvironmentKey))],
    };

    [Fact]
    public async Task Where_anybody_may_create_nobody_looks_at_keys()
    {
        await using var app = await TreffApp.StartAsync();
        Assert.Equal((HttpStatusCode.OK, null), await CreateAsync(app, null));
        Assert.Equal((HttpStatusCode.OK, null), await CreateAsync(app, "of another service"));
    }

    [Fact]
    public async Task With_keys_only_who_has_one_creates()
    {
        await using var admin = await AdminApp.StartAsync(WithKeys);
        Assert.Equal((HttpStatusCode.Unauthorized, "api_key_required"), await CreateAsync(admin.App, null));
        Assert.Equal((HttpStatusCode.Unauthorized, "api_key_wrong"), await CreateAsync(admin.App, EnvironmentKey + "0"));
        Assert.Equal((HttpStatusCode.Unauthorized, "api_key_wrong"), await CreateAsync(admin.App, new string('x', 5000)));
        Assert.Equal((HttpStatusCode.OK, null), await CreateAsync(admin.App, EnvironmentKey));
        Assert.Equal((HttpStatusCode.OK, null), await CreateAsync(admin.App, AdminApp.Token));
        Assert.Contains(admin.App.Logs.Lines, line => line.Contains("was created by the key “calendar”", StringComparison.Ordinal));
        Assert.DoesNotContain(admin.App.Logs.Lines, line => line.Contains(EnvironmentKey, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_the_operator_alone_creates_a_key_is_not_enough()
    {
        await using var admin = await AdminApp.StartSignedInAsync(WithKeys with { CreateMeetings = CreationPolicy.Admin });
        Assert.Equal((HttpStatusCode.Unauthorized, "operator_required"), await CreateAsync(admin.App, null));
        Assert.Equal((HttpStatusCode.Forbidden, "operator_only"), await CreateAsync(admin.App, EnvironmentKey));
        Assert.Equal((HttpStatusCode.OK, null), await CreateAsync(admin.App, AdminApp.Token));
        using var signedIn = await admin.SendAsync(HttpMethod.Post, "meetings/create", new { name = "Planning" });
        var created = await signedIn.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(43, created.GetProperty("host_key").GetString()!.Length);
        admin.Cookie = null;
        Assert.Equal(HttpStatusCode.Unauthorized, await admin.StatusAsync(HttpMethod.Post, "meetings/create"));
    }

    [Fact]
    public async Task Joining_needs_no_key()
    {
        await using var app = await TreffApp.StartAsync(WithKeys);
        app.Http.DefaultRequestHeaders.Add("Authorization", "Bearer " + EnvironmentKey);
        var id = await app.CreateMeetingAsync();
        app.Http.DefaultRequestHeaders.Remove("Authorization");
        Assert.Equal(id, (await app.JoinAsync(id)).GetProperty("meeting_id").GetString());
    }

    [Theory]
    [InlineData("de", "Hier darf nicht jeder Meetings anlegen")]
    [InlineData("en", "Not everybody may create meetings here")]
    public async Task Refusals_speak_both_languages_and_name_the_scheme(string language, string title)
    {
        await using var app = await TreffApp.StartAsync(WithKeys);
        using var response = await app.SendAsync(HttpMethod.Post, "/api/v1/meetings/create", language: language);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("Bearer", response.Headers.WwwAuthenticate.Single().Scheme);
        Assert.Equal(title, (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("title").GetString());
    }

    [Fact]
    public async Task Who_guesses_keys_has_to_wait()
    {
        await using var app = await TreffApp.StartAsync(WithKeys);
        for (var i = 0; i < app.Services.GetRequiredService<TreffOptions>().Limits.MaxPasswordTriesPerMinute; i++)
            Assert.Equal((HttpStatusCode.Unauthorized, "api_key_wrong"), await CreateAsync(app, $"guess-{i}"));
        Assert.Equal((HttpStatusCode.TooManyRequests, "too_many_key_tries"), await CreateAsync(app, EnvironmentKey));
        // Who sends no key at all guesses nothing.
        Assert.Equal((HttpStatusCode.Unauthorized, "api_key_required"), await CreateAsync(app, null));
        app.Time.Advance(PasswordTries.Window);
        Assert.Equal((HttpStatusCode.OK, null), await CreateAsync(app, EnvironmentKey));
    }

    [Fact]
    public async Task A_key_of_the_dashboard_works_until_it_is_revoked()
    {
        await using var admin = await AdminApp.StartSignedInAsync(WithKeys);
        var (id, key) = await MakeAsync(admin, " Calendar of the office ");
        Assert.StartsWith("treff_", key, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.OK, null), await CreateAsync(admin.App, key));

        var list = await admin.GetAsync("keys");
        Assert.Equal("key", list.GetProperty("create_meetings").GetString());
        var keys = list.GetProperty("keys").EnumerateArray().ToList();
        Assert.Equal(["Calendar of the office", "calendar"], keys.Select(each => each.GetProperty("name").GetString()));
        Assert.Equal((id, key[..10], "2026-01-15T10:30:00Z"), (Text(keys[0], "id"), Text(keys[0], "start"), Text(keys[0], "last_used_at")));
        Assert.Equal(JsonValueKind.Null, keys[1].GetProperty("id").ValueKind);
        Assert.DoesNotContain(key, list.GetRawText(), StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.NoContent, await admin.StatusAsync(HttpMethod.Delete, $"keys/{id}"));
        Assert.Equal(HttpStatusCode.NotFound, await admin.StatusAsync(HttpMethod.Delete, $"keys/{id}"));
        Assert.Equal((HttpStatusCode.Unauthorized, "api_key_wrong"), await CreateAsync(admin.App, key));
    }

    [Fact]
    public async Task The_database_has_no_key_and_a_restart_forgets_none()
    {
        var admin = await AdminApp.StartSignedInAsync(WithKeys);
        var (_, key) = await MakeAsync(admin, "Calendar");
        using (var database = new Database(admin.App))
            Assert.Equal(SecretText.Hash(key), (await database.Context.ApiKeys.SingleAsync()).Hash);
        var folder = await admin.App.StopAsync();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(folder.Path, "data"), "treff.db*"))
            Assert.DoesNotContain(key, await File.ReadAllTextAsync(file, System.Text.Encoding.Latin1), StringComparison.Ordinal);
        await using var again = await TreffApp.StartAsync(WithKeys with { Folder = folder });
        Assert.Equal((HttpStatusCode.OK, null), await CreateAsync(again, key));
    }

    [Theory]
    [InlineData("", HttpStatusCode.BadRequest, "name_blank")]
    [InlineData("calendar", HttpStatusCode.Conflict, "api_key_name_taken")]
    [InlineData("Taken", HttpStatusCode.Conflict, "api_key_name_taken")]
    public async Task A_name_that_tells_nothing_apart_is_refused(string name, HttpStatusCode status, string code)
    {
        await using var admin = await AdminApp.StartSignedInAsync(WithKeys);
        await MakeAsync(admin, "Taken");
        using var response = await admin.SendAsync(HttpMethod.Post, "keys", new { name });
        Assert.Equal((status, code), (response.StatusCode, Text(await response.Content.ReadFromJsonAsync<JsonElement>(), "code")));
    }

    [Theory]
    [InlineData(CreationPolicy.Anyone, "anyone")]
    [InlineData(CreationPolicy.Key, "key")]
    [InlineData(CreationPolicy.Admin, "admin")]
    public async Task Clients_can_ask_who_may_create(CreationPolicy policy, string word)
    {
        await using var app = await TreffApp.StartAsync(new TreffAppSettings { CreateMeetings = policy });
        Assert.Equal(word, Text(await app.Http.GetFromJsonAsync<JsonElement>("/api/v1/server"), "create_meetings"));
    }

    private static async Task<(string Id, string Key)> MakeAsync(AdminApp admin, string name)
    {
        using var response = await admin.SendAsync(HttpMethod.Post, "keys", new { name });
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var made = await response.Content.ReadFromJsonAsync<JsonElement>();
        return (Text(made, "id")!, Text(made, "key")!);
    }

    private static async Task<(HttpStatusCode Status, string? Code)> CreateAsync(TreffApp app, string? bearer)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/meetings/create");
        if (bearer is not null)
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + bearer);
        using var response = await app.Http.SendAsync(request);
        var body = await response.Content.ReadFromJsonAsync<JsonElement>();
        return (response.StatusCode, body.TryGetProperty("code", out var code) ? code.GetString() : null);
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
