using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Treff.LiveKit;
using Treff.LiveKit.Protocol;
using Treff.Server.Cluster;
using Treff.Server.Operations;
using Treff.Server.Statistics;
using Treff.Server.Storage;
using Treff.Server.Tests.Support;

namespace Treff.Server.Tests.Cluster;

/// <summary>LiveKit's own webhooks, byte for byte, at the place where they arrive.</summary>
public class WebhookEndpointTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Recorded_webhooks_are_taken_once_in_any_order_and_tell_who_was_there(int seed)
    {
        await using var cluster = await ClusterApp.StartAsync();
        var recorded = ClusterApp.RecordedWebhooks().ToArray();
        var told = recorded.Concat(recorded).ToArray();
        if (seed > 0)
            new Random(seed).Shuffle(told);
        foreach (var (authorization, body) in told)
        {
            using var response = await cluster.PostAsync(authorization, body);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        await cluster.HeardAsync(recorded.Length);
        if (seed == 0)
            Assert.Equal(recorded.Select(r => JsonSerializer.Deserialize<JsonElement>(r.Body).GetProperty("id").GetString()), cluster.Heard.Select(happened => happened.Id));
        await cluster.App.Services.GetRequiredService<StatisticsRecorder>().FlushAsync(CancellationToken.None);
        using var database = new Database(cluster.App);
        var sessions = await database.Context.MeetingSessions.OrderBy(s => s.StartedAt).ToListAsync();
        Assert.Equal(["webhook-room", "webhook-room-two"], sessions.Select(session => session.MeetingId));
        Assert.All(sessions, session => Assert.Equal((2, false), (session.People, session.EndIsInferred)));
        var stays = await database.Context.ParticipantStays.Where(s => s.IsConfirmed).OrderBy(s => s.JoinedAt).ToListAsync();
        Assert.Equal(
            [("Alice", "client_initiated"), ("Bob", "client_initiated"), ("Alice", "room_deleted"), ("Bob", "participant_removed")],
            stays.Select(stay => (stay.Name, stay.Reason)));
        Assert.All(stays, stay => Assert.False(stay.LeftIsInferred));
    }

    [Fact]
    public async Task Nobody_but_livekit_tells_anything()
    {
        await using var cluster = await ClusterApp.StartAsync();
        var (authorization, body) = ClusterApp.RecordedWebhooks()[1];
        var changed = body.ToArray();
        changed[^2] ^= 1;
        var stranger = Webhook.Sign(new ApiCredentials("devkey", "guessed"), new WebhookEvent { Event = "room_started" }, cluster.App.Time.GetUtcNow());
        var guest = AccessToken.Create(
            TreffAppSettings.Development, new AccessTokenClaims { Identity = "guest", Video = new VideoGrant { RoomJoin = true } }, cluster.App.Time.GetUtcNow(), TimeSpan.FromHours(1));
        foreach (var (header, content) in new[] { (null, body), ("", body), ("nonsense", body), (authorization, changed), (authorization, []), (stranger.Authorization, stranger.Body), (guest, body), ("Bearer " + guest, body) })
        {
            foreach (var language in new[] { "de", "en" })
            {
                using var response = await cluster.PostAsync(header, content, language);
                await RefusedAsync(response, 401, "webhook_not_signed");
                Assert.Equal(language, response.Content.Headers.ContentLanguage.Single());
            }
        }

        cluster.App.SetClockOn(TimeSpan.FromMinutes(10));
        using var late = await cluster.PostAsync(authorization, body);
        await RefusedAsync(late, 401, "webhook_not_signed");
        Assert.Empty(cluster.Heard);
    }

    [Fact]
    public async Task What_is_too_large_or_no_event_is_refused()
    {
        await using var cluster = await ClusterApp.StartAsync();
        var large = new WebhookEvent { Event = "room_started", Room = new Room { Name = "r", Metadata = new string('m', WebhookEndpoint.MaxBytes) } };
        using (var response = await cluster.PostAsync(large))
            await RefusedAsync(response, 413, "body_too_large");
        foreach (var body in new[] { "no json", "{\"event\":7}", "[]", "\"\\uD800\"" }.Select(Encoding.UTF8.GetBytes))
        {
            var claims = new AccessTokenClaims { Sha256 = Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(body)) };
            using var response = await cluster.PostAsync(AccessToken.Create(TreffAppSettings.Development, claims, cluster.App.Time.GetUtcNow(), TimeSpan.FromMinutes(5)), body);
            await RefusedAsync(response, 400, "webhook_unreadable");
        }
    }

    [Fact]
    public async Task A_busy_livekit_is_not_counted_like_a_stranger()
    {
        await using var cluster = await ClusterApp.StartAsync(new TreffAppSettings { Limits = new StrangerLimits { MaxApiRequestsPerMinute = 1, RequestTimeout = TimeSpan.FromMinutes(1) } });
        foreach (var (authorization, body) in ClusterApp.RecordedWebhooks().Take(5))
        {
            using var response = await cluster.PostAsync(authorization, body);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    [Fact]
    public void What_does_not_fit_is_to_be_sent_again()
    {
        var inbox = new WebhookInbox(new Nodes());
        for (var i = 0; i < WebhookInbox.MaxQueued; i++)
            Assert.True(inbox.TryAccept(new WebhookEvent { Id = $"EV_{i}" }));
        var last = new WebhookEvent { Id = "EV_last" };
        Assert.False(inbox.TryAccept(last));
        Assert.True(inbox.Events.TryRead(out _));
        Assert.True(inbox.TryAccept(last));
        // Told already, so that there is nothing to send again.
        Assert.True(inbox.TryAccept(last));
    }

    [Fact]
    public void What_one_node_was_told_the_one_that_asks_does_not_take_for_missed()
    {
        var nodes = new Nodes();
        var (told, asks) = (new WebhookInbox(nodes), new WebhookInbox(nodes));
        var joined = new WebhookEvent { Event = "participant_joined", Participant = new ParticipantInfo { Sid = "PA_1" } };
        Assert.True(told.TryAccept(new WebhookEvent(joined) { Id = "EV_1" }));
        Assert.Equal((true, 1L), (asks.IsKnown(joined), asks.Arrived));
        Assert.False(asks.TryFind(joined));
        Assert.False(asks.Events.TryRead(out _));
        // What was only found out is no webhook that came.
        Assert.True(asks.TryFind(new WebhookEvent { Event = "room_started", Room = new Room { Sid = "RM_1" } }));
        Assert.Equal(1L, asks.Arrived);
    }

    [Fact]
    public async Task The_embedded_server_takes_no_webhooks_and_one_elsewhere_leaves_no_media_here()
    {
        await using var embedded = await TreffApp.StartAsync();
        using (var response = await embedded.SendAsync(HttpMethod.Post, WebhookEndpoint.Path, "{}"))
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        await using var cluster = await ClusterApp.StartAsync();
        cluster.App.Http.DefaultRequestHeaders.Add("Origin", "https://elsewhere.example.org");
        foreach (var path in new[] { "/rtc", "/rtc/v1", "/rtc/validate", "/rtc/v1/validate", "/twirp/livekit.RoomService/ListRooms" })
        {
            using var response = await cluster.App.SendAsync(HttpMethod.Get, path);
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
            Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
        }
    }

    [Fact]
    public async Task A_host_gets_no_rights_on_livekits_own_api_because_they_would_outlive_the_role()
    {
        await using var cluster = await ClusterApp.StartAsync();
        var meeting = await HostedMeeting.CreateAsync(cluster.App);
        Assert.False((await meeting.EnterAsync("Hanna", meeting.Key)).Claims.Video.RoomAdmin);
    }

    /// <summary>All who listen are on other nodes.</summary>
    private sealed class Nodes : INodeLink
    {
        private readonly List<(string Topic, Action<string> Heard)> _listeners = [];

        public bool IsLeader => true;

        public void Tell(string topic, string text)
        {
            foreach (var (_, heard) in _listeners.Where(listener => listener.Topic == topic))
                heard(text);
        }

        public void Listen(string topic, Action<string> heard, Action missed) => _listeners.Add((topic, heard));
    }

    private static async Task RefusedAsync(HttpResponseMessage response, int status, string code)
    {
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(code, (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
    }
}
