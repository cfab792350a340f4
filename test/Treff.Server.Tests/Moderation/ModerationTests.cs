using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Treff.LiveKit.Protocol;
using Treff.Server.Moderation;
using Treff.Server.Operations;
using Treff.Server.Tests.Support;

namespace Treff.Server.Tests.Moderation;

/// <summary>What hosts do to people and to all, and that it is done.</summary>
public sealed class ModerationTests : IAsyncLifetime
{
    private TreffApp _app = null!;
    private HostedMeeting _meeting = null!;
    private Person _host = null!;
    private Person _guest = null!;

    public async ValueTask InitializeAsync()
    {
        _app = await TreffApp.StartAsync();
        _meeting = await HostedMeeting.CreateAsync(_app);
        _host = await _meeting.EnterAsync("Hanna", _meeting.Key);
        _guest = await _meeting.EnterAsync("Gert");
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData("microphone", TrackSource.Microphone)]
    [InlineData("camera", TrackSource.Camera)]
    public async Task Mutes_one_source_of_one_person(string source, TrackSource track)
    {
        foreach (var each in new[] { TrackSource.Microphone, TrackSource.Camera })
            _app.Rooms.Publish(_meeting.Id, _guest.Identity, each);
        await DoAsync($"participants/{_guest.Identity}/mute", new { source });
        Assert.Equal([track], Info(_guest).Tracks.Where(t => t.Muted).Select(t => t.Source));
        await AssertLoggedAsync("mute", _guest.Identity, "Gert", source);
    }

    [Fact]
    public async Task A_screen_share_is_ended_by_taking_the_right_away_for_a_moment()
    {
        _app.Rooms.Publish(_meeting.Id, _guest.Identity, TrackSource.ScreenShare);
        await DoAsync($"participants/{_guest.Identity}/mute", new { source = "screen_share" });
        var permissions = _app.Rooms.Updates.Select(update => update.Permission).ToArray();
        Assert.Equal(2, permissions.Length);
        Assert.Equal([TrackSource.Camera, TrackSource.Microphone], permissions[0].CanPublishSources);
        Assert.Equal(_guest.Claims.Video.ToPermission(), permissions[1]);
    }

    [Fact]
    public async Task Asking_to_unmute_is_a_message_of_the_server_to_that_person()
    {
        await DoAsync($"participants/{_guest.Identity}/ask-to-unmute");
        var sent = Assert.Single(_app.Rooms.Sent);
        Assert.Equal(("treff.moderation", """{"type":"ask_to_unmute","by":"Hanna"}"""), (sent.Topic, Encoding.UTF8.GetString(sent.Data.Span)));
        Assert.Equal([_guest.Identity], sent.DestinationIdentities);
        await _meeting.SettingsAsync(new { permissions = new { unmute = false } });
        await DoAsync($"participants/{_guest.Identity}/ask-to-unmute");
        Assert.Contains(TrackSource.Microphone, Info(_guest).Permission.CanPublishSources);
    }

    [Fact]
    public async Task Mute_all_spares_hosts_and_co_hosts_and_can_last()
    {
        var (carla, other) = (await _meeting.EnterAsync("Carla"), await _meeting.EnterAsync("Otto"));
        await DoAsync($"participants/{carla.Identity}/role", new { role = "cohost" });
        foreach (var person in new[] { _host, carla, _guest, other })
            _app.Rooms.Publish(_meeting.Id, person.Identity, TrackSource.Microphone);
        await HostedMeeting.DoneAsync(_meeting.SendAsync(HttpMethod.Post, "mute-all", bearer: carla.Ticket));
        Assert.Equal([false, false, true, true], new[] { _host, carla, _guest, other }.Select(person => Info(person).Tracks[0].Muted));
        Assert.Contains(TrackSource.Microphone, Info(_guest).Permission.CanPublishSources);
        await DoAsync("mute-all", new { keep_muted = true });
        Assert.DoesNotContain(TrackSource.Microphone, Info(_guest).Permission.CanPublishSources);
        Assert.Contains(TrackSource.Microphone, Info(carla).Permission.CanPublishSources);
        Assert.Contains("\"unmute\":false", _app.Rooms.All[_meeting.Id].Metadata, StringComparison.Ordinal);
        Assert.DoesNotContain(TrackSource.Microphone, (await _meeting.EnterAsync("Late")).Claims.Video.CanPublishSources);
    }

