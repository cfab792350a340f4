using Microsoft.AspNetCore.Connections;
using Treff.LiveKit;
using Treff.Server.Storage;

namespace Treff.Server.Operations;

/// <summary>
/// The outermost layer: an exception becomes an answer and one log line. Below /api also a bare 404 or 405 of the router gets its
/// problem body.
/// </summary>
public sealed partial class ApiErrors(RequestDelegate next, ILogger<ApiErrors> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        try
        {
            await next(context);
            if (IsApi(context) && IsBare(context.Response))
                await AnswerAsync(context, context.Response.StatusCode == StatusCodes.Status405MethodNotAllowed ? Problems.MethodNotAllowed : Problems.NoSuchPath);
        }
        catch (OperationCanceledException exception) when (context.RequestAborted.IsCancellationRequested || exception.InnerException is ConnectionAbortedException)
        {
            // The client went away; nobody reads this status, but logs and metrics of proxies know it.
            if (!context.Response.HasStarted)
                context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
        }
        catch (BadHttpRequestException exception)
        {
            // Kestrel's own refusals (too slow, broken chunks) carry their status.
            if (!context.Response.HasStarted)
                context.Response.StatusCode = exception.StatusCode;
        }
        catch (RoomServiceException exception)
        {
            Log.MediaServerFailed(logger, context.Request.Path, exception.Code, exception.Message);
            await AnswerAsync(context, MediaServerProblems.Of(exception));
        }
        catch (Exception exception) when (DatabaseFailure.IsAway(exception))
        {
            Log.DatabaseFailed(logger, context.Request.Path, exception.GetBaseException().Message);
            await AnswerAsync(context, StorageProblems.Unavailable);
        }
        catch (Exception exception)
        {
            Log.RequestFailed(logger, context.Request.Method, context.Request.Path, exception);
            await AnswerAsync(context, Problems.Internal);
        }
    }

    private static bool IsApi(HttpContext context) => context.Request.Path.StartsWithSegments("/api");

    private static bool IsBare(HttpResponse response) =>
        response is { HasStarted: false, StatusCode: StatusCodes.Status404NotFound or StatusCodes.Status405MethodNotAllowed, ContentType: null };

    private static Task AnswerAsync(HttpContext context, Problem problem) => context.Response.HasStarted ? Task.CompletedTask : problem.ExecuteAsync(context);

    private static partial class Log
    {
        [LoggerMessage(EventId = 300, Level = LogLevel.Warning, Message = "{Path}: the media server failed with {Code}: {Reason}")]
        public static partial void MediaServerFailed(ILogger logger, PathString path, TwirpErrorCode code, string reason);

        [LoggerMessage(EventId = 302, Level = LogLevel.Warning, Message = "{Path}: the database failed: {Reason}")]
        public static partial void DatabaseFailed(ILogger logger, PathString path, string reason);

        [LoggerMessage(EventId = 301, Level = LogLevel.Error, Message = "{Method} {Path} failed")]
        public static partial void RequestFailed(ILogger logger, string method, PathString path, Exception exception);
    }
}
