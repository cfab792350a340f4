using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Treff.LiveKit;
using Treff.LiveKit.Protocol;
using Treff.Server.Tests.Support;

namespace Treff.Server.Tests.Joining;

public class JoinMeetingTests
{
    [Fact]
    public async Task The_token_opens_exactly_this_room_for_a_day()
    {
        await using var app = await TreffApp.StartAsync();
        var id = await app.CreateMeetingAsync();
        var joined = await app.JoinAsync(id, "  Max Müller ");
        var identity = joined.GetProperty("participant_id").GetString()!;
        Assert.Equal(id, joined.GetProperty("meeting_id").GetString());
        Assert.Matches("^guest-[2-9a-z]{8}$", identity);
        var claims = Verify(app, joined);
        Assert.Equal((identity, "Max Müller", TreffApp.Start.AddHours(24)), (claims.Identity, claims.Name, claims.ExpiresAt));
        Assert.Equal([TrackSource.Camera, TrackSource.Microphone, TrackSource.ScreenShare, TrackSource.ScreenShareAudio], claims.Video.CanPublishSources);
        var expected = new VideoGrant { RoomJoin = true, Room = id, CanPublish = true, CanSubscribe = true, CanPublishData = true, CanUpdateOwnMetadata = true };
        Assert.Equal(expected, claims.Video with { CanPublishSources = expected.CanPublishSources });
    }

    [Fact]
    public async Task Two_guests_of_the_same_name_get_different_identities()
    {
        await using var app = await TreffApp.StartAsync();
        var id = await app.CreateMeetingAsync();
        var identities = new[] { await app.JoinAsync(id), await app.JoinAsync(id) }.Select(joined => joined.GetProperty("participant_id").GetString());
        Assert.Equal(2, identities.Distinct().Count());
    }

    [Fact]
    public async Task A_sloppy_code_joins_the_same_meeting()
    {
        await using var app = await TreffApp.StartAsync();
        var id = await app.CreateMeetingAsync();
        var joined = await app.JoinAsync(id.Replace("-", "", StringComparison.Ordinal).ToUpperInvariant());
        Assert.Equal(id, joined.GetProperty("meeting_id").GetString());
    }

    [Theory]
    [InlineData("https://livekit.example.org/", "wss://livekit.example.org")]
    [InlineData("ws://livekit:7880", "ws://livekit:7880")]
    public async Task The_livekit_url_is_that_of_the_media_server(string livekit, string expected)
    {
        await using var app = await TreffApp.StartAsync(new TreffAppSettings { LiveKitUrl = new Uri(livekit) });
        var id = await app.CreateMeetingAsync();
        app.Http.DefaultRequestHeaders.Host = "meet.example.org";
        Assert.Equal(expected, (await app.JoinAsync(id)).GetProperty("livekit_url").GetString());
    }

    /// <summary>Of a media server elsewhere the address is configured.</summary>
    [Theory]
    [Trait(TestShape.Trait, TestShape.Embedded)]
    [InlineData(null, "127.0.0.1", "ws://127.0.0.1:{port}")]
    [InlineData(null, "meet.example.org", "ws://meet.example.org")]
    [InlineData("https://meet.example.org", "meet.example.org", "wss://meet.example.org")]
    [InlineData("https://meet.example.org", "192.168.1.5:8000", "ws://192.168.1.5:8000")]
    public async Task The_livekit_url_can_be_reached_from_where_the_request_came(string? frontend, string host, string expected)
    {
        await using var app = await TreffApp.StartAsync(new TreffAppSettings { FrontendUrl = frontend is null ? null : new Uri(frontend) });
        var id = await app.CreateMeetingAsync();
        app.Http.DefaultRequestHeaders.Host = host == "127.0.0.1" ? null : host;
        var url = (await app.JoinAsync(id)).GetProperty("livekit_url").GetString();
        Assert.Equal(expected.Replace("{port}", app.Address.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal), url);
    }

    /// <summary>Of a media server elsewhere the address is configured.</summary>
    [Fact]
    [Trait(TestShape.Trait, TestShape.Embedded)]
    public async Task A_proxy_on_this_machine_may_tell_scheme_and_host()
    {
        await using var app = await TreffApp.StartAsync();
        var id = await app.CreateMeetingAsync();
        app.Http.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        app.Http.DefaultRequestHeaders.Add("X-Forwarded-Host", "meet.example.org");
        Assert.Equal("wss://meet.example.org", (await app.JoinAsync(id)).GetProperty("livekit_url").GetString());
    }

    [Fact]
    public async Task A_room_that_is_gone_comes_back()
    {
        await using var app = await TreffApp.StartAsync();
        var id = await app.CreateMeetingAsync();
        await app.RoomService.DeleteRoomAsync(id, CancellationToken.None);
        await app.JoinAsync(id);
        Assert.Equal(id, Assert.Single(await app.RoomsAsync()).Name);
    }

    [Fact]
    public async Task A_full_meeting_says_so()
    {
        await using var app = await TreffApp.StartAsync(new TreffAppSettings { MaxParticipants = 3 });
        var meeting = await HostedMeeting.CreateAsync(app);
        await meeting.EnterAsync("Anna");
        await meeting.EnterAsync("Ben");
        var last = await meeting.EnterAsync("Carla");
        using var response = await meeting.TryJoinAsync(new { display_name = "Dora" });
        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("3 people are in it already. Wait until somebody leaves, then try again.", problem.GetProperty("detail").GetString());
        await app.RoomService.RemoveParticipantAsync(meeting.Id, last.Identity, CancellationToken.None);
        await meeting.EnterAsync("Dora");
    }

    /// <summary>A media server elsewhere has keys of its own, which must be configured.</summary>
    [Fact]
    [Trait(TestShape.Trait, TestShape.Embedded)]
    public async Task Without_configured_keys_a_generated_pair_signs()
    {
        await using var app = await TreffApp.StartAsync(new TreffAppSettings { Credentials = null });
        var joined = await app.JoinAsync(await app.CreateMeetingAsync());
        Assert.StartsWith("API", Verify(app, joined).ApiKey, StringComparison.Ordinal);
    }

    private static AccessTokenClaims Verify(TreffApp app, JsonElement joined)
    {
        var verifier = (AccessTokenVerifier)app.Services.GetService(typeof(AccessTokenVerifier))!;
        Assert.True(verifier.TryVerify(joined.GetProperty("token").GetString(), out var claims, out var failure), failure.ToString());
        return claims;
    }
}
