using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Treff.LiveKit;
using Treff.Server.Meetings;
using Treff.Server.Operations;
using Treff.Server.Tests.Support;

namespace Treff.Server.Tests.Lobby;

/// <summary>The waiting room, from both sides of the door.</summary>
public class LobbyTests
{
    [Fact]
    public async Task Who_waits_is_seen_admitted_and_comes_in_as_the_same_person()
    {
        await using var app = await TreffApp.StartAsync();
        var meeting = await StartAsync(app);
        var ticket = await KnockAsync(meeting, "Gert");
        using var page = await EventReader.WaitAsync(meeting, ticket);
        var (name, news) = await page.NextAsync();
        Assert.Equal(("waiting", false, 1), (name, news.GetProperty("host_present").GetBoolean(), news.GetProperty("position").GetInt32()));
        var waiting = Assert.Single(await ListAsync(meeting));
        Assert.Equal(("Gert", "2026-01-15T10:30:00Z"), (waiting.GetProperty("display_name").GetString(), waiting.GetProperty("since").GetString()));
        await DecideAsync(meeting, $"{Id(waiting)}/admit");
        Assert.Equal("admitted", (await page.NextAsync()).Name);
        Assert.Equal("closed", (await page.NextAsync()).Name);
        Assert.Empty(await ListAsync(meeting));
        var joined = await meeting.EnterAsync("Gert", ticket: ticket);
        Assert.Equal((Id(waiting), ticket, "guest"), (joined.Identity, joined.Ticket, joined.Role));
        // Another host had the same idea; and nobody can be turned away who is in.
        await DecideAsync(meeting, $"{Id(waiting)}/admit");
        await HostedMeeting.RefusedAsync(meeting.SendAsync(HttpMethod.Post, $"lobby/{Id(waiting)}/deny", bearer: meeting.Key), 404, "not_waiting");
    }

    [Fact]
    public async Task Hosts_see_everybody_at_once_and_who_comes_and_goes()
    {
        await using var app = await TreffApp.StartAsync();
        var meeting = await StartAsync(app);
        using var host = await EventReader.OpenAsync(meeting, "lobby/events", meeting.Key);
        Assert.Empty(Names(await host.NextAsync()));
        var gert = await KnockAsync(meeting, "Gert");
        Assert.Equal(["Gert"], Names(await host.NextAsync()));
        app.SetClockOn(TimeSpan.FromSeconds(1));
        await KnockAsync(meeting, "Gina");
        Assert.Equal(["Gert", "Gina"], Names(await host.NextAsync()));
        await HostedMeeting.DoneAsync(meeting.SendAsync(HttpMethod.Delete, "wait?ticket=" + gert));
        Assert.Equal(["Gina"], Names(await host.NextAsync()));
        await DecideAsync(meeting, "deny-all");
        Assert.Empty(Names(await host.NextAsync()));
    }

    [Fact]
    public async Task Denied_timed_out_and_ended_are_told_apart()
    {
        await using var app = await TreffApp.StartAsync();
        var meeting = await StartAsync(app);
        var denied = await KnockAsync(meeting, "Dora");
        using (var page = await EventReader.WaitAsync(meeting, denied))
        {
            await page.NextAsync();
            await DecideAsync(meeting, "deny-all");
            Assert.Equal("denied", (await page.NextAsync()).Name);
        }

        await HostedMeeting.RefusedAsync(Again(meeting, denied, "de"), 403, "entry_denied");
        await HostedMeeting.RefusedAsync(Again(meeting, denied, "en"), 403, "entry_denied");

        var late = await KnockAsync(meeting, "Lars");
        using (var page = await EventReader.WaitAsync(meeting, late))
        {
            await page.NextAsync();
            app.SetClockOn(new TreffOptions().WaitingTimeout);
            app.Services.GetRequiredService<MeetingSignals>().Raise(meeting.Id);
            Assert.Equal("timed_out", (await page.NextAsync()).Name);
        }

        // Somebody who waited too long may ask again; this time the meeting ends.
        Assert.Equal(HttpStatusCode.Accepted, (await Again(meeting, late, "en")).StatusCode);
        using (var page = await EventReader.WaitAsync(meeting, late))
        {
            await page.NextAsync();
            await HostedMeeting.DoneAsync(meeting.SendAsync(HttpMethod.Post, "end", bearer: meeting.Key));
            Assert.Equal("ended", (await page.NextAsync()).Name);
        }

        using var afterwards = await EventReader.WaitAsync(meeting, late);
        Assert.Equal("ended", (await afterwards.NextAsync()).Name);
    }

