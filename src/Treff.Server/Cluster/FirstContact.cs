using Treff.LiveKit;
using Treff.Server.Operations;

namespace Treff.Server.Cluster;

/// <summary>Tells the operator after the start whether LiveKit answers, and when not, what to do. The server serves meanwhile.</summary>
public sealed partial class FirstContact(IRoomService rooms, TreffOptions options, TimeProvider time, ILogger<FirstContact> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if ((options.LiveKitApiUrl ?? options.LiveKitUrl) is not { } url)
            return;
        using var timer = new PeriodicTimer(Pause, time);
        var address = url.GetLeftPart(UriPartial.Path);
        var isFirst = true;
        while (await AskAsync(stoppingToken) is { } failure)
        {
            var explanation = LiveKitTrouble.Explain(failure, url).English;
            if (isFirst)
                Log.Fails(logger, explanation);
            else
                Log.StillFails(logger, failure.Code);
            isFirst = false;
            await timer.WaitForNextTickAsync(stoppingToken);
        }

        Log.Answers(logger, address);
    }

    private async Task<RoomServiceException?> AskAsync(CancellationToken cancellationToken)
    {
        try
        {
            await rooms.ListRoomsAsync(["health"], cancellationToken);
            return null;
        }
        catch (RoomServiceException exception)
        {
            return exception;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 432, Level = LogLevel.Information, Message = "LiveKit at {Address} answers")]
        public static partial void Answers(ILogger logger, string address);

        [LoggerMessage(EventId = 433, Level = LogLevel.Error, Message = "There are no meetings yet: {Explanation}")]
        public static partial void Fails(ILogger logger, string explanation);

        [LoggerMessage(EventId = 434, Level = LogLevel.Debug, Message = "LiveKit still does not answer: {Code}")]
        public static partial void StillFails(ILogger logger, TwirpErrorCode code);
    }
}
