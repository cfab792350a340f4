using System.Net;
using System.Text.Json;
using Treff.LiveKit.Protocol;
using Treff.Server.Tests.Support;

namespace Treff.Server.Tests.Hosts;

/// <summary>Hosts without an account: the key that creating a meeting shows once.</summary>
public class HostKeyTests
{
    [Fact]
    public async Task Creating_shows_a_key_whose_link_hides_it_behind_the_fragment_and_stores_only_its_hash()
    {
        await using var app = await TreffApp.StartAsync();
        var created = await app.PostAsync("/api/v1/meetings/create", new { });
        var key = created.GetProperty("host_key").GetString()!;
        Assert.Matches("^[A-Za-z0-9_-]{43}$", key);
        Assert.Equal($"{created.GetProperty("meeting_url").GetString()}#host={key}", created.GetProperty("host_url").GetString());
        using var database = new Database(app);
        Assert.Equal(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(key)), Assert.Single(database.Context.Meetings).HostKeyHash);
    }

    [Fact]
    public async Task Who_joins_with_the_key_is_a_host_and_who_does_not_is_a_guest()
    {
        await using var app = await TreffApp.StartAsync();
        var meeting = await HostedMeeting.CreateAsync(app);
        var host = await meeting.EnterAsync("Hanna", meeting.Key);
        var guest = await meeting.EnterAsync("Gert");
        // A LiveKit elsewhere would believe it for the token's whole life.
        var isAdmin = app.Media.Url is null;
        Assert.Equal(("host", "host", isAdmin), (host.Role, host.Claims.Attributes["role"], host.Claims.Video.RoomAdmin));
        Assert.Equal(("guest", "guest", false), (guest.Role, guest.Claims.Attributes["role"], guest.Claims.Video.RoomAdmin));
    }

    [Fact]
    public async Task A_ticket_brings_back_the_same_person_in_the_same_role()
    {
        await using var app = await TreffApp.StartAsync();
        var meeting = await HostedMeeting.CreateAsync(app);
        var host = await meeting.EnterAsync("Hanna", meeting.Key);
        var again = await meeting.EnterAsync("Hanna H.", ticket: host.Ticket);
        Assert.Equal((host.Identity, host.Ticket, "host"), (again.Identity, again.Ticket, again.Role));
        Assert.Equal("Hanna H.", again.Claims.Name);
    }

    [Fact]
    public async Task A_ticket_of_another_meeting_is_none()
    {
        await using var app = await TreffApp.StartAsync();
        var (one, two) = (await HostedMeeting.CreateAsync(app), await HostedMeeting.CreateAsync(app));
        var host = await one.EnterAsync("Hanna", one.Key);
        var stranger = await two.EnterAsync("Hanna", ticket: host.Ticket);
        Assert.Equal("guest", stranger.Role);
        Assert.NotEqual(host.Identity, stranger.Identity);
    }

    [Fact]
    public async Task A_replaced_key_makes_nobody_a_host_any_more()
    {
        await using var app = await TreffApp.StartAsync();
        var meeting = await HostedMeeting.CreateAsync(app);
        var host = await meeting.EnterAsync("Hanna", meeting.Key);
        var replaced = await HostedMeeting.AnswerAsync(meeting.SendAsync(HttpMethod.Post, "host-key", bearer: host.Ticket));
        var key = replaced.GetProperty("host_key").GetString()!;
        Assert.EndsWith("#host=" + key, replaced.GetProperty("host_url").GetString(), StringComparison.Ordinal);
        foreach (var language in new[] { "de", "en" })
            await HostedMeeting.RefusedAsync(meeting.TryJoinAsync(new { display_name = "Eve", host_key = meeting.Key }, language), 403, "host_key_wrong");
        await HostedMeeting.RefusedAsync(meeting.SendAsync(HttpMethod.Get, "settings", bearer: meeting.Key), 401, "host_credential_missing");
        Assert.Equal("host", (await meeting.EnterAsync("Hugo", key)).Role);
        Assert.Equal("host", (await meeting.EnterAsync("Hanna", ticket: host.Ticket)).Role);
    }

    [Fact]
    public async Task What_guests_may_do_is_in_their_tokens_and_hosts_may_everything()
    {
        await using var app = await TreffApp.StartAsync();
        var meeting = await HostedMeeting.CreateAsync(app, new { permissions = new { share_screen = false, camera = false, chat = false } });
        var guest = (await meeting.EnterAsync("Gert")).Claims.Video;
        Assert.Equal([TrackSource.Microphone], guest.CanPublishSources);
        Assert.Equal((true, false), (guest.CanPublish, guest.CanPublishData));
        var host = (await meeting.EnterAsync("Hanna", meeting.Key)).Claims.Video;
        Assert.Equal((4, true, true), (host.CanPublishSources.Count, host.CanPublish, host.CanPublishData));
    }

    [Fact]
    public async Task Who_may_publish_nothing_has_no_empty_list_which_would_allow_everything()
    {
        await using var app = await TreffApp.StartAsync();
        var meeting = await HostedMeeting.CreateAsync(app, new { permissions = new { share_screen = false, camera = false, unmute = false } });
        var guest = (await meeting.EnterAsync("Gert")).Claims.Video;
        Assert.False(guest.CanPublish);
        Assert.True(guest.CanPublishData);
    }

    [Fact]
    public async Task Information_tells_whether_a_host_is_there()
    {
        await using var app = await TreffApp.StartAsync();
        var meeting = await HostedMeeting.CreateAsync(app);
        await meeting.EnterAsync("Gert");
        Assert.False((await meeting.GetAsync("info")).GetProperty("host_present").GetBoolean());
        var host = await meeting.EnterAsync("Hanna", meeting.Key);
        Assert.True((await meeting.GetAsync("info")).GetProperty("host_present").GetBoolean());
        await app.RoomService.RemoveParticipantAsync(meeting.Id, host.Identity, CancellationToken.None);
        Assert.False((await meeting.GetAsync("info")).GetProperty("host_present").GetBoolean());
    }

    [Fact]
    public async Task A_locked_meeting_takes_hosts_and_those_who_were_in_it()
    {
        await using var app = await TreffApp.StartAsync();
        var meeting = await HostedMeeting.CreateAsync(app);
        var guest = await meeting.EnterAsync("Gert");
        await meeting.SettingsAsync(new { locked = true });
        foreach (var language in new[] { "de", "en" })
            await HostedMeeting.RefusedAsync(meeting.TryJoinAsync(new { display_name = "Eve" }, language), 423, "meeting_locked");
        Assert.Equal(guest.Identity, (await meeting.EnterAsync("Gert", ticket: guest.Ticket)).Identity);
        await meeting.EnterAsync("Hanna", meeting.Key);
    }

    [Fact]
    public async Task Before_the_start_only_hosts_come_in_and_with_them_the_guests()
    {
        await using var app = await TreffApp.StartAsync();
        var meeting = await HostedMeeting.CreateAsync(app, new { starts_at = "2026-01-15T13:30:00+02:00", duration_minutes = 30 });
        foreach (var language in new[] { "de", "en" })
        {
            var problem = await HostedMeeting.RefusedAsync(meeting.TryJoinAsync(new { display_name = "Gert" }, language), 425, "not_started");
            Assert.Equal("2026-01-15T11:30:00Z", problem.GetProperty("starts_at").GetString());
        }

        var host = await meeting.EnterAsync("Hanna", meeting.Key);
        await meeting.EnterAsync("Gert");
        await app.RoomService.RemoveParticipantAsync(meeting.Id, host.Identity, CancellationToken.None);
        await HostedMeeting.RefusedAsync(meeting.TryJoinAsync(new { display_name = "Gina" }), 425, "not_started");
        app.Time.Advance(TimeSpan.FromHours(1));
        await meeting.EnterAsync("Gina");
    }

    [Fact]
    public async Task The_limit_of_the_meeting_counts_and_a_host_can_raise_it_while_it_runs()
    {
        await using var app = await TreffApp.StartAsync();
        var meeting = await HostedMeeting.CreateAsync(app, new { max_participants = 1 });
        await meeting.EnterAsync("Anna");
        await HostedMeeting.RefusedAsync(meeting.TryJoinAsync(new { display_name = "Ben" }), 409, "meeting_full");
        await meeting.SettingsAsync(new { max_participants = 2 });
        await meeting.EnterAsync("Ben");
    }

    [Fact]
    public async Task Keys_and_tickets_stay_out_of_the_log()
    {
        var logs = new CapturedLogs();
        await using var app = await TreffApp.StartAsync(new TreffAppSettings { Logs = logs });
        var meeting = await HostedMeeting.CreateAsync(app, new { password = "sesam öffne dich" });
        var host = await meeting.EnterAsync("Hanna", meeting.Key);
        using (await meeting.SendAsync(HttpMethod.Get, $"wait?ticket={host.Ticket}")) { }
        using (await meeting.SendAsync(HttpMethod.Get, "settings", bearer: meeting.Key)) { }
        Assert.DoesNotContain(logs.Lines, line => line.Contains(meeting.Key, StringComparison.Ordinal) || line.Contains(host.Ticket, StringComparison.Ordinal) || line.Contains("sesam", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_adopted_meeting_has_no_hosts()
    {
        await using var app = await TreffApp.StartAsync();
        await app.RoomService.CreateRoomAsync(new CreateRoomRequest { Name = "abc-1234-xyz" }, CancellationToken.None);
        await app.JoinAsync("abc-1234-xyz");
        using var response = await app.SendAsync(HttpMethod.Post, "/api/v1/meetings/abc-1234-xyz/join", JsonSerializer.Serialize(new { display_name = "Eve", host_key = "" }));
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }
}