    [Fact]
    public async Task A_guest_hears_at_once_when_a_host_comes_and_goes()
    {
        await using var app = await TreffApp.StartAsync();
        var meeting = await StartAsync(app);
        using var page = await EventReader.WaitAsync(meeting, await KnockAsync(meeting, "Gert"));
        Assert.False((await page.NextAsync()).Data.GetProperty("host_present").GetBoolean());
        var host = await meeting.EnterAsync("Hanna", meeting.Key);
        host.Client.Tell("participant_joined");
        Assert.True((await page.NextAsync()).Data.GetProperty("host_present").GetBoolean());
        await host.Client.LeaveAsync();
        host.Client.Tell("participant_left");
        Assert.False((await page.NextAsync()).Data.GetProperty("host_present").GetBoolean());
    }

    [Fact]
    public async Task Waiting_survives_a_restart_of_the_server_and_so_does_what_was_decided()
    {
        var app = await TreffApp.StartAsync();
        var meeting = await StartAsync(app);
        var (gert, gina) = (await KnockAsync(meeting, "Gert"), await KnockAsync(meeting, "Gina"));
        using var page = await EventReader.WaitAsync(meeting, gert);
        await page.NextAsync();
        var identity = Id((await ListAsync(meeting)).Single(w => w.GetProperty("display_name").GetString() == "Gina"));
        await DecideAsync(meeting, $"{identity}/admit");
        var stopping = app.StopAsync();
        Assert.Equal("closed", await LastAsync(page));
        // The open page does not hold the server up.
        var folder = await stopping.WaitAsync(TimeSpan.FromSeconds(20));
        await using var again = await TreffApp.StartAsync(new TreffAppSettings { Folder = folder, Media = app.Media });
        meeting = new HostedMeeting(again, meeting.Id, meeting.Key);
        using var page2 = await EventReader.WaitAsync(meeting, gert);
        Assert.Equal("waiting", (await page2.NextAsync()).Name);
        Assert.Equal("Gert", Assert.Single(await ListAsync(meeting)).GetProperty("display_name").GetString());
        using var other = await EventReader.WaitAsync(meeting, gina);
        Assert.Equal("admitted", (await other.NextAsync()).Name);
        await DecideAsync(meeting, "admit-all");
        Assert.Equal("admitted", (await page2.NextAsync()).Name);
    }

    [Fact]
    public async Task Who_closes_the_page_leaves_the_list_after_a_minute_and_who_comes_back_is_on_it_again()
    {
        await using var app = await TreffApp.StartAsync();
        var meeting = await StartAsync(app);
        var gert = await KnockAsync(meeting, "Gert");
        app.SetClockOn(TimeSpan.FromSeconds(59));
        Assert.Single(await ListAsync(meeting));
        app.SetClockOn(TimeSpan.FromSeconds(1));
        Assert.Empty(await ListAsync(meeting));
        using var page = await EventReader.WaitAsync(meeting, gert);
        Assert.Equal("waiting", (await page.NextAsync()).Name);
        Assert.Single(await ListAsync(meeting));
    }

