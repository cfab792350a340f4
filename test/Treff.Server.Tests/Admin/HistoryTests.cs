using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Treff.Server.Statistics;
using Treff.Server.Tests.Support;

namespace Treff.Server.Tests.Admin;

/// <summary>Past meetings and charts.</summary>
public class HistoryTests
{
    private const int Many = 10_000;

    [Fact]
    public async Task Ten_thousand_meetings_are_paged_through_without_loss_and_found()
    {
        await using var admin = await AdminApp.StartSignedInAsync();
        await FillAsync(admin.App);
        var seen = new List<string>();
        string? next = null;
        var watch = Stopwatch.StartNew();
        do
        {
            var page = await admin.GetAsync($"meetings?limit=100{(next is null ? "" : $"&before={next}")}");
            Assert.Equal(Many, page.GetProperty("total").GetInt32());
            seen.AddRange(page.GetProperty("sessions").EnumerateArray().Select(session => session.GetProperty("session_id").GetString()!));
            next = page.GetProperty("next").GetString();
        }
        while (next is not null);
        Assert.Equal(Enumerable.Range(0, Many).Select(SidOf).Reverse(), seen);
        Assert.True(watch.Elapsed / (Many / 100) < TimeSpan.FromSeconds(1), $"a page took {watch.Elapsed / (Many / 100)}");
        var named = await admin.GetAsync("meetings?query=SPRECHSTUNDE%204711");
        Assert.Equal([SidOf(4711)], named.GetProperty("sessions").EnumerateArray().Select(session => session.GetProperty("session_id").GetString()));
        var coded = await admin.GetAsync("meetings?query=aaaaaaab21");
        Assert.Equal((1, "aaa-aaaa-b21"), (coded.GetProperty("total").GetInt32(), coded.GetProperty("sessions")[0].GetProperty("meeting_id").GetString()));
        var part = await admin.GetAsync("meetings?query=-b2&limit=5");
        Assert.Equal((5, true), (part.GetProperty("sessions").GetArrayLength(), part.GetProperty("total").GetInt32() > 5));
    }

