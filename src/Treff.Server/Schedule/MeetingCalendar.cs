using Ical.Net;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Ical.Net.Serialization;
using Treff.Server.Meetings;
using Treff.Server.Operations;

namespace Treff.Server.Schedule;

/// <summary>
/// A planned meeting as a calendar's file (RFC 5545). Its UID never changes and SEQUENCE grows with the meeting's options, so that a calendar that gets the file
/// once more moves the entry it has. It holds what any guest may know: neither password nor keys.
/// </summary>
public static class MeetingCalendar
{
    private static readonly TimeSpan UsualDuration = TimeSpan.FromHours(1);

    /// <summary>The file's text, with a start in the meeting's own time zone where it has one, so that a weekly meeting stays at nine when clocks change.</summary>
    /// <param name="meeting">With a start.</param>
    /// <param name="link">Where guests go.</param>
    /// <param name="now">The moment of writing.</param>
    /// <param name="language">Of the words around it.</param>
    public static string Write(Meeting meeting, string link, DateTimeOffset now, Language language)
    {
        ArgumentNullException.ThrowIfNull(meeting);
        var start = meeting.StartsAt ?? throw new ArgumentException("It has no start.", nameof(meeting));
        var duration = meeting.DurationMinutes is { } minutes ? TimeSpan.FromMinutes(minutes) : UsualDuration;
        var calendar = new Calendar { ProductId = "-//Treff//Treff//EN", Method = meeting.ClosedAt is null ? "PUBLISH" : "CANCEL" };
        if (meeting.TimeZone is { } zone)
            calendar.AddTimeZone(VTimeZone.FromDateTimeZone(zone, start.UtcDateTime, includeHistoricalData: false));
        calendar.Events.Add(new CalendarEvent
        {
            Uid = $"{meeting.Id}@treff",
            Sequence = meeting.Version,
            DtStamp = Utc(now),
            Created = Utc(meeting.CreatedAt),
            Start = In(meeting.TimeZone, start),
            End = In(meeting.TimeZone, start + duration),
            Summary = meeting.Name ?? (language == Language.German ? "Videotreffen" : "Video meeting"),
            Description = (language == Language.German ? "Zum Treffen: " : "Join here: ") + link,
            Location = link,
            Url = new Uri(link),
            Status = meeting.ClosedAt is null ? "CONFIRMED" : "CANCELLED",
            RecurrenceRule = meeting.IsWeekly ? new RecurrenceRule(FrequencyType.Weekly) : null,
        });
        return new CalendarSerializer().SerializeToString(calendar) ?? throw new InvalidOperationException("There is no text of this calendar.");
    }

    private static CalDateTime Utc(DateTimeOffset time) => new(time.UtcDateTime, "UTC");

    private static CalDateTime In(string? zone, DateTimeOffset time)
    {
        if (zone is null)
            return Utc(time);
        var local = TimeZoneInfo.ConvertTime(time, TimeZoneInfo.FindSystemTimeZoneById(zone));
        return new CalDateTime(DateTime.SpecifyKind(local.DateTime, DateTimeKind.Unspecified), zone);
    }
}