    [Fact]
    public async Task A_waiting_page_is_kept_alive_and_stays_on_the_list()
    {
        await using var app = await TreffApp.StartAsync();
        var meeting = await StartAsync(app);
        using var page = await EventReader.WaitAsync(meeting, await KnockAsync(meeting, "Gert"));
        await page.NextAsync();
        for (var i = 0; i < 6; i++)
        {
            // The pause begins a moment after the last line was written.
            var line = page.LineAsync();
            while (!line.IsCompleted)
            {
                app.Time.Advance(TimeSpan.FromSeconds(5));
                await Task.WhenAny(line, Task.Delay(20));
            }

            if (await line is { Length: > 0 } text)
                Assert.Equal(": keep-alive", text);
        }

        Assert.Single(await ListAsync(meeting));
    }

    /// <summary>Only a media server made of a dictionary fails and is well again when it is told to.</summary>
    [Fact]
    [Trait(TestShape.Trait, TestShape.Embedded)]
    public async Task Waiting_outlives_a_media_server_that_is_away()
    {
        await using var app = await TreffApp.StartAsync();
        var meeting = await StartAsync(app);
        using var page = await EventReader.WaitAsync(meeting, await KnockAsync(meeting, "Gert"));
        using var host = await EventReader.OpenAsync(meeting, "lobby/events", meeting.Key);
        await page.NextAsync();
        Assert.Equal(["Gert"], Names(await host.NextAsync()));
        var signals = app.Services.GetRequiredService<MeetingSignals>();
        app.Rooms.Failure = new RoomServiceException(TwirpErrorCode.Unavailable, "gone");
        var asked = app.Rooms.Listings;
        while (app.Rooms.Listings == asked)
        {
            signals.Raise(meeting.Id);
            await Task.Delay(10);
        }

        app.Rooms.Failure = null;
        await DecideAsync(meeting, "admit-all");
        Assert.Equal("admitted", await LastAsync(page));
        Assert.Empty(Names(await host.NextAsync()));
    }

    [Fact]
    public async Task Only_so_many_wait()
    {
        await using var app = await TreffApp.StartAsync(new TreffAppSettings { Limits = new StrangerLimits { MaxWaitingPerMeeting = 1, RequestTimeout = TimeSpan.FromMinutes(1) } });
        var meeting = await StartAsync(app);
        var gert = await KnockAsync(meeting, "Gert");
        foreach (var language in new[] { "de", "en" })
            await HostedMeeting.RefusedAsync(meeting.TryJoinAsync(new { display_name = "Gina" }, language), 409, "waiting_room_full");
        Assert.Equal(HttpStatusCode.Accepted, (await Again(meeting, gert, "en")).StatusCode);
        await HostedMeeting.DoneAsync(meeting.SendAsync(HttpMethod.Delete, "wait?ticket=" + gert));
        await KnockAsync(meeting, "Gina");
    }

    [Fact]
    public async Task Without_a_waiting_room_nobody_is_left_in_it()
    {
        await using var app = await TreffApp.StartAsync();
        var meeting = await StartAsync(app);
        using var page = await EventReader.WaitAsync(meeting, await KnockAsync(meeting, "Gert"));
        await page.NextAsync();
        await meeting.SettingsAsync(new { waiting_room = "off" });
        Assert.Equal("admitted", (await page.NextAsync()).Name);
    }

    [Fact]
    public async Task Those_without_the_password_wait_and_those_with_it_come_in()
    {
        await using var app = await TreffApp.StartAsync();
        var meeting = await HostedMeeting.CreateAsync(app, new { waiting_room = "without_password", password = "geheim" });
        await KnockAsync(meeting, "Gert");
        await meeting.EnterAsync("Gina", password: "geheim");
        await HostedMeeting.RefusedAsync(meeting.TryJoinAsync(new { display_name = "Eve", password = "falsch" }), 403, "password_wrong");
    }

    [Fact]
    public async Task Everybody_waits_also_with_the_password_but_hosts_do_not()
    {
        await using var app = await TreffApp.StartAsync();
        var meeting = await HostedMeeting.CreateAsync(app, new { waiting_room = "everyone", password = "geheim" });
        await HostedMeeting.RefusedAsync(meeting.TryJoinAsync(new { display_name = "Gert" }), 401, "password_required");
        await HostedMeeting.AnswerAsync(meeting.TryJoinAsync(new { display_name = "Gert", password = "geheim" }), HttpStatusCode.Accepted);
        await meeting.EnterAsync("Hanna", meeting.Key);
    }

