using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Treff.LiveKit;
using Treff.LiveKit.Protocol;
using Treff.Server.Statistics;
using Treff.Server.Tests.Support;
using static Treff.Server.Tests.Statistics.StatisticsApp;

namespace Treff.Server.Tests.Statistics;

/// <summary>What hosts get to see, over real HTTP.</summary>
public class AttendanceTests
{
    [Fact]
    public async Task Hosts_see_who_was_there_when_and_for_how_long()
    {
        await using var app = await StartAsync();
        var meeting = await HoldAsync(app);
        var attendance = await ReadAsync(app, meeting);
        Assert.Equal((meeting, false, 30, 0), (Text(attendance, "meeting_id"), attendance.GetProperty("pseudonymous").GetBoolean(), Number(attendance, "retention_days"), Number(attendance, "older_sessions")));
        var session = attendance.GetProperty("sessions").EnumerateArray().Single();
        Assert.Equal(("2026-01-15T10:30:00Z", "2026-01-15T10:40:00Z", true, true), (Text(session, "started_at"), Text(session, "ended_at"), session.GetProperty("end_is_exact").GetBoolean(), session.GetProperty("is_complete").GetBoolean()));
        Assert.Equal((2, 2, 1140), (Number(session, "participant_count"), Number(session, "peak"), Number(session, "participant_seconds")));
        var (anna, bert) = (session.GetProperty("participants")[0], session.GetProperty("participants")[1]);
        Assert.Equal(("Anna", 600, 1, "host", "client_initiated"), (Text(anna, "name"), Number(anna, "seconds"), Number(anna, "joins"), Text(anna, "role"), Text(anna, "reason")));
        Assert.Equal((1, 2, 0), (Number(anna.GetProperty("tracks"), "microphone"), Number(anna.GetProperty("tracks"), "camera"), Number(anna.GetProperty("tracks"), "screen_share")));
        // Bert came twice: once for five minutes, once for four.
        Assert.Equal(("=Bert", 540, 2), (Text(bert, "name"), Number(bert, "seconds"), Number(bert, "joins")));
        Assert.Equal(("2026-01-15T10:30:00Z", "2026-01-15T10:40:00Z"), (Text(bert, "joined_at"), Text(bert, "left_at")));
        Assert.Equal(2, bert.GetProperty("stays").GetArrayLength());
        Assert.Equal(JsonValueKind.Null, anna.GetProperty("quality").ValueKind);
    }

    [Fact]
    public async Task Somebody_who_is_there_counts_until_now()
    {
        await using var app = await StartAsync();
        var meeting = await app.App.CreateMeetingAsync();
        await app.TellAsync(Joined(Person("PA_1", "a", "Anna", 0), meeting: meeting));
        app.App.Time.AdjustTime(At(90));
        var session = (await ReadAsync(app, meeting)).GetProperty("sessions")[0];
        Assert.Equal(JsonValueKind.Null, session.GetProperty("ended_at").ValueKind);
        Assert.Equal((90, 90), (Number(session, "participant_seconds"), Number(session.GetProperty("participants")[0], "seconds")));
    }

    [Theory]
    [InlineData(100, 0, 0, "excellent")]
    [InlineData(100, 19, 0, "excellent")]
    [InlineData(100, 15, 5, "good")]
    [InlineData(100, 80, 19, "good")]
    [InlineData(100, 0, 20, "poor")]
    public void A_rating_is_what_was_noticed(int measured, int good, int poor, string expected) =>
        Assert.Equal(expected, ConnectionRating.Of(measured, good, poor)!.Rating);

