using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Treff.LiveKit;
using Treff.Server.Meetings;
using Treff.Server.Tests.Support;

namespace Treff.Server.Tests.Meetings;

public class CreateMeetingTests
{
    private const string Path = "/api/v1/meetings/create";

    [Theory]
    [InlineData("""{"name":"Planung"}""", "application/json")]
    [InlineData("{}", "application/json; charset=utf-8")]
    [InlineData("""{"name":null,"later":1}""", "application/json")]
    [InlineData("", "application/json")]
    [InlineData("", null)]
    public async Task Answers_with_id_link_and_times(string body, string? contentType)
    {
        await using var app = await TreffApp.StartAsync();
        using var response = await app.SendAsync(HttpMethod.Post, Path, body, contentType);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        var meeting = await response.Content.ReadFromJsonAsync<JsonElement>();
        var id = meeting.GetProperty("meeting_id").GetString()!;
        Assert.Matches("^[a-z]{3}-[a-z]{4}-[a-z]{3}$", id);
        Assert.Equal($"{app.Address.GetLeftPart(UriPartial.Authority)}/meeting/{id}", meeting.GetProperty("meeting_url").GetString());
        Assert.Equal("2026-01-15T10:30:00Z", meeting.GetProperty("created_at").GetString());
        Assert.Equal("2026-01-16T10:30:00Z", meeting.GetProperty("expires_at").GetString());
        Assert.Equal(id, Assert.Single(await app.RoomsAsync()).Name);
    }

    [Fact]
    public async Task A_post_without_any_body_creates_one_too()
    {
        await using var app = await TreffApp.StartAsync();
        using var response = await app.SendAsync(HttpMethod.Post, Path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task The_link_uses_the_configured_address()
    {
        await using var app = await TreffApp.StartAsync(new TreffAppSettings { FrontendUrl = new Uri("https://meet.example.org/") });
        var meeting = await app.PostAsync(Path, new { });
        Assert.Equal("https://meet.example.org/meeting/" + meeting.GetProperty("meeting_id").GetString(), meeting.GetProperty("meeting_url").GetString());
    }

    [Fact]
    public async Task The_room_gets_the_limit()
    {
        await using var app = await TreffApp.StartAsync(new TreffAppSettings { MaxParticipants = 7 });
        await app.CreateMeetingAsync();
        Assert.Equal(7u, Assert.Single(await app.RoomsAsync()).MaxParticipants);
    }

    [Fact]
    public async Task A_hundred_at_once_all_succeed_and_differ()
    {
        await using var app = await TreffApp.StartAsync();
        var ids = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => app.CreateMeetingAsync()));
        Assert.Equal(100, ids.Distinct().Count());
        Assert.Equal(100, (await app.RoomsAsync()).Count);
    }

    [Fact]
    public async Task A_code_that_is_taken_is_drawn_again()
    {
        await using var app = await TreffApp.StartAsync(new TreffAppSettings { Ids = new RepeatingIds() });
        var ids = new[] { await app.CreateMeetingAsync(), await app.CreateMeetingAsync(), await app.CreateMeetingAsync() };
        Assert.Equal(["aaa-aaaa-aaa", "bbb-bbbb-bbb", "ccc-cccc-ccc"], ids);
    }

    /// <summary>Only a media server made of a dictionary fails and is well again when it is told to.</summary>
    [Fact]
    [Trait(TestShape.Trait, TestShape.Embedded)]
    public async Task Without_the_media_server_there_is_no_meeting()
    {
        await using var app = await TreffApp.StartAsync();
        app.Rooms.Failure = new RoomServiceException(TwirpErrorCode.Unavailable, "gone");
        using var response = await app.SendAsync(HttpMethod.Post, Path);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("media_server_unavailable", (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
        app.Rooms.Failure = null;
        using var database = new Database(app);
        Assert.Empty(database.Context.Meetings);
    }

    /// <summary>Each code three times before the next.</summary>
    private sealed class RepeatingIds : MeetingIdSource
    {
        private int _count;

        public override MeetingId Next()
        {
            var letter = (char)('a' + (_count++ / 3));
            return MeetingId.TryParse(new string(letter, 10), out var id) ? id : throw new InvalidOperationException();
        }
    }
}
