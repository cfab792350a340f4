using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Ical.Net.CalendarComponents;
using Treff.Server.Tests.Support;
using Calendar = Ical.Net.Calendar;

namespace Treff.Server.Tests.Schedule;

/// <summary>The calendar's file, read again as a calendar reads it.</summary>
public sealed class CalendarTests : IAsyncLifetime
{
    private TreffApp _app = null!;

    public async ValueTask InitializeAsync() => _app = await TreffApp.StartAsync(new TreffAppSettings { FrontendUrl = new Uri("https://meet.example.org") });

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task A_planned_meeting_is_an_entry_with_link_time_and_length()
    {
        var (id, _) = await CreateAsync(new { name = "Planning; part 1, \\ Übung", starts_at = "2026-02-02T09:00:00+01:00", duration_minutes = 45 });
        var (text, entry) = await ReadAsync(id);
        Assert.Equal("Planning; part 1, \\ Übung", entry.Summary);
        Assert.Equal($"{id}@treff", entry.Uid);
        Assert.Equal(new DateTime(2026, 2, 2, 8, 0, 0), entry.Start!.AsUtc);
        Assert.Equal(new DateTime(2026, 2, 2, 8, 45, 0), entry.End!.AsUtc);
        Assert.Equal($"https://meet.example.org/meeting/{id}", entry.Url!.ToString());
        Assert.Null(entry.RecurrenceRule);
        Assert.Equal(TreffApp.Start.UtcDateTime, entry.DtStamp!.AsUtc);
        Assert.All(text.Split("\r\n"), line => Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(line), 0, 75));
    }

    [Fact]
    public async Task A_weekly_meeting_stays_at_nine_when_clocks_change()
    {
        var (id, _) = await CreateAsync(new { alias = "team-monday", starts_at = "2026-03-23T09:00:00+01:00", time_zone = "Europe/Berlin", recurrence = "weekly" });
        var (text, entry) = await ReadAsync(id);
        Assert.Equal("Europe/Berlin", entry.Start!.TzId);
        Assert.Contains("BEGIN:VTIMEZONE", text, StringComparison.Ordinal);
        Assert.Contains("TZOFFSETTO:+0200", text, StringComparison.Ordinal);
        var times = entry.GetOccurrences(entry.Start).Take(2).Select(occurrence => occurrence.Period.StartTime.AsUtc).ToList();
        Assert.Equal([new DateTime(2026, 3, 23, 8, 0, 0), new DateTime(2026, 3, 30, 7, 0, 0)], times);
        Assert.Equal("https://meet.example.org/m/team-monday", entry.Location);
        Assert.Equal(entry.Uid, (await ReadAsync("team-monday")).Entry.Uid);
    }

    [Fact]
    public async Task A_changed_meeting_is_the_same_entry_with_a_higher_sequence()
    {
        var (id, key) = await CreateAsync(new { starts_at = "2026-02-02T09:00:00Z" });
        var (_, before) = await ReadAsync(id);
        using var request = new HttpRequestMessage(HttpMethod.Patch, $"/api/v1/meetings/{id}/settings") { Content = JsonContent.Create(new { starts_at = "2026-02-03T09:00:00Z" }) };
        request.Headers.Authorization = new("Bearer", key);
        using var changed = await _app.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        var (_, after) = await ReadAsync(id);
        Assert.Equal(before.Uid, after.Uid);
        Assert.True(after.Sequence > before.Sequence);
        Assert.Equal(before.Start!.AsUtc.AddDays(1), after.Start!.AsUtc);
    }

    [Fact]
    public async Task It_speaks_the_language_of_who_asks_and_tells_no_secrets()
    {
        var (id, key) = await CreateAsync(new { starts_at = "2026-02-02T09:00:00Z", password = "hunter22" });
        using var response = await _app.SendAsync(HttpMethod.Get, $"/api/v1/meetings/{id}/calendar.ics", language: "de");
        var text = await response.Content.ReadAsStringAsync();
        Assert.Equal("text/calendar; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        Assert.Contains("SUMMARY:Videotreffen", text, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter22", text, StringComparison.Ordinal);
        Assert.DoesNotContain(key, text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("abc-defg-hij", "meeting_not_found")]
    [InlineData("nonsense!", "meeting_id_invalid")]
    [InlineData("", "meeting_not_planned")]
    public async Task Without_a_time_or_a_meeting_there_is_none(string id, string code)
    {
        if (id.Length == 0)
            id = await _app.CreateMeetingAsync();
        using var response = await _app.SendAsync(HttpMethod.Get, $"/api/v1/meetings/{id}/calendar.ics");
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal(code, (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
    }

    private async Task<(string Id, string HostKey)> CreateAsync(object options)
    {
        var created = await _app.PostAsync("/api/v1/meetings/create", options);
        return (created.GetProperty("meeting_id").GetString()!, created.GetProperty("host_key").GetString()!);
    }

    private async Task<(string Text, CalendarEvent Entry)> ReadAsync(string id)
    {
        var text = await _app.Http.GetStringAsync(new Uri($"/api/v1/meetings/{id}/calendar.ics", UriKind.Relative));
        return (text, Assert.Single(Calendar.Load(text)!.Events));
    }
}
