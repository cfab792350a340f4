using Treff.Server.Operations;
using Treff.Server.Storage;

namespace Treff.Server.Meetings;

/// <summary>Keeps a stream of events about a meeting up to date until it is over, the page goes, or the server stops.</summary>
public sealed partial class MeetingWatch(
    MeetingSignals signals, IServiceScopeFactory scopes, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<MeetingWatch> logger)
{
    /// <summary>Proxies give up connections on which nothing came for a minute, some for half of one. Signals that were missed are made good by then, too.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Calls <paramref name="step"/> at once, at every signal and every <see cref="Interval"/>, each time with fresh services, until it answers false.
    /// </summary>
    public async Task RunAsync(HttpContext context, string meeting, Func<IServiceProvider, EventStream, CancellationToken, Task<bool>> step)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(step);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            var stream = await EventStream.OpenAsync(context);
            while (true)
            {
                var next = signals.NextAsync(meeting);
                if (!await TryStepAsync(meeting, services => step(services, stream, ending.Token)))
                    return;
                if (!await WaitAsync(next, ending.Token))
                    await stream.KeepAliveAsync();
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The page went, or the server stops and the page comes back to the next one.
        }
        finally
        {
            signals.Raise(meeting);
        }
    }

    /// <summary>The stream outlives the database: once that is back, the link between the nodes wakes everybody.</summary>
    private async Task<bool> TryStepAsync(string meeting, Func<IServiceProvider, Task<bool>> step)
    {
        await using var scope = scopes.CreateAsyncScope();
        try
        {
            return await step(scope.ServiceProvider);
        }
        catch (Exception exception) when (DatabaseFailure.IsAway(exception))
        {
            Log.NotRead(logger, meeting, exception);
            return true;
        }
    }

    /// <summary>False: nothing happened.</summary>
    private async Task<bool> WaitAsync(Task next, CancellationToken cancellationToken)
    {
        using var pause = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(next, Task.Delay(Interval, time, pause.Token));
        cancellationToken.ThrowIfCancellationRequested();
        await pause.CancelAsync();
        return next.IsCompleted;
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 120, Level = LogLevel.Debug, Message = "Those who watch meeting {Meeting} are told nothing until the database is back")]
        public static partial void NotRead(ILogger logger, string meeting, Exception exception);
    }
}
