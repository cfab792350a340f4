using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http.HttpResults;
using Treff.LiveKit;
using Treff.Server.Meetings;
using Treff.Server.Operations;
using Treff.Server.Storage;

namespace Treff.Server.Admin;

/// <summary>What is going on now, and what the operator does about it.</summary>
internal static partial class AdminLiveEndpoints
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(2);

    /// <summary>Signing out ends what is open in other tabs within so many looks.</summary>
    private const int LooksPerCheck = 5;

    public static void MapAdminLive(this RouteGroupBuilder admin)
    {
        admin.MapGet("/live", ReadAsync)
            .WithName("adminLive").WithSummary("What is going on now").Produces<LiveServer>().ProducesProblems(401, 503);
        admin.MapGet("/live/events", Watch)
            .WithName("adminLiveEvents").WithSummary("The same every two seconds, as server-sent events").Produces<LiveServer>(StatusCodes.Status200OK, "text/event-stream").ProducesProblems(401, 503);
        admin.MapPost("/meetings/{id}/end", EndAsync)
            .WithName("adminEndMeeting").WithSummary("End a meeting for everybody in it").Produces(StatusCodes.Status204NoContent).ProducesProblems(401, 403, 404, 503);
        admin.MapPost("/meetings/{id}/participants/{identity}/remove", RemoveAsync)
            .WithName("adminRemoveParticipant").WithSummary("Send somebody out of a meeting").Produces(StatusCodes.Status204NoContent).ProducesProblems(401, 403, 404, 503);
    }

    private static async Task<IResult> ReadAsync(string? meeting, string? query, LiveView live, CancellationToken cancellationToken) =>
        Results.Ok(await live.ReadAsync(meeting, query, cancellationToken));

    private static ServerSentEventsResult<object> Watch(string? meeting, string? query, HttpContext context, LiveView live, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<LiveView> logger)
    {
        // A proxy that collects answers would hold the events back.
        context.Response.Headers["X-Accel-Buffering"] = "no";
        return TypedResults.ServerSentEvents(WatchAsync(context, () => live.ReadAsync(meeting, query, context.RequestAborted), time, lifetime, logger));
    }

    private static async IAsyncEnumerable<SseItem<object>> WatchAsync(
        HttpContext context,
        Func<Task<LiveServer>> read,
        TimeProvider time,
        IHostApplicationLifetime lifetime,
        ILogger logger,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStopping, context.RequestAborted, cancellationToken);
        using var timer = new PeriodicTimer(Pace, time);
        for (var looks = 1; ; looks++)
        {
            yield return await TryReadAsync(read, logger);
            if (!await WaitAsync(timer, ending.Token))
                yield break;
            if (looks % LooksPerCheck == 0 && await IsSignedOutAsync(context))
            {
                yield return new SseItem<object>(new { }, "signed_out");
                yield break;
            }
        }
    }

    private static async Task<SseItem<object>> TryReadAsync(Func<Task<LiveServer>> read, ILogger logger)
    {
        try
        {
            return new SseItem<object>(await read(), "live");
        }
        catch (Exception exception) when (exception is RoomServiceException || DatabaseFailure.IsAway(exception))
        {
            Log.NotRead(logger, exception);
            return new SseItem<object>(new { }, "unreachable");
        }
    }

    private static async Task<bool> WaitAsync(PeriodicTimer timer, CancellationToken ending)
    {
        try
        {
            return await timer.WaitForNextTickAsync(ending);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    // In a scope of its own: that of the request lasts as long as somebody watches.
    private static async Task<bool> IsSignedOutAsync(HttpContext context)
    {
        await using var scope = context.RequestServices.GetRequiredService<IServiceScopeFactory>().CreateAsyncScope();
        try
        {
            return await scope.ServiceProvider.GetRequiredService<AdminSessions>().FindAsync(context) is null;
        }
        catch (Exception exception) when (DatabaseFailure.IsAway(exception))
        {
            // Nobody could sign out meanwhile.
            return false;
        }
    }

    private static async Task<IResult> EndAsync(string id, MeetingDirectory meetings, ILogger<LiveView> logger, CancellationToken cancellationToken)
    {
        try
        {
            await meetings.EndAsync(id, cancellationToken);
        }
        catch (RoomServiceException exception) when (exception.Code == TwirpErrorCode.NotFound)
        {
            return AdminProblems.NobodyThere;
        }

        Log.Ended(logger, id);
        return Results.NoContent();
    }

    private static async Task<IResult> RemoveAsync(string id, string identity, IRoomService rooms, ILogger<LiveView> logger, CancellationToken cancellationToken)
    {
        try
        {
            await rooms.RemoveParticipantAsync(id, identity, cancellationToken);
        }
        catch (RoomServiceException exception) when (exception.Code == TwirpErrorCode.NotFound)
        {
            return AdminProblems.NobodyThere;
        }

        Log.Removed(logger, identity, id);
        return Results.NoContent();
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 600, Level = LogLevel.Information, Message = "The operator ended meeting {Meeting}")]
        public static partial void Ended(ILogger logger, string meeting);

        [LoggerMessage(EventId = 601, Level = LogLevel.Information, Message = "The operator removed {Participant} from meeting {Meeting}")]
        public static partial void Removed(ILogger logger, string participant, string meeting);

        [LoggerMessage(EventId = 602, Level = LogLevel.Debug, Message = "The dashboard could not be told what is going on")]
        public static partial void NotRead(ILogger logger, Exception exception);
    }
}