    [Fact]
    public async Task Who_is_no_co_host_any_more_or_has_an_old_key_hears_no_more_of_who_waits()
    {
        await using var app = await TreffApp.StartAsync();
        var meeting = await HostedMeeting.CreateAsync(app);
        var carla = await meeting.EnterAsync("Carla");
        await ChangeRoleAsync("cohost");
        using var byTicket = await EventReader.OpenAsync(meeting, "lobby/events", carla.Ticket);
        using var byKey = await EventReader.OpenAsync(meeting, "lobby/events", meeting.Key);
        await byTicket.NextAsync();
        await byKey.NextAsync();
        await ChangeRoleAsync("guest");
        Assert.Equal("refused", (await byTicket.NextAsync()).Name);
        await HostedMeeting.AnswerAsync(meeting.SendAsync(HttpMethod.Post, "host-key", bearer: meeting.Key));
        app.Services.GetRequiredService<MeetingSignals>().Raise(meeting.Id);
        Assert.Equal("refused", (await byKey.NextAsync()).Name);
        Assert.Equal("closed", (await byKey.NextAsync()).Name);

        Task ChangeRoleAsync(string role) =>
            HostedMeeting.DoneAsync(meeting.SendAsync(HttpMethod.Post, $"participants/{carla.Identity}/role", new { role }, meeting.Key));
    }

    [Theory]
    [InlineData("de")]
    [InlineData("en")]
    public async Task Nobody_waits_on_a_ticket_that_is_none(string language)
    {
        await using var app = await TreffApp.StartAsync();
        var meeting = await StartAsync(app);
        foreach (var path in new[] { "wait", "wait?ticket=", "wait?ticket=nonsense", $"wait?ticket={meeting.Key}", "wait?ticket=" + new string('a', 5000) })
        {
            await HostedMeeting.RefusedAsync(meeting.SendAsync(HttpMethod.Get, path, language: language), 404, "ticket_unknown");
            await HostedMeeting.RefusedAsync(meeting.SendAsync(HttpMethod.Delete, path, language: language), 404, "ticket_unknown");
        }
    }

    private static Task<HostedMeeting> StartAsync(TreffApp app) => HostedMeeting.CreateAsync(app, new { waiting_room = "everyone" });

    private static async Task<string> KnockAsync(HostedMeeting meeting, string name)
    {
        var answer = await HostedMeeting.AnswerAsync(meeting.TryJoinAsync(new { display_name = name }), HttpStatusCode.Accepted);
        Assert.Equal((meeting.Id, "waiting"), (answer.GetProperty("meeting_id").GetString(), answer.GetProperty("state").GetString()));
        return answer.GetProperty("ticket").GetString()!;
    }

    private static Task<HttpResponseMessage> Again(HostedMeeting meeting, string ticket, string language) =>
        meeting.TryJoinAsync(new { display_name = "Again", ticket }, language);

    private static async Task<JsonElement[]> ListAsync(HostedMeeting meeting) =>
        [.. (await meeting.GetAsync("lobby", meeting.Key)).GetProperty("waiting").EnumerateArray()];

    private static Task DecideAsync(HostedMeeting meeting, string what) =>
        HostedMeeting.DoneAsync(meeting.SendAsync(HttpMethod.Post, "lobby/" + what, bearer: meeting.Key));

    private static string Id(JsonElement waiting) => waiting.GetProperty("id").GetString()!;

    private static string[] Names((string Name, JsonElement Data) happened)
    {
        Assert.Equal("lobby", happened.Name);
        return [.. happened.Data.GetProperty("waiting").EnumerateArray().Select(w => w.GetProperty("display_name").GetString()!)];
    }

    private static async Task<string> LastAsync(EventReader page)
    {
        string name;
        do
            name = (await page.NextAsync()).Name;
        while (name == "waiting");
        return name;
    }
}