    [Fact]
    public async Task Who_is_removed_may_come_back_as_a_guest_and_who_is_kept_out_may_not()
    {
        var other = await _meeting.EnterAsync("Otto");
        await DoAsync($"participants/{other.Identity}/role", new { role = "cohost" });
        await DoAsync($"participants/{other.Identity}/remove");
        await DoAsync($"participants/{_guest.Identity}/remove", new { keep_out = true });
        Assert.Equal([_host.Identity], _app.Rooms.People.Keys.Select(key => key.Identity));
        foreach (var language in new[] { "de", "en" })
            await HostedMeeting.RefusedAsync(_meeting.TryJoinAsync(new { display_name = "Another name", ticket = _guest.Ticket }, language), 403, "removed_from_meeting");
        Assert.Equal("guest", (await _meeting.EnterAsync("Otto", ticket: other.Ticket)).Role);
        await AssertLoggedAsync("keep_out", _guest.Identity, "Gert", null);
    }

    [Fact]
    public async Task Who_was_removed_from_a_locked_meeting_stays_out_of_it()
    {
        await _meeting.SettingsAsync(new { locked = true });
        await DoAsync($"participants/{_guest.Identity}/remove");
        await HostedMeeting.RefusedAsync(_meeting.TryJoinAsync(new { display_name = "Gert", ticket = _guest.Ticket }), 423, "meeting_locked");
    }

    [Fact]
    public async Task A_co_host_has_the_rights_at_once_keeps_them_over_a_reload_and_loses_them_at_once()
    {
        await _meeting.SettingsAsync(new { permissions = new { camera = false } });
        await DoAsync($"participants/{_guest.Identity}/role", new { role = "cohost" });
        Assert.Equal("cohost", Info(_guest).Attributes["role"]);
        Assert.Contains(TrackSource.Camera, Info(_guest).Permission.CanPublishSources);
        await _meeting.GetAsync("settings", _guest.Ticket);
        Assert.Equal("cohost", (await _meeting.EnterAsync("Gert", ticket: _guest.Ticket)).Role);
        await DoAsync($"participants/{_guest.Identity}/role", new { role = "guest" });
        Assert.DoesNotContain(TrackSource.Camera, Info(_guest).Permission.CanPublishSources);
        await HostedMeeting.RefusedAsync(_meeting.SendAsync(HttpMethod.Get, "settings", bearer: _guest.Ticket), 403, "hosts_only");
    }

    [Theory]
    [InlineData("mute", """{"source":"microphone"}""")]
    [InlineData("ask-to-unmute", "{}")]
    [InlineData("remove", "{}")]
    [InlineData("lower-hand", "{}")]
    public async Task Co_hosts_do_nothing_to_hosts(string what, string body)
    {
        await DoAsync($"participants/{_guest.Identity}/role", new { role = "cohost" });
        foreach (var language in new[] { "de", "en" })
        {
            var call = _meeting.SendAsync(HttpMethod.Post, $"participants/{_host.Identity}/{what}", JsonSerializer.Deserialize<JsonElement>(body), _guest.Ticket, language);
            await HostedMeeting.RefusedAsync(call, 403, "not_to_hosts");
        }
    }

    [Theory]
    [InlineData("mute", """{"source":"microphone"}""", 404, "participant_not_found")]
    [InlineData("mute", """{"source":"drums"}""", 400, "not_one_of")]
    [InlineData("mute", "{}", 400, "not_one_of")]
    [InlineData("ask-to-unmute", "{}", 404, "participant_not_found")]
    [InlineData("remove", "{}", 404, "participant_not_found")]
    [InlineData("remove", """{"keep_out":"yes"}""", 400, "wrong_type")]
    [InlineData("role", """{"role":"guest"}""", 404, "participant_not_found")]
    [InlineData("role", """{"role":"host"}""", 400, "not_one_of")]
    [InlineData("lower-hand", "{}", 404, "participant_not_found")]
    public async Task Nothing_is_done_to_nobody(string what, string body, int status, string code)
    {
        foreach (var language in new[] { "de", "en" })
        {
            var call = _meeting.SendAsync(HttpMethod.Post, $"participants/guest-nobody22/{what}", JsonSerializer.Deserialize<JsonElement>(body), _meeting.Key, language);
            await HostedMeeting.RefusedAsync(call, status, code);
        }
    }

