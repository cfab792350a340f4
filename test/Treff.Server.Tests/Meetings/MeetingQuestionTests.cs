using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Treff.LiveKit.Protocol;
using Treff.Server.Tests.Support;

namespace Treff.Server.Tests.Meetings;

public class MeetingQuestionTests
{
    [Fact]
    public async Task Information_tells_name_times_people_and_limits()
    {
        await using var app = await TreffApp.StartAsync(new TreffAppSettings { MaxParticipants = 2 });
        var meeting = await HostedMeeting.CreateAsync(app, new { name = " Planung „Süd“ " });
        var expected = (Name: "Planung „Süd“", Created: "2026-01-15T10:30:00Z", Expires: "2026-01-16T10:30:00Z");
        foreach (var (people, state) in new[] { (0u, "waiting"), (1u, "active"), (2u, "full") })
        {
            if (people > 0)
                await meeting.EnterAsync($"Person {people}");
            var info = await meeting.GetAsync("info");
            Assert.Equal(meeting.Id, info.GetProperty("meeting_id").GetString());
            Assert.Equal(expected, (info.GetProperty("name").GetString(), info.GetProperty("created_at").GetString(), info.GetProperty("expires_at").GetString()));
            Assert.Equal(people, info.GetProperty("participant_count").GetUInt32());
            Assert.Equal(2, info.GetProperty("max_participants").GetInt32());
            Assert.Equal(state, info.GetProperty("state").GetString());
        }
    }

    [Fact]
    public async Task A_meeting_without_a_name_has_null()
    {
        await using var app = await TreffApp.StartAsync();
        var info = await app.Http.GetFromJsonAsync<JsonElement>($"/api/v1/meetings/{await app.CreateMeetingAsync()}/info");
        Assert.Equal(JsonValueKind.Null, info.GetProperty("name").ValueKind);
    }

    [Fact]
    public async Task Existence_is_a_plain_yes_or_no()
    {
        await using var app = await TreffApp.StartAsync();
        var id = await app.CreateMeetingAsync();
        Assert.Equal("""{"exists":true}""", await app.Http.GetStringAsync($"/api/v1/meetings/{id}/exists"));
        Assert.Equal("""{"exists":true}""", await app.Http.GetStringAsync($"/api/v1/meetings/{id.ToUpperInvariant().Replace("-", "", StringComparison.Ordinal)}/exists"));
        Assert.Equal("""{"exists":false}""", await app.Http.GetStringAsync("/api/v1/meetings/abc-1234-xyz/exists"));
        app.SetClockOn(TimeSpan.FromHours(24));
        Assert.Equal("""{"exists":false}""", await app.Http.GetStringAsync($"/api/v1/meetings/{id}/exists"));
    }

    [Fact]
    public async Task A_meeting_survives_a_restart()
    {
        var app = await TreffApp.StartAsync();
        var id = await app.CreateMeetingAsync();
        var folder = await app.StopAsync();
        // The room is gone as well.
        await app.Media.DisposeAsync();
        await using var again = await TreffApp.StartAsync(new TreffAppSettings { Folder = folder });
        var info = await again.Http.GetFromJsonAsync<JsonElement>($"/api/v1/meetings/{id}/info");
        Assert.Equal("2026-01-16T10:30:00Z", info.GetProperty("expires_at").GetString());
        await again.JoinAsync(id);
        Assert.NotNull(await again.RoomAsync(id));
    }

    [Fact]
    public async Task A_room_that_only_the_media_server_knows_is_adopted()
    {
        await using var app = await TreffApp.StartAsync();
        await app.RoomService.CreateRoomAsync(new CreateRoomRequest { Name = "abc-1234-xyz" }, CancellationToken.None);
        Assert.Equal("""{"exists":true}""", await app.Http.GetStringAsync("/api/v1/meetings/ABC1234XYZ/exists"));
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => app.JoinAsync("abc-1234-xyz")));
        await app.RoomService.DeleteRoomAsync("abc-1234-xyz", CancellationToken.None);
        using var response = await app.Http.GetAsync(new Uri("/api/v1/meetings/abc-1234-xyz/info", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
