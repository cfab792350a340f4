using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Treff.LiveKit;
using Treff.LiveKit.Protocol;
using Treff.Server.MeetingEvents;
using Treff.Server.Operations.Webhooks;
using Treff.Server.Tests.Cluster;
using Treff.Server.Tests.Support;

namespace Treff.Server.Tests.MeetingEvents;

/// <summary>What another server hears of meetings.</summary>
public sealed class MeetingWebhookTests : IAsyncDisposable
{
    private static readonly byte[] Secret = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    private readonly WebhookTarget _target = new(new AccessTokenVerifier(TreffAppSettings.Development, TimeProvider.System));

    public ValueTask DisposeAsync() => _target.DisposeAsync();

    [Fact]
    public async Task A_meeting_is_told_from_its_creation_to_its_end_in_order()
    {
        await using var app = await StartAsync();
        var id = await CreateAsync(app, new { name = "Besprechung", alias = "team-montag" });
        Room(app, "participant_joined", id, "RM_1", Somebody("PA_1", "guest-1", "Anna", "host"));
        Room(app, "participant_joined", id, "RM_1", Somebody("PA_2", "guest-2", "Björn"));
        Room(app, "participant_left", id, "RM_1", Somebody("PA_2", "guest-2", "Björn", reason: DisconnectReason.ClientInitiated));
        Room(app, "participant_left", id, "RM_1", Somebody("PA_1", "guest-1", "Anna", "host"));
        Room(app, "room_finished", id, "RM_1");
        var events = await WaitForAsync(7);
        Assert.Equal(
            ["meeting.created", "meeting.started", "participant.joined", "participant.joined", "participant.left", "participant.left", "meeting.ended"],
            events.Select(Type));
        Assert.Equal(
            """{"type":"meeting.created","timestamp":"2026-01-15T10:30:00Z","data":{"meeting_id":"CODE","name":"Besprechung","alias":"team-montag","expires_at":"2026-01-16T10:30:00Z"}}""".Replace("CODE", id, StringComparison.Ordinal),
            events[0].GetRawText());
        Assert.Equal(
            """{"type":"participant.left","timestamp":"2026-01-15T10:30:00Z","data":{"meeting_id":"CODE","name":"Besprechung","alias":"team-montag","session_id":"RM_1","participant_count":1,"participant":{"participant_id":"guest-2","display_name":"Björn","reason":"client_initiated"}}}""".Replace("CODE", id, StringComparison.Ordinal),
            events[4].GetRawText());
        Assert.Equal("host", events[2].GetProperty("data").GetProperty("participant").GetProperty("role").GetString());
        Assert.Equal("RM_1", events[6].GetProperty("data").GetProperty("session_id").GetString());
    }

