using System.Text.Json;
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
        await _guest.Client.PublishAsync(TrackSource.Microphone, TrackSource.Camera);
        await _meeting.PersonAsync(_guest, person => person!.Tracks.Count == 2);
        await DoAsync($"participants/{_guest.Identity}/mute", new { source });
        var muted = await _meeting.PersonAsync(_guest, person => person!.Tracks.Any(t => t.Muted));
        Assert.Equal([track], muted!.Tracks.Where(t => t.Muted).Select(t => t.Source));
        await AssertLoggedAsync("mute", _guest.Identity, "Gert", source);
    }

    [Fact]
    public async Task A_screen_share_is_ended_by_taking_the_right_away_for_a_moment()
    {
        await _guest.Client.PublishAsync(TrackSource.ScreenShare);
        await _meeting.PersonAsync(_guest, person => person!.Tracks.Any(t => t.Source == TrackSource.ScreenShare));
        await DoAsync($"participants/{_guest.Identity}/mute", new { source = "screen_share" });
        var without = await _meeting.PersonAsync(_guest, person => person!.Tracks.Count == 0);
        Assert.Equal(_guest.Claims.Video.ToPermission(), without!.Permission);
    }

    [Fact]
    public async Task Asking_to_unmute_is_a_message_of_the_server_to_that_person()
    {
        await DoAsync($"participants/{_guest.Identity}/ask-to-unmute");
        await HostedMeeting.DoneAsync(_meeting.SendAsync(HttpMethod.Post, $"participants/{_host.Identity}/ask-to-unmute", bearer: _meeting.Key));
        Assert.Equal("""{"type":"ask_to_unmute","by":"Hanna"}""", await MessageAsync(_guest));
        // It went to nobody else: what the host hears first is the other one.
        Assert.Equal("""{"type":"ask_to_unmute","by":null}""", await MessageAsync(_host));
        await _meeting.SettingsAsync(new { permissions = new { unmute = false } });
        await _meeting.PersonAsync(_guest, person => !MaySpeak(person));
        await DoAsync($"participants/{_guest.Identity}/ask-to-unmute");
        await _meeting.PersonAsync(_guest, MaySpeak);
    }

    [Fact]
    public async Task Mute_all_spares_hosts_and_co_hosts_and_can_last()
    {
        var (carla, other) = (await _meeting.EnterAsync("Carla"), await _meeting.EnterAsync("Otto"));
        await DoAsync($"participants/{carla.Identity}/role", new { role = "cohost" });
        await Task.WhenAll(new[] { _host, carla, _guest, other }.Select(person => person.Client.PublishAsync(TrackSource.Microphone)));
        await _meeting.PeopleAsync(people => people.All(person => person.Tracks.Count == 1));
        await HostedMeeting.DoneAsync(_meeting.SendAsync(HttpMethod.Post, "mute-all", bearer: carla.Ticket));
        var muted = await _meeting.PeopleAsync(people => people.Count(person => person.Tracks[0].Muted) > 1);
        Assert.Equal(["Gert", "Otto"], muted.Where(person => person.Tracks[0].Muted).Select(person => person.Name).Order(StringComparer.Ordinal));
        Assert.All(muted, person => Assert.True(MaySpeak(person)));
        await DoAsync("mute-all", new { keep_muted = true });
        await _meeting.PersonAsync(_guest, person => !MaySpeak(person));
        await _meeting.PersonAsync(carla, MaySpeak);
        await _meeting.MetadataAsync(text => text.Contains("\"unmute\":false", StringComparison.Ordinal));
        Assert.DoesNotContain(TrackSource.Microphone, (await _meeting.EnterAsync("Late")).Claims.Video.CanPublishSources);
    }

    [Fact]
    public async Task Who_is_removed_may_come_back_as_a_guest_and_who_is_kept_out_may_not()
    {
        var other = await _meeting.EnterAsync("Otto");
        await DoAsync($"participants/{other.Identity}/role", new { role = "cohost" });
        await DoAsync($"participants/{other.Identity}/remove");
        await DoAsync($"participants/{_guest.Identity}/remove", new { keep_out = true });
        Assert.Equal(_host.Identity, (await _meeting.PeopleAsync(people => people.Count == 1))[0].Identity);
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
        await _meeting.PersonAsync(_guest, person => person!.Attributes["role"] == "cohost" && MayShow(person));
        await _meeting.GetAsync("settings", _guest.Ticket);
        Assert.Equal("cohost", (await _meeting.EnterAsync("Gert", ticket: _guest.Ticket)).Role);
        await DoAsync($"participants/{_guest.Identity}/role", new { role = "guest" });
        await _meeting.PersonAsync(_guest, person => !MayShow(person));
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

    [Fact]
    public async Task Hands_go_down_on_the_server_and_their_owners_hear_of_it()
    {
        var other = await _meeting.EnterAsync("Otto");
        foreach (var person in new[] { _guest, other })
            await person.Client.SetAttributeAsync(PersonActions.HandAttribute, "2026-01-15T10:30:00Z");
        await _meeting.PeopleAsync(people => people.Count(HasHandUp) == 2);
        await DoAsync($"participants/{_guest.Identity}/lower-hand");
        Assert.Equal(["Otto"], (await _meeting.PeopleAsync(people => people.Count(HasHandUp) < 2)).Where(HasHandUp).Select(person => person.Name));
        await DoAsync("lower-hands");
        await _meeting.PeopleAsync(people => !people.Any(HasHandUp));
        await DoAsync("lower-hands");
        foreach (var person in new[] { _guest, other })
        {
            await DoAsync($"participants/{person.Identity}/ask-to-unmute");
            Assert.Equal("""{"type":"lower_hand","by":"Hanna"}""", await MessageAsync(person));
            // Once: the next is of what happened afterwards.
            Assert.Equal("""{"type":"ask_to_unmute","by":"Hanna"}""", await MessageAsync(person));
        }
    }

    [Fact]
    public async Task A_spotlight_is_in_the_rooms_metadata_until_it_is_taken_away()
    {
        await HostedMeeting.DoneAsync(_meeting.SendAsync(HttpMethod.Put, "spotlight", new { identity = _guest.Identity }, _host.Ticket));
        await _meeting.MetadataAsync(text => text.Contains($"\"spotlight\":\"{_guest.Identity}\"", StringComparison.Ordinal));
        await HostedMeeting.RefusedAsync(_meeting.SendAsync(HttpMethod.Put, "spotlight", new { identity = "nobody" }, _host.Ticket), 404, "participant_not_found");
        await HostedMeeting.DoneAsync(_meeting.SendAsync(HttpMethod.Put, "spotlight", new { identity = (string?)null }, _host.Ticket));
        await _meeting.MetadataAsync(text => text.Contains("\"spotlight\":null", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_meeting_that_was_ended_is_over_for_everybody()
    {
        await DoAsync("end");
        Assert.Empty(await _app.RoomsAsync());
        await HostedMeeting.RefusedAsync(_meeting.TryJoinAsync(new { display_name = "Gert", ticket = _guest.Ticket }), 410, "meeting_expired");
        await HostedMeeting.RefusedAsync(_meeting.TryJoinAsync(new { display_name = "Hanna", host_key = _meeting.Key }), 410, "meeting_expired");
    }

    [Fact]
    public async Task A_weekly_meeting_that_was_ended_takes_place_again_and_its_guests_ask_anew()
    {
        await _meeting.SettingsAsync(new { recurrence = "weekly", waiting_room = "everyone" });
        await DoAsync("end");
        Assert.Empty(await _app.RoomsAsync());
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
        Assert.Contains(TrackSource.Camera, _guest.Claims.Video.CanPublishSources);
        await _meeting.SettingsAsync(new { permissions = new { camera = false } });
        (await _meeting.ConnectAsync(_guest)).Tell("participant_joined");
        await _meeting.PersonAsync(_guest, person => !MayShow(person));
        await DoAsync($"participants/{_guest.Identity}/remove");
        await _meeting.TurnAwayAsync(_guest);
    }

    [Fact]
    public async Task Who_is_one_too_many_is_sent_out_unless_a_host()
    {
        await _meeting.SettingsAsync(new { max_participants = 1 });
        (await _meeting.ConnectAsync(_host)).Tell("participant_joined");
        _app.SetClockOn(TimeSpan.FromSeconds(1));
        await _meeting.TurnAwayAsync(_guest);
        await _meeting.PersonAsync(_host, person => person is not null);
    }

    [Fact]
    public async Task A_room_that_came_back_by_itself_gets_the_options_again()
    {
        await _app.RoomService.DeleteRoomAsync(_meeting.Id, CancellationToken.None);
        Assert.Null(await _app.RoomAsync(_meeting.Id));
        (await _meeting.ConnectAsync(_guest)).Tell("room_started");
        await _meeting.MetadataAsync(text => text.Contains("\"treff\":{", StringComparison.Ordinal));
    }

    private static bool MaySpeak(ParticipantInfo? person) => person!.Permission.CanPublishSources.Contains(TrackSource.Microphone);

    private static bool MayShow(ParticipantInfo? person) => person!.Permission.CanPublishSources.Contains(TrackSource.Camera);

    private static bool HasHandUp(ParticipantInfo person) => person.Attributes.ContainsKey(PersonActions.HandAttribute);

    private static async Task<string> MessageAsync(Person person)
    {
        var message = await person.Client.MessageAsync();
        Assert.Equal(ModerationMessages.Topic, message.Topic);
        return message.Payload.ToStringUtf8();
    }

    private Task DoAsync(string what, object? body = null) => HostedMeeting.DoneAsync(_meeting.SendAsync(HttpMethod.Post, what, body, _host.Ticket));

    private async Task AssertLoggedAsync(string action, string identity, string name, string? detail)
    {
        var entry = (await _meeting.GetAsync("log", _host.Ticket)).GetProperty("entries").EnumerateArray().First(e => Text(e, "action") == action);
        Assert.Equal((identity, name, detail), (Text(entry, "target_identity"), Text(entry, "target_name"), Text(entry, "detail")));
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