    [Fact]
    public async Task The_table_is_in_the_readers_language_and_time_zone()
    {
        await using var app = await StartAsync();
        var meeting = await HoldAsync(app);
        using var english = await SendAsync(app, meeting, HttpMethod.Get, "attendance.csv");
        Assert.Equal("text/csv", english.Content.Headers.ContentType!.MediaType);
        Assert.Equal($"attendance-{meeting}.csv", english.Content.Headers.ContentDisposition!.FileName);
        var lines = Lines(await english.Content.ReadAsByteArrayAsync());
        Assert.Equal(4, lines.Length);
        Assert.StartsWith("Session start (times: UTC),Name,ID,Role,Joined,Left,Duration,", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("2026-01-15 10:30:00,Anna,guest-anna,host,2026-01-15 10:30:00,2026-01-15 10:40:00,0:10:00,1,0,yes,yes,0,,left", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("2026-01-15 10:30:00,\"'=Bert\",guest-bert,,2026-01-15 10:30:00,2026-01-15 10:40:00,0:09:00,2,", lines[2], StringComparison.Ordinal);
        Assert.Equal("", lines[3]);
        using var german = await SendAsync(app, meeting, HttpMethod.Get, "attendance.csv?time_zone=Europe/Berlin", language: "de");
        lines = Lines(await german.Content.ReadAsByteArrayAsync());
        Assert.StartsWith("Beginn der Sitzung (Zeiten: Europe/Berlin),Name,Kennung,Rolle,", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("2026-01-15 11:30:00,Anna,guest-anna,Leitung,", lines[1], StringComparison.Ordinal);
        using var nowhere = await SendAsync(app, meeting, HttpMethod.Get, "attendance.csv?time_zone=Mars/Base");
        Assert.Equal(HttpStatusCode.BadRequest, nowhere.StatusCode);
    }

    [Theory]
    [InlineData("GET", "attendance")]
    [InlineData("GET", "attendance.csv")]
    [InlineData("DELETE", "attendance")]
    public async Task Others_see_nothing(string method, string path)
    {
        await using var app = await StartAsync();
        var meeting = await HoldAsync(app);
        var guest = (await app.App.JoinAsync(meeting)).GetProperty("token").GetString()!;
        foreach (var credential in new[] { "", "nonsense", guest, Token("xyz-defg-hij") })
        {
            using var refused = await SendAsync(app, meeting, new HttpMethod(method), path, credential);
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
            Assert.Equal("Bearer", refused.Headers.WwwAuthenticate.Single().Scheme);
        }

        using var unknown = await SendAsync(app, "xyz-defg-hij", new HttpMethod(method), path, Token("xyz-defg-hij"));
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.Equal(2, (await app.SessionAsync()).People);
    }

    [Fact]
    public async Task Deleted_is_deleted_and_late_events_bring_nothing_back()
    {
        await using var app = await StartAsync();
        var meeting = await HoldAsync(app);
        var other = await app.App.CreateMeetingAsync();
        await app.TellAsync(Joined(Person("PA_o", "o", "Otto", 5), "RM_o", other));
        var there = Person("PA_2", "carl", "Carl", 700);
        await app.TellAsync(Joined(there, "RM_2", meeting));
        using (var deleted = await SendAsync(app, meeting, HttpMethod.Delete, "attendance"))
            Assert.Equal(2, (await deleted.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("sessions").GetInt32());
        await app.TellAsync(Left(Person("PA_a", "guest-anna", "Anna", 0), 600, meeting: meeting), Left(there, 800, room: "RM_2", meeting: meeting));
        await app.TellAsync(Joined(Person("PA_3", "dora", "Dora", 710), "RM_2", meeting), Finished(820, "RM_2", meeting));
        app.App.Rooms.All[meeting] = new Room { Sid = "RM_2", Name = meeting, NumParticipants = 1 };
        app.App.Rooms.People[(meeting, "carl")] = there;
        await app.Upkeep.CompareAsync(CancellationToken.None);
        Assert.Empty((await ReadAsync(app, meeting)).GetProperty("sessions").EnumerateArray());
        Assert.Equal(["Otto"], (await app.StaysAsync()).Select(stay => stay.Name));
        Assert.Equal(1, (await ReadAsync(app, other)).GetProperty("sessions").GetArrayLength());
        // The next run of the meeting is recorded again.
        await app.TellAsync(Joined(Person("PA_4", "emil", "Emil", 900), "RM_4", meeting));
        Assert.Equal(1, (await ReadAsync(app, meeting)).GetProperty("sessions").GetArrayLength());
    }

    [Fact]
    public async Task Off_means_that_there_is_none()
    {
        await using var app = await StartAsync(new TreffAppSettings { Statistics = new StatisticsOptions { RetentionDays = 0 } });
        var meeting = await app.App.CreateMeetingAsync();
        using var response = await SendAsync(app, meeting, HttpMethod.Get, "attendance", language: "de");
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("statistics_off", (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
    }

    /// <summary>Ten minutes with Anna, and with Bert, who was away for one of them.</summary>
    private static async Task<string> HoldAsync(StatisticsApp app)
    {
        var meeting = await app.App.CreateMeetingAsync();
        var anna = Person("PA_a", "guest-anna", "Anna", 0);
        anna.Attributes["role"] = "host";
        var (bert, again) = (Person("PA_b", "guest-bert", "=Bert", 0), Person("PA_c", "guest-bert", "=Bert", 360));
        await app.TellAsync(
            Joined(anna, meeting: meeting),
            Published(anna, "TR_1", TrackSource.Microphone, 1),
            Published(anna, "TR_2", TrackSource.Camera, 1),
            Published(anna, "TR_3", TrackSource.Camera, 50),
            Joined(bert, meeting: meeting),
            Left(bert, 300, DisconnectReason.ConnectionTimeout, meeting: meeting),
            Joined(again, meeting: meeting),
            Left(again, 600, meeting: meeting),
            Left(anna, 600, meeting: meeting),
            Finished(620, meeting: meeting));
        return meeting;
    }

    private static string Token(string meeting) => AccessToken.Create(
        TreffAppSettings.Development, new AccessTokenClaims { Video = new VideoGrant { RoomAdmin = true, Room = meeting } }, TreffApp.Start, TimeSpan.FromHours(1));

    private static async Task<JsonElement> ReadAsync(StatisticsApp app, string meeting)
    {
        using var response = await SendAsync(app, meeting, HttpMethod.Get, "attendance");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(response.Headers.CacheControl!.NoStore);
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static async Task<HttpResponseMessage> SendAsync(StatisticsApp app, string meeting, HttpMethod method, string path, string? credential = null, string language = "en")
    {
        using var request = new HttpRequestMessage(method, $"/api/v1/meetings/{meeting}/{path}");
        if ((credential ?? Token(meeting)) is { Length: > 0 } bearer)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        request.Headers.Add("Accept-Language", language);
        return await app.App.Http.SendAsync(request);
    }

    private static string[] Lines(byte[] csv) => Encoding.UTF8.GetString(csv.AsSpan(3)).Split("\r\n");

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static int Number(JsonElement element, string name) => element.GetProperty(name).GetInt32();
}
