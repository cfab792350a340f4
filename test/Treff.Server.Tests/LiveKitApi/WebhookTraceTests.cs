using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using Treff.LiveKit;
using Treff.LiveKit.Protocol;
using Treff.Server.Tests.Support;

namespace Treff.Server.Tests.LiveKitApi;

/// <summary>Webhooks beside those that a real LiveKit sent.</summary>
public sealed class WebhookTraceTests
{
    /// <summary>On purpose, see docs/livekit-compatibility.md: by the last part of a path.</summary>
    private static readonly HashSet<string> Deliberate = new(StringComparer.Ordinal)
    {
        "turnPassword", "numParticipants", "numPublishers", "roomEndReason", "capabilities",

        // The second recorded meeting has another name. The test's client has no media and brings other settings than the recorded one.
        "mimeType", "ssrc", "repairSsrc", "metadata", "attributes", "clientProtocol",
    };

    /// <summary>The recorded one was somebody else, in the second meeting.</summary>
    private static readonly string[] OfThatGhost = ["room.emptyTimeout", "room.departureTimeout", "participant.identity", "participant.name"];

    [Fact]
    public void Every_recorded_body_is_read_and_written_without_loss()
    {
        foreach (var recorded in Recorded())
        {
            var happened = JsonParser.Default.Parse<WebhookEvent>(recorded.GetRawText());
            var (body, _) = Webhook.Sign(TreffAppSettings.Development, happened, TreffApp.Start);
            using var ours = JsonDocument.Parse(body);
            Assert.Empty(JsonComparison.Differences(recorded, ours.RootElement));
        }
    }

    [Fact]
    public void The_token_holds_the_recorded_claims_and_no_others()
    {
        var (_, authorization) = Webhook.Sign(TreffAppSettings.Development, new WebhookEvent { Event = "room_started" }, TreffApp.Start);
        using var claims = JsonDocument.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(authorization.Split('.')[1]));
        Assert.Equal(["exp", "iss", "nbf", "sha256"], claims.RootElement.EnumerateObject().Select(claim => claim.Name).Order());
        Assert.Equal(300, claims.RootElement.GetProperty("exp").GetInt64() - claims.RootElement.GetProperty("nbf").GetInt64());
    }

    [Fact]
    public async Task A_meeting_is_told_as_LiveKit_tells_it()
    {
        var settings = new TreffAppSettings { UsesRealMedia = true, MaxParticipants = 0 };
        await using var target = new WebhookTarget(new AccessTokenVerifier(TreffAppSettings.Development, settings.Time));
        await using var app = await TreffApp.StartAsync(settings with { WebhookUrls = [target.Url] });
        var rooms = app.Services.GetRequiredService<IRoomService>();
        await rooms.CreateRoomAsync(
            new CreateRoomRequest { Name = "webhook-room", EmptyTimeout = 60, DepartureTimeout = 2, Metadata = """{"topic":"hooks"}""" }, CancellationToken.None);
        var grant = new VideoGrant { RoomJoin = true, Room = "webhook-room", CanUpdateOwnMetadata = true };
        var claims = new AccessTokenClaims { Identity = "alice", Name = "Alice", Video = grant };
        await using (var alice = await RecordedClient.JoinAsync(
            app, AccessToken.Create(TreffAppSettings.Development, claims, app.Time.GetUtcNow(), TimeSpan.FromHours(1))))
        {
            await alice.PublishAsync();
            await target.WaitForAsync(() => target.Accepted.Count == 3);
        }

        await target.WaitForAsync(() => target.Accepted.Count == 6);
        await rooms.DeleteRoomAsync("webhook-room", CancellationToken.None);
        await target.WaitForAsync(() => target.Accepted.Count == 7);
        string[] expected =
        [
            "room_started", "track_published", "track_published", "track_unpublished", "track_unpublished", "participant_connection_aborted", "room_finished",
        ];
        Assert.Equal(expected, target.Accepted.Select(happened => happened.Event));
        Assert.All(target.Requests, CompareWithRecording);
    }

    private static void CompareWithRecording(WebhookTarget.Request request)
    {
        var happened = request.Event!;
        var alike = Recorded().Where(body => body.GetProperty("event").GetString() == happened.Event && SameKind(body, happened)).ToList();
        var recorded = alike.OrderByDescending(body => body.TryGetProperty("participant", out var who) && who.GetProperty("identity").GetString() == "alice").First();
        using var ours = JsonDocument.Parse(request.Body);
        var differences = JsonComparison.Differences(recorded, ours.RootElement)
            .Where(difference => !difference.Path.Split('.').Any(part => Deliberate.Contains(part)) && !difference.Path.Contains("enabledCodecs[", StringComparison.Ordinal))
            .Where(difference => difference.Path != "room.name" && (happened.Event != "participant_connection_aborted" || !OfThatGhost.Contains(difference.Path)))
            .ToList();
        Assert.True(differences.Count == 0, $"{Encoding.UTF8.GetString(request.Body)}\n{string.Join('\n', differences)}");
    }

    /// <summary>A microphone beside a microphone, and neither muted.</summary>
    private static bool SameKind(JsonElement body, WebhookEvent happened)
    {
        if (happened.Track is null)
            return true;
        var track = body.GetProperty("track");
        var isVideo = track.TryGetProperty("type", out var type) && type.GetString() == "VIDEO";
        return isVideo == (happened.Track.Type == TrackType.Video) && !track.TryGetProperty("muted", out _);
    }

    private static List<JsonElement> Recorded()
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Repository.PathOf("test", "traces", "http", "webhooks.json")));
        return [.. json.RootElement.GetProperty("events").EnumerateArray().Select(happened =>
        {
            using var body = JsonDocument.Parse(happened.GetProperty("request").GetProperty("body_text").GetString()!);
            return body.RootElement.Clone();
        })];
    }
}