    [Fact]
    [Trait("Database", "SQLite")]
    public async Task A_page_is_read_by_the_index()
    {
        await using var admin = await AdminApp.StartSignedInAsync();
        using var database = new Database(admin.App);
        await database.Context.Database.OpenConnectionAsync();
        await using var command = database.Context.Database.GetDbConnection().CreateCommand();
        command.CommandText =
            """
            EXPLAIN QUERY PLAN SELECT * FROM MeetingSessions
            WHERE People > 0 AND DeletedAt IS NULL AND (StartedAt < 5 OR (StartedAt = 5 AND Sid < 'x')) ORDER BY StartedAt DESC, Sid DESC LIMIT 51
            """;
        var plan = "";
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            plan += reader.GetString(3) + "\n";
        Assert.Contains("IX_MeetingSessions_StartedAt_Sid", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("TEMP B-TREE", plan, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x")]
    [InlineData(".RM_1")]
    [InlineData("-5.RM_1")]
    [InlineData("99999999999999999999.RM_1")]
    [InlineData("9223372036854775807.RM_1")]
    [InlineData("5.")]
    public async Task A_cursor_of_somebody_else_is_refused(string cursor)
    {
        await using var admin = await AdminApp.StartSignedInAsync();
        Assert.Equal(HttpStatusCode.BadRequest, await admin.StatusAsync(HttpMethod.Get, $"meetings?before={cursor}"));
    }

    [Fact]
    public async Task Charts_cover_the_day_and_the_month_with_gaps_where_nothing_is_known()
    {
        await using var admin = await AdminApp.StartSignedInAsync();
        var minute = TreffApp.Start.ToUnixTimeSeconds() / 60;
        using (var database = new Database(admin.App))
        {
            database.Context.UsageSamples.AddRange(
                new UsageSample { Minute = minute - 6, Meetings = 1, People = 3, ReceivedBitsPerSecond = 1000, SentBitsPerSecond = 2000, Loss = 0.5 },
                new UsageSample { Minute = minute - 7, Meetings = 2, People = 2, ReceivedBitsPerSecond = 3000, SentBitsPerSecond = 4000 },
                new UsageSample { Minute = minute - (3 * 1440), Meetings = 7, People = 9 });
            database.Context.MeetingSessions.AddRange(Session(1, TreffApp.Start.AddMinutes(-7)), Session(2, TreffApp.Start.AddDays(-3)));
            await database.Context.SaveChangesAsync();
        }

        var day = await admin.GetAsync("charts");
        Assert.Equal((300, 288), (day.GetProperty("step_seconds").GetInt32(), day.GetProperty("times").GetArrayLength()));
        Assert.Equal(TreffApp.Start.ToUnixTimeSeconds(), day.GetProperty("times")[287].GetInt64());
        int[] known = [.. Enumerable.Range(0, 288).Where(index => day.GetProperty("participants")[index].ValueKind != JsonValueKind.Null)];
        Assert.Equal([285], known);
        Assert.Equal((3, 2, 2000.0, 3000.0, 0.5, 1), (
            day.GetProperty("participants")[285].GetInt32(),
            day.GetProperty("meetings")[285].GetInt32(),
            day.GetProperty("received_bits_per_second")[285].GetDouble(),
            day.GetProperty("sent_bits_per_second")[285].GetDouble(),
            day.GetProperty("loss")[285].GetDouble(),
            day.GetProperty("started")[285].GetInt32()));
        var month = await admin.GetAsync("charts?range=month");
        Assert.Equal((3600, 720), (month.GetProperty("step_seconds").GetInt32(), month.GetProperty("times").GetArrayLength()));
        Assert.Equal(2, month.GetProperty("started").EnumerateArray().Sum(count => count.GetInt32()));
        Assert.Equal(120, month.GetProperty("participant_seconds").EnumerateArray().Sum(seconds => seconds.GetInt64()));
        Assert.Equal(9, month.GetProperty("participants")[719 - 72].GetInt32());
    }

    [Fact]
    public async Task The_operator_sees_and_deletes_the_attendance_of_one_meeting_and_of_all()
    {
        await using var admin = await AdminApp.StartSignedInAsync();
        using (var database = new Database(admin.App))
        {
            for (var i = 1; i <= 3; i++)
            {
                database.Context.MeetingSessions.Add(Session(i, TreffApp.Start));
                database.Context.ParticipantStays.Add(new ParticipantStay { Sid = $"PA_{i}", SessionSid = SidOf(i), Identity = "a", Name = "Anna", JoinedAt = TreffApp.Start, IsConfirmed = true });
            }

            await database.Context.SaveChangesAsync();
        }

        var attendance = await admin.GetAsync("meetings/aaa-aaaa-b01/attendance");
        Assert.Equal("Anna", attendance.GetProperty("sessions")[0].GetProperty("participants")[0].GetProperty("name").GetString());
        using (var csv = await admin.SendAsync(HttpMethod.Get, "meetings/aaa-aaaa-b01/attendance.csv"))
            Assert.Contains("Anna", await csv.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await admin.StatusAsync(HttpMethod.Delete, "meetings/aaa-aaaa-b01/attendance"));
        Assert.Equal(2, (await admin.GetAsync("meetings")).GetProperty("total").GetInt32());
        Assert.Equal(HttpStatusCode.OK, await admin.StatusAsync(HttpMethod.Delete, "attendance"));
        Assert.Equal(0, (await admin.GetAsync("meetings")).GetProperty("total").GetInt32());
        using var left = new Database(admin.App);
        Assert.Empty(await left.Context.ParticipantStays.ToListAsync());
    }

    private static string SidOf(int number) => $"RM_{number:00000}";

    private static MeetingSession Session(int number, DateTimeOffset startedAt) => new()
    {
        Sid = SidOf(number),
        MeetingId = $"aaa-aaaa-b{number % 100:00}",
        StartedAt = startedAt,
        EndedAt = startedAt.AddMinutes(1),
        LastSeenAt = startedAt.AddMinutes(1),
        People = 1,
        Peak = 1,
        PersonSeconds = 60,
    };

    private static async Task FillAsync(TreffApp app)
    {
        using var database = new Database(app);
        for (var i = 0; i < Many; i++)
        {
            // Some begin at the same moment.
            var session = Session(i, TreffApp.Start.AddDays(-20).AddMinutes(i / 3));
            database.Context.MeetingSessions.Add(new MeetingSession
            {
                Sid = session.Sid,
                MeetingId = i == 4242 ? "aaa-aaaa-b21" : $"aaa-{i:0000}-b22",
                MeetingName = $"Sprechstunde {i}",
                StartedAt = session.StartedAt,
                EndedAt = session.EndedAt,
                LastSeenAt = session.LastSeenAt,
                People = 1,
                Peak = 1,
            });
        }

        await database.Context.SaveChangesAsync();
    }
}