    [Fact]
    public async Task Every_request_is_signed_as_the_standard_says()
    {
        await using var app = await StartAsync();
        await app.CreateMeetingAsync();
        await WaitForAsync(1);
        var request = _target.Requests[0];
        var id = request.Headers["webhook-id"]!;
        Assert.StartsWith("msg_", id, StringComparison.Ordinal);
        Assert.Equal(TreffApp.Start.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture), request.Headers["webhook-timestamp"]);
        Assert.Equal(StandardWebhook.Sign([Secret], id, TreffApp.Start, request.Body), request.Headers["webhook-signature"]);
        Assert.Equal("application/json", request.ContentType);
        Assert.Null(request.Authorization);
    }

    [Fact]
    public async Task An_event_that_failed_comes_again_under_the_same_id_before_all_later_ones()
    {
        await using var app = await StartAsync();
        _target.Answer = (earlier, _) => earlier == 0 ? 503 : 200;
        var id = await app.CreateMeetingAsync();
        Room(app, "participant_joined", id, "RM_1", Somebody("PA_1", "guest-1", "Anna"));
        await _target.WaitForAsync(() => _target.Requests.Count == 1);
        for (var i = 0; i < 50 && _target.Requests.Count < 4; i++)
        {
            app.Time.Advance(WebhookPace.Meetings.FirstPause);
            await Task.Delay(20);
        }

        await _target.WaitForAsync(() => _target.Requests.Count == 4);
        Assert.Equal(["meeting.created", "meeting.created", "meeting.started", "participant.joined"], _target.Requests.Select(request => Type(Parse(request))));
        var ids = _target.Requests.Select(request => request.Headers["webhook-id"]).ToList();
        Assert.Equal(ids[0], ids[1]);
        Assert.Equal(3, ids.Distinct().Count());
        Assert.NotEqual(_target.Requests[0].Headers["webhook-timestamp"], _target.Requests[1].Headers["webhook-timestamp"]);
    }

    [Fact]
    public async Task Who_knocks_is_told_once_with_their_name()
    {
        await using var app = await StartAsync();
        var id = await CreateAsync(app, new { waiting_room = "everyone" });
        using var first = await app.SendAsync(HttpMethod.Post, $"/api/v1/meetings/{id}/join", """{"display_name":"Max"}""");
        var ticket = Parse(await first.Content.ReadAsStringAsync()).GetProperty("ticket").GetString();
        using var again = await app.SendAsync(HttpMethod.Post, $"/api/v1/meetings/{id}/join", $$"""{"display_name":"Max","ticket":"{{ticket}}"}""");
        using var other = await app.SendAsync(HttpMethod.Post, $"/api/v1/meetings/{id}/join", """{"display_name":"Mia"}""");
        var events = await WaitForAsync(3);
        Assert.Equal(["meeting.created", "participant.waiting", "participant.waiting"], events.Select(Type));
        Assert.Equal(["Max", "Mia"], events.Skip(1).Select(each => each.GetProperty("data").GetProperty("participant").GetProperty("display_name").GetString()));
    }

    [Fact]
    public async Task Recorders_rooms_without_meeting_and_who_never_got_in_are_no_events()
    {
        var app = await StartAsync();
        var id = await app.CreateMeetingAsync();
        var recorder = Somebody("PA_9", "EG_1", "recorder");
        recorder.Kind = ParticipantInfo.Types.Kind.Egress;
        Room(app, "participant_joined", id, "RM_1", recorder);
        Room(app, "participant_joined", "no-meeting", "RM_2", Somebody("PA_1", "guest-1", "Anna"));
        Room(app, "participant_left", id, "RM_1", Somebody("PA_3", "guest-3", "Nobody"));
        Room(app, "room_finished", id, "RM_1");
        var second = await app.CreateMeetingAsync();
        await WaitForAsync(2);
        // Events of different meetings overtake each other; at the end all have been sent.
        using var folder = await app.StopAsync();
        var events = await WaitForAsync(2);
        Assert.Equal(new[] { id, second }.Order(), events.Select(each => each.GetProperty("data").GetProperty("meeting_id").GetString()).Order());
        Assert.All(events, each => Assert.Equal("meeting.created", Type(each)));
    }

    [Fact]
    public async Task What_LiveKit_elsewhere_tells_by_webhook_is_told_on()
    {
        await using var cluster = await ClusterApp.StartAsync(new TreffAppSettings { MeetingWebhookUrls = [_target.Url], MeetingWebhookSecrets = [Secret] });
        var id = await cluster.App.CreateMeetingAsync();
        var room = new Room { Name = id, Sid = "RM_1" };
        var anna = Somebody("PA_1", "guest-1", "Anna");
        foreach (var happened in new[] { "participant_joined", "participant_left", "room_finished" })
        {
            using var response = await cluster.PostAsync(new WebhookEvent { Event = happened, Id = $"EV_{happened}", Room = room, Participant = happened == "room_finished" ? null : anna });
            Assert.Equal(System.Net.HttpStatusCode.OK, response.StatusCode);
        }

        var events = await WaitForAsync(5);
        Assert.Equal(["meeting.created", "meeting.started", "participant.joined", "participant.left", "meeting.ended"], events.Select(Type));
    }

    [Fact]
    public async Task A_receiver_that_is_down_holds_nobody_up()
    {
        _target.Gate = new SemaphoreSlim(0);
        await using var app = await StartAsync();
        for (var i = 0; i < 20; i++)
            await app.CreateMeetingAsync();
        await _target.WaitForAsync(() => _target.Arrived > 0);
        Assert.Empty(_target.Requests);
        _target.Gate.Release(1000);
        await WaitForAsync(20);
    }

    [Fact]
    public async Task A_stopping_server_still_tells_what_happened()
    {
        var app = await StartAsync();
        await app.CreateMeetingAsync();
        using var folder = await app.StopAsync();
        Assert.Single(_target.Requests);
    }

    private Task<TreffApp> StartAsync() =>
        TreffApp.StartAsync(new TreffAppSettings { MeetingWebhookUrls = [_target.Url], MeetingWebhookSecrets = [Secret] });

    private async Task<List<JsonElement>> WaitForAsync(int count)
    {
        await _target.WaitForAsync(() => _target.Requests.Count >= count);
        return [.. _target.Requests.Select(Parse)];
    }

    private static async Task<string> CreateAsync(TreffApp app, object options) =>
        (await app.PostAsync("/api/v1/meetings/create", options)).GetProperty("meeting_id").GetString()!;

    private static void Room(TreffApp app, string name, string room, string sid, ParticipantInfo? who = null) =>
        app.Services.GetRequiredService<MeetingWebhooks>().OnRoomEvent(new WebhookEvent
        {
            Event = name,
            Room = new Room { Name = room, Sid = sid },
            Participant = who,
            CreatedAt = TreffApp.Start.ToUnixTimeSeconds(),
        });

    private static ParticipantInfo Somebody(string sid, string identity, string name, string? role = null, DisconnectReason reason = DisconnectReason.UnknownReason)
    {
        var who = new ParticipantInfo { Sid = sid, Identity = identity, Name = name, DisconnectReason = reason };
        if (role is not null)
            who.Attributes["role"] = role;
        return who;
    }

    private static string? Type(JsonElement body) => body.GetProperty("type").GetString();

    private static JsonElement Parse(WebhookTarget.Request request) => Parse(System.Text.Encoding.UTF8.GetString(request.Body));

    private static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