    [Fact]
    public async Task Hands_go_down_on_the_server_and_their_owners_hear_of_it()
    {
        var other = await _meeting.EnterAsync("Otto");
        foreach (var person in new[] { _guest, other })
            Info(person).Attributes[PersonActions.HandAttribute] = "2026-01-15T10:30:00Z";
        await DoAsync($"participants/{_guest.Identity}/lower-hand");
        Assert.Equal((false, true), (Info(_guest).Attributes.ContainsKey(PersonActions.HandAttribute), Info(other).Attributes.ContainsKey(PersonActions.HandAttribute)));
        await DoAsync("lower-hands");
        Assert.False(Info(other).Attributes.ContainsKey(PersonActions.HandAttribute));
        Assert.Equal([_guest.Identity, other.Identity], _app.Rooms.Sent.SelectMany(sent => sent.DestinationIdentities));
        Assert.All(_app.Rooms.Sent, sent => Assert.Equal("""{"type":"lower_hand","by":"Hanna"}""", Encoding.UTF8.GetString(sent.Data.Span)));
        await DoAsync("lower-hands");
        Assert.Equal(2, _app.Rooms.Sent.Count);
    }

    [Fact]
    public async Task A_spotlight_is_in_the_rooms_metadata_until_it_is_taken_away()
    {
        await HostedMeeting.DoneAsync(_meeting.SendAsync(HttpMethod.Put, "spotlight", new { identity = _guest.Identity }, _host.Ticket));
        Assert.Contains($"\"spotlight\":\"{_guest.Identity}\"", _app.Rooms.All[_meeting.Id].Metadata, StringComparison.Ordinal);
        await HostedMeeting.RefusedAsync(_meeting.SendAsync(HttpMethod.Put, "spotlight", new { identity = "nobody" }, _host.Ticket), 404, "participant_not_found");
        await HostedMeeting.DoneAsync(_meeting.SendAsync(HttpMethod.Put, "spotlight", new { identity = (string?)null }, _host.Ticket));
        Assert.Contains("\"spotlight\":null", _app.Rooms.All[_meeting.Id].Metadata, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_meeting_that_was_ended_is_over_for_everybody()
    {
        await DoAsync("end");
        Assert.Empty(_app.Rooms.All);
        await HostedMeeting.RefusedAsync(_meeting.TryJoinAsync(new { display_name = "Gert", ticket = _guest.Ticket }), 410, "meeting_expired");
        await HostedMeeting.RefusedAsync(_meeting.TryJoinAsync(new { display_name = "Hanna", host_key = _meeting.Key }), 410, "meeting_expired");
    }

    [Fact]
    public async Task A_weekly_meeting_that_was_ended_takes_place_again_and_its_guests_ask_anew()
    {
        await _meeting.SettingsAsync(new { recurrence = "weekly", waiting_room = "everyone" });
        await DoAsync("end");
        Assert.Empty(_app.Rooms.All);
        var guest = await HostedMeeting.AnswerAsync(_meeting.TryJoinAsync(new { display_name = "Gert", ticket = _guest.Ticket }), System.Net.HttpStatusCode.Accepted);
        Assert.Equal(_guest.Ticket, guest.GetProperty("ticket").GetString());
        Assert.Equal("host", (await _meeting.EnterAsync("Hanna", ticket: _host.Ticket)).Role);
    }

    [Fact]
    public async Task The_log_says_who_did_what_to_whom_the_newest_first_and_only_so_much()
    {
        await using var app = await TreffApp.StartAsync(new TreffAppSettings { Limits = new StrangerLimits { MaxLogEntriesPerMeeting = 2, RequestTimeout = TimeSpan.FromMinutes(1) } });
        var meeting = await HostedMeeting.CreateAsync(app);
        var host = await meeting.EnterAsync("Hanna", meeting.Key);
        await meeting.SettingsAsync(new { name = "1" });
        await HostedMeeting.DoneAsync(meeting.SendAsync(HttpMethod.Post, "lower-hands", bearer: host.Ticket));
        await meeting.SettingsAsync(new { locked = true, permissions = new { chat = false } });
        var entries = (await meeting.GetAsync("log", host.Ticket)).GetProperty("entries").EnumerateArray().ToArray();
        Assert.Equal(["settings", "lower_hands"], entries.Select(entry => entry.GetProperty("action").GetString()));
        Assert.Equal("locked, permissions, permissions.chat", entries[0].GetProperty("detail").GetString());
        Assert.Equal(JsonValueKind.Null, entries[0].GetProperty("actor_identity").ValueKind);
        Assert.Equal(("Hanna", "host", host.Identity), (Text(entries[1], "actor_name"), Text(entries[1], "actor_role"), Text(entries[1], "actor_identity")));
    }

    [Fact]
    public async Task Whoever_comes_with_an_old_token_gets_the_rights_of_now_or_is_sent_out_again()
    {
        var guard = _app.Services.GetRequiredService<RoomGuard>();
        await _meeting.SettingsAsync(new { permissions = new { camera = false } });
        _app.Rooms.Enter(_guest.Claims);
        Assert.Contains(TrackSource.Camera, Info(_guest).Permission.CanPublishSources);
        await guard.HandleAsync(Joined(_guest), CancellationToken.None);
        Assert.DoesNotContain(TrackSource.Camera, Info(_guest).Permission.CanPublishSources);
        await DoAsync($"participants/{_guest.Identity}/remove");
        _app.Rooms.Enter(_guest.Claims);
        await guard.HandleAsync(Joined(_guest), CancellationToken.None);
        Assert.False(_app.Rooms.People.ContainsKey((_meeting.Id, _guest.Identity)));
    }

    [Fact]
    public async Task Who_is_one_too_many_is_sent_out_unless_a_host()
    {
        var guard = _app.Services.GetRequiredService<RoomGuard>();
        await _meeting.SettingsAsync(new { max_participants = 1 });
        await guard.HandleAsync(Joined(_host), CancellationToken.None);
        Assert.True(_app.Rooms.People.ContainsKey((_meeting.Id, _host.Identity)));
        await guard.HandleAsync(Joined(_guest), CancellationToken.None);
        Assert.False(_app.Rooms.People.ContainsKey((_meeting.Id, _guest.Identity)));
    }

    [Fact]
    public async Task A_room_that_came_back_by_itself_gets_the_options_again()
    {
        _app.Rooms.All[_meeting.Id].Metadata = "";
        await _app.Services.GetRequiredService<RoomGuard>().HandleAsync(new WebhookEvent { Event = "room_started", Room = new Room { Name = _meeting.Id } }, CancellationToken.None);
        Assert.Contains("\"treff\":{", _app.Rooms.All[_meeting.Id].Metadata, StringComparison.Ordinal);
    }

    private WebhookEvent Joined(Person person) =>
        new() { Event = "participant_joined", Room = _app.Rooms.All[_meeting.Id].Clone(), Participant = Info(person).Clone() };

    private ParticipantInfo Info(Person person) => _app.Rooms.People[(_meeting.Id, person.Identity)];

    private Task DoAsync(string what, object? body = null) => HostedMeeting.DoneAsync(_meeting.SendAsync(HttpMethod.Post, what, body, _host.Ticket));

    private async Task AssertLoggedAsync(string action, string identity, string name, string? detail)
    {
        var entry = (await _meeting.GetAsync("log", _host.Ticket)).GetProperty("entries").EnumerateArray().First(e => Text(e, "action") == action);
        Assert.Equal((identity, name, detail), (Text(entry, "target_identity"), Text(entry, "target_name"), Text(entry, "detail")));
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
