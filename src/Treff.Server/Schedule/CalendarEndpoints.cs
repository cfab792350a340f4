using Treff.Server.Meetings;
using Treff.Server.Operations;

namespace Treff.Server.Schedule;

/// <summary>Planned meetings for calendars.</summary>
public static class CalendarEndpoints
{
    private const string ContentType = "text/calendar; charset=utf-8";

    private static readonly Problem NotPlanned = new(
        404,
        "meeting_not_planned",
        new("This meeting has no start", "Dieses Meeting hat keinen Beginn"),
        new(
            "A calendar needs a time. A host can set one in the meeting's settings (starts_at).",
            "Ein Kalender braucht eine Zeit. Die Leitung kann sie in den Einstellungen des Meetings setzen (starts_at)."));

    public static RouteHandlerBuilder MapCalendar(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/meetings/{id}/calendar.ics", GetAsync)
            .WithTags("Meetings")
            .WithName("getMeetingCalendar")
            .WithSummary("A planned meeting as an iCalendar file (RFC 5545)")
            .Produces<string>(StatusCodes.Status200OK, "text/calendar")
            .ProducesProblems(404, 410, 503);

    private static async Task<IResult> GetAsync(string id, HttpContext context, MeetingDirectory meetings, PublicUrls urls, TimeProvider time)
    {
        var (found, refusal) = await meetings.OpenAsync(id, context.RequestAborted);
        if (found is null)
            return refusal!;
        var meeting = found.Meeting;
        if (meeting.StartsAt is null)
            return NotPlanned;
        var baseUrl = urls.BaseUrl(context.Request);
        var link = MeetingUrls.Alias(baseUrl, meeting) ?? MeetingUrls.Meeting(baseUrl, meeting);
        var language = AcceptLanguage.Choose(context.Request.Headers.AcceptLanguage);
        context.Response.Headers.CacheControl = "no-cache";
        context.Response.Headers.Vary = "Accept-Language";
        context.Response.Headers.ContentDisposition = $"inline; filename=\"{meeting.Id}.ics\"";
        return Results.Text(MeetingCalendar.Write(meeting, link, time.GetUtcNow(), language), ContentType);
    }
}
