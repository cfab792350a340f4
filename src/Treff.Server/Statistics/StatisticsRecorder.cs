using System.Threading.Channels;
using Microsoft.EntityFrameworkCore.Storage;
using Treff.LiveKit.Protocol;
using Treff.Server.LiveKitApi;
using Treff.Server.Operations;
using Treff.Server.Storage;

namespace Treff.Server.Statistics;

/// <summary>
/// Records who was in which meeting. Events only take a place in a queue; one writer brings them into the database, as many at once as have
/// come while it wrote the last. What does not fit is counted, and the next comparison with the media server repairs it.
/// </summary>
public sealed partial class StatisticsRecorder(
    IServiceScopeFactory scopes,
    TreffOptions options,
    Pseudonyms pseudonyms,
    TimeProvider time,
    ILogger<StatisticsRecorder> logger) : IRoomEventReader, IHostedService, IDisposable
{
    /// <summary>Some megabytes; at one write for hundreds of events this is minutes of a busy server.</summary>
    public const int MaxQueued = 10_000;

    /// <summary>A transaction of some ten milliseconds.</summary>
    private const int MaxBatch = 500;

    /// <summary>With the pauses between them, half a minute for each event.</summary>
    private const int MaxAttempts = 6;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    private readonly Channel<Observation> _queue = Channel.CreateBounded<Observation>(new BoundedChannelOptions(MaxQueued) { SingleReader = true });
    private readonly CancellationTokenSource _stopping = new();
    private IReadOnlyDictionary<string, DateTimeOffset> _missing = new Dictionary<string, DateTimeOffset>();
    private Task _writing = Task.CompletedTask;
    private long _lost;
    private long _reported;

    /// <summary>Events that were not recorded since the start.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    /// <summary>Any thread; returns at once.</summary>
    public void OnRoomEvent(WebhookEvent happened)
    {
        ArgumentNullException.ThrowIfNull(happened);
        // A media server elsewhere says how many it could not deliver before this one.
        if (happened.NumDropped > 0)
            CountLost(happened.NumDropped);
        if (!_queue.Writer.TryWrite(new Observation.Event(happened)))
            CountLost(1);
    }

    /// <summary>Events that did not get here.</summary>
    public void CountLost(long count) => Interlocked.Add(ref _lost, count);

    /// <summary>Brings the record in line with what the media server says; done when it is written.</summary>
    public Task CompareAsync(RoomListing listing, CancellationToken cancellationToken)
    {
        var written = NewCompletion();
        return EnqueueAsync(new Observation.Listing(listing, written), written, cancellationToken);
    }

    /// <summary>Does something with the database after all that has happened before and before all that comes after.</summary>
    public Task RunAsync(Func<TreffDbContext, CancellationToken, Task> action, CancellationToken cancellationToken)
    {
        var done = NewCompletion();
        return EnqueueAsync(new Observation.Work(action, done), done, cancellationToken);
    }

    /// <summary>Done when everything that has happened so far is written.</summary>
    public Task FlushAsync(CancellationToken cancellationToken) => RunAsync((_, _) => Task.CompletedTask, cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // Before the first event: what is open belongs to the process before this one.
        if (options.IsEmbedded)
            _queue.Writer.TryWrite(new Observation.Work(CloseAbandonedAsync, NewCompletion()));
        _writing = WriteAllAsync();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => CompleteAsync(cancellationToken);

    /// <summary>Writes what is queued; a database that does not answer now gets no second chance.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        _queue.Writer.TryComplete();
        await _stopping.CancelAsync();
        await _writing.WaitAsync(cancellationToken);
    }

    public void Dispose() => _stopping.Dispose();

    private static TaskCompletionSource NewCompletion() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task EnqueueAsync(Observation observation, TaskCompletionSource done, CancellationToken cancellationToken)
    {
        await _queue.Writer.WriteAsync(observation, cancellationToken);
        await done.Task.WaitAsync(cancellationToken);
    }

    private async Task WriteAllAsync()
    {
        var batch = new List<Observation>(MaxBatch);
        while (await _queue.Reader.WaitToReadAsync())
        {
            while (batch.Count < MaxBatch && _queue.Reader.TryRead(out var observation))
                batch.Add(observation);
            await WriteAsync(batch);
            batch.Clear();
            ReportLoss();
        }
    }

    /// <summary>All at once; should that fail, one by one, so that only what cannot be written is lost.</summary>
    private async Task WriteAsync(List<Observation> batch)
    {
        if (batch.Count > 1 && batch.TrueForAll(observation => observation is Observation.Event) && await TryWriteAsync(batch, attempts: 1))
            return;
        foreach (var observation in batch)
            await TryWriteAsync([observation], MaxAttempts);
    }

    private async Task<bool> TryWriteAsync(List<Observation> batch, int attempts)
    {
        var pause = FirstPause;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await ApplyAsync(batch);
                return true;
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                if (batch.Count > 1)
                    return false;
                Log.WriteFailed(logger, attempt, exception);
                if (attempt >= attempts || batch[0] is Observation.Work || _stopping.IsCancellationRequested)
                {
                    GiveUp(batch[0], exception);
                    return false;
                }
            }

            await PauseAsync(pause);
            pause *= 2;
        }
    }

    private async Task PauseAsync(TimeSpan pause)
    {
        try
        {
            await Task.Delay(pause, time, _stopping.Token);
        }
        catch (OperationCanceledException)
        {
            // The server stops: one last attempt, at once.
        }
    }

    private async Task ApplyAsync(List<Observation> batch)
    {
        await using var scope = scopes.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<TreffDbContext>();
        if (batch is [Observation.Work work])
        {
            await work.Action(database, CancellationToken.None);
            work.Done.TrySetResult();
            return;
        }

        _missing = await database.InTransactionAsync(transaction => ApplyAsync(batch, database, transaction), CancellationToken.None);
        if (batch is [Observation.Listing { Written: var written }])
            written.TrySetResult();
    }

    /// <summary>Whoever the last listing did not have.</summary>
    private async Task<IReadOnlyDictionary<string, DateTimeOffset>> ApplyAsync(List<Observation> batch, TreffDbContext database, IDbContextTransaction transaction)
    {
        database.ChangeTracker.Clear();
        await database.TakeAsync(Turn.Statistics, CancellationToken.None);
        var book = new SessionBook(database, pseudonyms, CancellationToken.None);
        var missing = _missing;
        foreach (var observation in batch)
        {
            if (observation is Observation.Event { Happened: var happened })
                await book.ApplyAsync(happened, time.GetUtcNow());
            else if (observation is Observation.Listing { Rooms: var listing })
                missing = await new RoomComparison(database, book, CancellationToken.None).ApplyAsync(listing, missing);
        }

        await book.SaveAsync();
        await transaction.CommitAsync();
        return missing;
    }

    private void GiveUp(Observation observation, Exception exception)
    {
        switch (observation)
        {
            case Observation.Event:
                CountLost(1);
                break;
            case Observation.Listing { Written: var written }:
                written.TrySetException(exception);
                break;
            case Observation.Work { Done: var done }:
                done.TrySetException(exception);
                break;
        }
    }

    private async Task CloseAbandonedAsync(TreffDbContext database, CancellationToken cancellationToken)
    {
        var book = new SessionBook(database, pseudonyms, cancellationToken);
        await new RoomComparison(database, book, cancellationToken).CloseAllAsync();
        await book.SaveAsync();
    }

    private void ReportLoss()
    {
        var lost = Lost;
        if (lost == _reported)
            return;
        Log.EventsLost(logger, lost - _reported);
        _reported = lost;
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 500, Level = LogLevel.Warning, Message = "Statistics could not be written (attempt {Attempt})")]
        public static partial void WriteFailed(ILogger logger, int attempt, Exception exception);

        [LoggerMessage(EventId = 501, Level = LogLevel.Warning, Message = "{Count} events of rooms were not recorded; who is in meetings now is compared, who came and left in between is not known")]
        public static partial void EventsLost(ILogger logger, long count);
    }
}
