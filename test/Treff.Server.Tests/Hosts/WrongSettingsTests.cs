using System.Text.Json;
using Treff.Server.Tests.Support;

namespace Treff.Server.Tests.Hosts;

/// <summary>Options of a meeting that cannot be. One server for all: nothing of them stays.</summary>
public class WrongSettingsTests(SharedServer server) : IClassFixture<SharedServer>
{
    public static TheoryData<string, string, int, string> Wrong() => new()
    {
        { "name", "\"\"", 400, "name_blank" },
        { "alias", "\"ab\"", 400, "alias_invalid" },
        { "alias", "\"-team\"", 400, "alias_invalid" },
        { "alias", "\"team--montag\"", 400, "alias_invalid" },
        { "alias", "\"team montag\"", 400, "alias_invalid" },
        { "alias", "\"straße\"", 400, "alias_invalid" },
        { "alias", "\"abc-defg-hij\"", 400, "alias_invalid" },
        { "password", "\"abc\"", 400, "password_length" },
        { "waiting_room", "\"some\"", 400, "not_one_of" },
        { "locked", "\"yes\"", 400, "wrong_type" },
        { "max_participants", "0", 400, "out_of_range" },
        { "max_participants", "21", 400, "out_of_range" },
        { "max_participants", "\"many\"", 400, "wrong_type" },
        { "max_participants", "99999999999", 400, "wrong_type" },
        { "starts_at", "\"2026-01-16T10:00:00\"", 400, "time_invalid" },
        { "starts_at", "\"2026-01-13T10:00:00Z\"", 400, "time_invalid" },
        { "starts_at", "\"2036-01-13T10:00:00Z\"", 400, "time_invalid" },
        { "duration_minutes", "0", 400, "out_of_range" },
        { "time_zone", "\"Mars/Olympus\"", 400, "time_zone_unknown" },
        { "time_zone", "\"../../../etc/passwd\"", 400, "time_zone_unknown" },
        { "recurrence", "\"daily\"", 400, "not_one_of" },
        { "permissions", "5", 400, "wrong_type" },
        { "permissions", "{\"camera\":\"no\"}", 400, "wrong_type" },
        { "expires_at", "\"2026-01-15T10:00:00Z\"", 400, "time_invalid" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task A_wrong_option_is_refused_at_creation_and_later_and_changes_nothing(string field, string value, int status, string code)
    {
        var meeting = await HostedMeeting.CreateAsync(server.App, new { name = "Planung" });
        var body = JsonSerializer.Deserialize<JsonElement>($$"""{"name":"Neu","{{field}}":{{value}}}""");
        foreach (var language in new[] { "de", "en" })
            await HostedMeeting.RefusedAsync(server.App.SendAsync(HttpMethod.Post, "/api/v1/meetings/create", body.GetRawText(), language: language), status, code);
        await HostedMeeting.RefusedAsync(meeting.SendAsync(HttpMethod.Patch, "settings", body, meeting.Key), status, code);
        var settings = await meeting.SettingsAsync();
        Assert.Equal(("Planung", 0), (settings.GetProperty("name").GetString(), settings.GetProperty("version").GetInt32()));
    }
}
