using Treff.Server.Operations;

namespace Treff.Server.Meetings;

/// <summary>Keeps a stream of events about a meeting up to date until it is over, the page goes, or the server stops.</summary>
public sealed class MeetingWatch(MeetingSignals signals, IServiceScopeFactory scopes, TimeProvider time, IHostApplicationLifetime lifetime)
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
                await using (var scope = scopes.CreateAsyncScope())
                {
                    if (!await step(scope.ServiceProvider, stream, ending.Token))
                        return;
                }

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

    /// <summary>False: nothing happened.</summary>
    private async Task<bool> WaitAsync(Task next, CancellationToken cancellationToken)
    {
        using var pause = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(next, Task.Delay(Interval, time, pause.Token));
        cancellationToken.ThrowIfCancellationRequested();
        await pause.CancelAsync();
        return next.IsCompleted;
    }
}
