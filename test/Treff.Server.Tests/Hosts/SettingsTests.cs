using System.Text.Json;
using Treff.LiveKit;
using Treff.LiveKit.Protocol;
using Treff.Server.Tests.Support;

namespace Treff.Server.Tests.Hosts;

/// <summary>The options of a meeting, at creation and later.</summary>
public class SettingsTests
{
    [Fact]
    public async Task Everything_can_be_chosen_at_creation_and_is_told()
    {
        await using var app = await TreffApp.StartAsync();
        var options = new
        {
            name = "Wochenrunde",
            alias = "Team-Montag",
            password = "geheim",
            waiting_room = "without_password",
            locked = true,
            max_participants = 7,
            starts_at = "2026-02-02T09:00:00+01:00",
            duration_minutes = 45,
            time_zone = "Europe/Berlin",
            recurrence = "weekly",
            permissions = new { unmute = false, record = true },
            chat_history = false,
            e2ee = true,
            expires_at = "2026-12-31T00:00:00Z",
        };
        var created = await app.PostAsync("/api/v1/meetings/create", options);
        Assert.EndsWith("/m/team-montag", created.GetProperty("alias_url").GetString(), StringComparison.Ordinal);
        var info = await app.Http.GetStringAsync("/api/v1/meetings/team-montag/info");
        Assert.Contains(
            "\"alias\":\"team-montag\",\"has_password\":true,\"waiting_room\":\"without_password\",\"locked\":true,\"starts_at\":\"2026-02-02T08:00:00Z\","
            + "\"duration_minutes\":45,\"time_zone\":\"Europe/Berlin\",\"recurrence\":\"weekly\",\"e2ee\":true,\"host_present\":false,"
            + "\"permissions\":{\"share_screen\":true,\"unmute\":false,\"camera\":true,\"chat\":true,\"record\":true}",
            info,
            StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", info, StringComparison.Ordinal);
        var meeting = new HostedMeeting(app, created.GetProperty("meeting_id").GetString()!, created.GetProperty("host_key").GetString()!);
        var settings = await meeting.SettingsAsync();
        Assert.Equal(
            (7, false, true, "2026-12-31T00:00:00Z"),
            (settings.GetProperty("max_participants").GetInt32(), settings.GetProperty("chat_history").GetBoolean(), settings.GetProperty("e2ee").GetBoolean(), settings.GetProperty("expires_at").GetString()));
        // Two weeks ahead, nobody needs a room yet.
        Assert.Empty(await app.RoomsAsync());
    }

    [Fact]
    public async Task What_is_left_out_stays_and_null_is_the_default()
    {
        await using var app = await TreffApp.StartAsync();
        var meeting = await HostedMeeting.CreateAsync(app, new { name = "Planung", alias = "team-montag", max_participants = 7, permissions = new { unmute = false, chat = false } });
        var changed = await meeting.SettingsAsync(new { name = (string?)null, alias = (string?)null, permissions = new { chat = (bool?)null } });
        Assert.Equal((JsonValueKind.Null, JsonValueKind.Null), (changed.GetProperty("name").ValueKind, changed.GetProperty("alias").ValueKind));
        Assert.Equal((7, 1), (changed.GetProperty("max_participants").GetInt32(), changed.GetProperty("version").GetInt32()));
        Assert.Equal((false, true), (changed.GetProperty("permissions").GetProperty("unmute").GetBoolean(), changed.GetProperty("permissions").GetProperty("chat").GetBoolean()));
        changed = await meeting.SettingsAsync(new { max_participants = (int?)null, permissions = (object?)null });
        Assert.Equal((20, true), (changed.GetProperty("max_participants").GetInt32(), changed.GetProperty("permissions").GetProperty("unmute").GetBoolean()));
        await HostedMeeting.RefusedAsync(meeting.SendToAsync("team-montag", HttpMethod.Get, "info"), 404, "meeting_not_found");
    }

    [Fact]
    public async Task Names_of_fields_are_forgiven_upper_case_and_escapes()
    {
        await using var app = await TreffApp.StartAsync();
        var meeting = await HostedMeeting.CreateAsync(app);
        var body = JsonSerializer.Deserialize<JsonElement>("""{"Locked":true,"nam\u0065":"Planung","Permissions":{"CAMERA":false},"\u00fc":{"camera":1}}""");
        var changed = await meeting.SettingsAsync(body);
        Assert.True(changed.GetProperty("locked").GetBoolean());
        Assert.Equal("Planung", changed.GetProperty("name").GetString());
        Assert.False(changed.GetProperty("permissions").GetProperty("camera").GetBoolean());
    }

    [Fact]
    public async Task The_room_carries_what_everybody_may_know_and_leaves_alone_what_others_wrote()
    {
        await using var app = await TreffApp.StartAsync();
        var meeting = await HostedMeeting.CreateAsync(app, new { password = "geheim" });
        await WriteAsync("""{"theirs":1}""");
        await meeting.SettingsAsync(new { locked = true, permissions = new { chat = false } });
        Assert.Equal(
            """{"theirs":1,"treff":{"permissions":{"share_screen":true,"unmute":true,"camera":true,"chat":false,"record":false},"locked":true,"waiting_room":"off","spotlight":null,"chat_history":true,"e2ee":false}}""",
            (await app.RoomAsync(meeting.Id))!.Metadata);
        await WriteAsync("no JSON");
        await meeting.SettingsAsync(new { locked = false });
        Assert.Equal("no JSON", (await app.RoomAsync(meeting.Id))!.Metadata);

        Task WriteAsync(string metadata) => app.RoomService.UpdateRoomMetadataAsync(new UpdateRoomMetadataRequest { Room = meeting.Id, Metadata = metadata }, CancellationToken.None);
    }

    [Fact]
    public async Task A_changed_permission_holds_at_once_for_guests_and_for_nobody_else()
    {
        await using var app = await TreffApp.StartAsync();
        var meeting = await HostedMeeting.CreateAsync(app);
        var (guest, host) = (await meeting.EnterAsync("Gert"), await meeting.EnterAsync("Hanna", meeting.Key));
        var claims = new AccessTokenClaims { Identity = "recorder", Video = new VideoGrant { RoomJoin = true, Room = meeting.Id } };
        await app.Media.EnterAsync(AccessToken.Create(TreffAppSettings.Development, claims, TreffApp.Start, TimeSpan.FromHours(1)), claims);
        await meeting.SettingsAsync(new { permissions = new { camera = false, unmute = false, share_screen = false } });
        var people = (await meeting.PeopleAsync(people => people.Any(person => !person.Permission.CanPublish))).ToDictionary(person => person.Identity, person => person.Permission);
        Assert.Equal((false, true, true), (people[guest.Identity].CanPublish, people[guest.Identity].CanPublishData, people[guest.Identity].CanSubscribe));
        Assert.True(people[host.Identity].CanPublish);
        Assert.Equal(claims.Video.ToPermission(), people["recorder"]);
        await meeting.SettingsAsync(new { permissions = new { unmute = true } });
        var again = (await meeting.PersonAsync(guest, person => person!.Permission.CanPublish))!.Permission;
        Assert.Equal([TrackSource.Microphone], again.CanPublishSources);
    }

    [Fact]
    public async Task An_alias_belongs_to_one_meeting_until_that_is_over()
    {
        await using var app = await TreffApp.StartAsync();
        var first = await HostedMeeting.CreateAsync(app, new { alias = "team-montag" });
        var second = await HostedMeeting.CreateAsync(app);
        foreach (var language in new[] { "de", "en" })
            await HostedMeeting.RefusedAsync(second.SendAsync(HttpMethod.Patch, "settings", new { alias = "TEAM-montag" }, second.Key, language), 409, "alias_taken");
        await HostedMeeting.RefusedAsync(app.SendAsync(HttpMethod.Post, "/api/v1/meetings/create", """{"alias":"team-montag"}"""), 409, "alias_taken");
        using (var database = new Database(app))
        {
            database.Context.Meetings.Single(m => m.Id == first.Id).ClosedAt = TreffApp.Start;
            await database.Context.SaveChangesAsync();
        }

        await second.SettingsAsync(new { alias = "team-montag" });
        var joined = await HostedMeeting.AnswerAsync(second.SendToAsync("team-montag", HttpMethod.Post, "join", new { display_name = "Anna" }));
        Assert.Equal(second.Id, joined.GetProperty("meeting_id").GetString());
    }

    [Fact]
    public async Task An_alias_never_reads_as_the_code_of_another_meeting()
    {
        await using var app = await TreffApp.StartAsync();
        var other = await HostedMeeting.CreateAsync(app);
        var sloppy = other.Id.Replace("-", "", StringComparison.Ordinal);
        await HostedMeeting.RefusedAsync(app.SendAsync(HttpMethod.Post, "/api/v1/meetings/create", JsonSerializer.Serialize(new { alias = sloppy })), 409, "alias_taken");
    }

    [Fact]
    public async Task Changes_at_the_same_time_all_count()
    {
        await using var app = await TreffApp.StartAsync();
        var meeting = await HostedMeeting.CreateAsync(app);
        await Task.WhenAll(Enumerable.Range(1, 8).Select(i => meeting.SettingsAsync(i % 2 == 0 ? new { max_participants = i } : new { name = $"Name {i}" })));
        var settings = await meeting.SettingsAsync();
        Assert.Equal(8, settings.GetProperty("version").GetInt32());
        Assert.StartsWith("Name ", settings.GetProperty("name").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, settings.GetProperty("max_participants").GetInt32() % 2);
    }

    [Fact]
    public async Task A_meeting_planned_ahead_lives_until_after_it()
    {
        await using var app = await TreffApp.StartAsync();
        var once = await HostedMeeting.CreateAsync(app, new { starts_at = "2026-01-20T10:00:00Z", duration_minutes = 60 });
        Assert.Equal("2026-01-21T11:00:00Z", (await once.SettingsAsync()).GetProperty("expires_at").GetString());
        var weekly = await once.SettingsAsync(new { recurrence = "weekly" });
        Assert.Equal("2027-01-22T11:00:00Z", weekly.GetProperty("expires_at").GetString());
    }

    [Theory]
    [InlineData("/m/team-montag", 200, null)]
    [InlineData("/m/Team-Montag?x=1", 302, "/m/team-montag?x=1")]
    [InlineData("/m/abc-defg-hij", 302, "/meeting/abc-defg-hij")]
    [InlineData("/m/a", 404, null)]
    public async Task An_alias_has_its_page(string path, int status, string? location)
    {
        await using var app = await TreffApp.StartAsync();
        using var response = await app.SendAsync(HttpMethod.Get, path);
        Assert.Equal((status, location), ((int)response.StatusCode, response.Headers.Location?.ToString()));
    }
}
