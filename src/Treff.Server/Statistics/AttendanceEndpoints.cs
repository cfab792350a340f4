using Treff.Server.Hosts;
using Treff.Server.Operations;
using Treff.Server.Operations.OpenApi;

namespace Treff.Server.Statistics;

/// <summary>Who was in a meeting, for its hosts.</summary>
public static class AttendanceEndpoints
{
    public static RouteGroupBuilder MapAttendance(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/meetings").WithTags("Attendance").Needs(Credential.Host);
        group.MapGet("/{id}/attendance", ReadAsync)
            .WithName("getAttendance")
            .WithSummary("Who was in the meeting, when and for how long; for hosts")
            .Produces<Attendance>()
            .ProducesProblems(401, 403, 404, 503);
        group.MapGet("/{id}/attendance.csv", DownloadAsync)
            .WithName("downloadAttendance")
            .WithSummary("The same as a table (RFC 4180); time_zone is an IANA name")
            .Produces<string>(StatusCodes.Status200OK, "text/csv")
            .ProducesProblems(400, 401, 403, 404, 503);
        group.MapDelete("/{id}/attendance", DeleteAsync)
            .WithName("deleteAttendance")
            .WithSummary("Delete it; of a meeting that is going on nothing more is recorded until it begins anew")
            .Produces<DeletedAttendance>()
            .ProducesProblems(401, 403, 404, 503);
        return group;
    }

    /// <summary>The answer with the file, for hosts and for the operator alike.</summary>
    public static async Task<IResult> AnswerAsTableAsync(HttpContext context, string meeting, string? timeZone, AttendanceReader reader)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(reader);
        var zone = TimeZoneInfo.Utc;
        if (timeZone is not null && !TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out zone))
            return AttendanceProblems.TimeZoneUnknown;
        var attendance = await reader.ReadAsync(meeting, context.RequestAborted);
        context.Response.Headers.CacheControl = "no-store";
        var language = AcceptLanguage.Choose(context.Request.Headers.AcceptLanguage);
        var bytes = AttendanceCsv.Write(attendance, zone, language);
        return Results.File(bytes, "text/csv; charset=utf-8", $"attendance-{FileName(meeting)}.csv");
    }

    private static async Task<IResult> ReadAsync(string id, HttpContext context, HostAccess access, AttendanceReader reader, TreffOptions options)
    {
        var (meeting, refusal) = await EnterAsync(id, context, access, options);
        if (refusal is not null)
            return refusal;
        context.Response.Headers.CacheControl = "no-store";
        return Results.Ok(await reader.ReadAsync(meeting, context.RequestAborted));
    }

    private static async Task<IResult> DownloadAsync(
        string id, string? time_zone, HttpContext context, HostAccess access, AttendanceReader reader, TreffOptions options)
    {
        var (meeting, refusal) = await EnterAsync(id, context, access, options);
        return refusal ?? await AnswerAsTableAsync(context, meeting, time_zone, reader);
    }

    private static async Task<IResult> DeleteAsync(string id, HttpContext context, HostAccess access, AttendanceErasure erasure, TreffOptions options)
    {
        var (meeting, refusal) = await EnterAsync(id, context, access, options);
        return refusal ?? Results.Ok(new DeletedAttendance(await erasure.DeleteMeetingAsync(meeting, context.RequestAborted)));
    }

    private static async Task<(string Meeting, Problem? Refusal)> EnterAsync(string id, HttpContext context, HostAccess access, TreffOptions options)
    {
        var (moderator, refusal) = await access.EnterAsync(id, context, includesEnded: true);
        if (moderator is null)
            return ("", refusal);
        return (moderator.Meeting.Id, options.Statistics.IsOn ? null : AttendanceProblems.StatisticsOff);
    }

    /// <summary>Rooms of the server API may be called anything.</summary>
    private static string FileName(string meeting) => string.Concat(meeting.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' ? letter : '-'));
}

/// <summary>What was deleted.</summary>
public sealed record DeletedAttendance(int Sessions);
