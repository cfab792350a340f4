using Treff.Server.Operations;
using Treff.Server.Statistics;

namespace Treff.Server.Admin;

/// <summary>What was: sessions, attendance, charts, and deleting all of it.</summary>
internal static class AdminHistoryEndpoints
{
    private const int DefaultLimit = 50;

    public static void MapAdminHistory(this RouteGroupBuilder admin)
    {
        admin.MapGet("/meetings", SearchAsync)
            .WithName("adminMeetings").WithSummary("Meetings of all times, the newest first").Produces<PastMeetings>().ProducesProblems(400, 401);
        admin.MapGet("/charts", ChartsAsync)
            .WithName("adminCharts").WithSummary("The last day in steps of five minutes, or with range=month the last 30 days in hours").Produces<Charts>().ProducesProblems(401);
        admin.MapGet("/meetings/{id}/attendance", async (string id, AttendanceReader reader, CancellationToken stopping) => Results.Ok(await reader.ReadAsync(id, stopping)))
            .WithName("adminAttendance").WithSummary("Who was in a meeting").Produces<Attendance>().ProducesProblems(401);
        admin.MapGet("/meetings/{id}/attendance.csv", (string id, string? time_zone, HttpContext context, AttendanceReader reader) => AttendanceEndpoints.AnswerAsTableAsync(context, id, time_zone, reader))
            .WithName("adminDownloadAttendance").WithSummary("The same as a table").Produces<string>(StatusCodes.Status200OK, "text/csv").ProducesProblems(400, 401);
        admin.MapDelete("/meetings/{id}/attendance", async (string id, AttendanceErasure erasure, TreffOptions options, CancellationToken stopping) =>
                options.Statistics.IsOn ? Results.Ok(new DeletedAttendance(await erasure.DeleteMeetingAsync(id, stopping))) : AttendanceProblems.StatisticsOff)
            .WithName("adminDeleteAttendance").WithSummary("Delete what was recorded of a meeting").Produces<DeletedAttendance>().ProducesProblems(401, 403, 404);
        admin.MapDelete("/attendance", async (AttendanceErasure erasure, TreffOptions options, CancellationToken stopping) =>
                options.Statistics.IsOn ? Results.Ok(new DeletedAttendance(await erasure.DeleteAllAsync(stopping))) : AttendanceProblems.StatisticsOff)
            .WithName("adminDeleteAllAttendance").WithSummary("Delete what was recorded of all meetings").Produces<DeletedAttendance>().ProducesProblems(401, 403, 404);
    }

    private static async Task<IResult> SearchAsync(string? query, string? before, string? limit, PastMeetingSearch search, CancellationToken cancellationToken)
    {
        var rows = int.TryParse(limit, out var asked) ? Math.Clamp(asked, 1, PastMeetingSearch.MaxLimit) : DefaultLimit;
        return await search.ReadAsync(query, before, rows, cancellationToken) is { } page ? Results.Ok(page) : AdminProblems.CursorInvalid;
    }

    private static async Task<IResult> ChartsAsync(string? range, ChartReader charts, CancellationToken cancellationToken) =>
        Results.Ok(range == "month" ? await charts.ReadMonthAsync(cancellationToken) : await charts.ReadDayAsync(cancellationToken));
}
