using System.Reflection;
using Treff.LiveKit;
using Treff.Server.Storage;

namespace Treff.Server.Operations;

/// <summary>How the server is. The status is 503 when something it needs does not answer.</summary>
/// <param name="Status"><c>ok</c> or <c>degraded</c>.</param>
/// <param name="MediaServer"><c>ok</c> or <c>unreachable</c>.</param>
/// <param name="Database"><c>ok</c> or <c>unreachable</c>.</param>
/// <param name="Version">Of Treff.</param>
/// <param name="Uptime">Whole seconds since the start.</param>
public sealed record Health(string Status, string MediaServer, string Database, string Version, long Uptime);

/// <summary>One word: <c>ok</c>, <c>degraded</c> or <c>stopping</c>.</summary>
public sealed record HealthWord(string Status);

/// <summary>The moment the process started serving.</summary>
public sealed class StartTime(TimeProvider time)
{
    private readonly long _started = time.GetTimestamp();

    public TimeSpan Uptime => time.GetElapsedTime(_started);
}

/// <summary>For load balancers and people.</summary>
public static class HealthEndpoints
{
    /// <summary>Shorter than the time-outs of the load balancers that ask.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(3);

    /// <summary>All is well.</summary>
    public const string Ok = "ok";

    public static readonly string Version =
        typeof(HealthEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        var health = routes.MapGroup("/health").WithTags("Operations");
        health.MapGet("", GetAsync)
            .WithName("getHealth")
            .WithSummary("Whether the server and what it needs are up")
            .Produces<Health>()
            .Produces<Health>(StatusCodes.Status503ServiceUnavailable);
        health.MapGet("/live", static (HttpContext context) => Answer(context, StatusCodes.Status200OK, new HealthWord(Ok)))
            .WithName("getLiveness")
            .WithSummary("Whether the process answers at all; when it does not, start it again")
            .Produces<HealthWord>();
        health.MapGet("/ready", IsReadyAsync)
            .WithName("getReadiness")
            .WithSummary("Whether to send people here: not while something is missing, nor while the server stops")
            .Produces<HealthWord>()
            .Produces<HealthWord>(StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<IResult> IsReadyAsync(HttpContext context, TreffDbContext database, IRoomService rooms, IHostApplicationLifetime lifetime)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
            return Answer(context, StatusCodes.Status503ServiceUnavailable, new HealthWord("stopping"));
        var (isDatabaseUp, isMediaUp) = await AskAsync(context, database, rooms);
        return isDatabaseUp && isMediaUp
            ? Answer(context, StatusCodes.Status200OK, new HealthWord(Ok))
            : Answer(context, StatusCodes.Status503ServiceUnavailable, new HealthWord("degraded"));
    }

    private static async Task<IResult> GetAsync(HttpContext context, TreffDbContext database, IRoomService rooms, StartTime start)
    {
        var (isDatabaseUp, isMediaUp) = await AskAsync(context, database, rooms);
        var isUp = isDatabaseUp && isMediaUp;
        var health = new Health(isUp ? Ok : "degraded", Word(isMediaUp), Word(isDatabaseUp), Version, (long)start.Uptime.TotalSeconds);
        return Answer(context, isUp ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable, health);
    }

    private static IResult Answer<T>(HttpContext context, int status, T value)
    {
        context.Response.Headers.CacheControl = "no-store";
        return Results.Json(value, statusCode: status);
    }

    private static async Task<(bool IsDatabaseUp, bool IsMediaUp)> AskAsync(HttpContext context, TreffDbContext database, IRoomService rooms)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        timeout.CancelAfter(Timeout);
        var media = IsMediaServerUpAsync(rooms, timeout.Token);
        var isDatabaseUp = await IsDatabaseUpAsync(database, timeout.Token);
        return (isDatabaseUp, await media);
    }

    private static string Word(bool isUp) => isUp ? Ok : "unreachable";

    private static async Task<bool> IsDatabaseUpAsync(TreffDbContext database, CancellationToken cancellationToken)
    {
        try
        {
            return await database.Database.CanConnectAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static async Task<bool> IsMediaServerUpAsync(IRoomService rooms, CancellationToken cancellationToken)
    {
        try
        {
            // A name that no room has: the answer is short whatever goes on there.
            await rooms.ListRoomsAsync(["health"], cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is RoomServiceException or OperationCanceledException)
        {
            return false;
        }
    }
}
