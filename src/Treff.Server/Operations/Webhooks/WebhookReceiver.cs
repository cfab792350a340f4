using System.Net.Http.Headers;

namespace Treff.Server.Operations.Webhooks;

/// <summary>
/// One address that webhooks go to. Messages of one lane (a room, a meeting) arrive in their order, one after the other; lanes do not wait for each other. What
/// cannot be delivered is dropped and counted, and the next message that arrives says how many were lost.
/// </summary>
public sealed partial class WebhookReceiver : IDisposable
{
    // Requests at the same time: many meetings ending together must not flood a small receiver.
    private const int MaxParallel = 8;

    // An answer takes milliseconds; who is slower than this is as good as down.
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(5);

    // A stopping server waits so long for the last events to arrive.
    private static readonly TimeSpan CompleteTimeout = TimeSpan.FromSeconds(5);

    private static readonly ProductInfoHeaderValue UserAgent = new("Treff", null);

    private readonly Uri _url;
    private readonly WebhookPace _pace;
    private readonly HttpMessageInvoker _http;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Queue<Entry>> _lanes = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _slots = new(MaxParallel);
    private readonly CancellationTokenSource _ending = new();
    private TaskCompletionSource? _whenEmpty;
    private int _queued;
    private int _dropped;
    private bool _isFailing;

    public WebhookReceiver(Uri url, WebhookPace pace, HttpMessageInvoker http, TimeProvider time, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(url);
        _url = url;
        _pace = pace;
        _http = http;
        _time = time;
        _logger = logger;
    }

    private enum Outcome
    {
        Delivered,

        /// <summary>Worth another attempt.</summary>
        Failed,

        /// <summary>The receiver does not want it, now or later.</summary>
        Refused,
    }

    /// <summary>Any thread; returns at once.</summary>
    public void Enqueue(WebhookMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var lane = message.Lane;
        var entry = new Entry(message, _time.GetTimestamp());
        lock (_gate)
        {
            if (_queued >= _pace.MaxQueued || _ending.IsCancellationRequested)
            {
                _dropped++;
                return;
            }

            _queued++;
            if (_lanes.TryGetValue(lane, out var queue))
            {
                queue.Enqueue(entry);
                return;
            }

            _lanes.Add(lane, new Queue<Entry>([entry]));
        }

        _ = Task.Run(() => DeliverLaneAsync(lane));
    }

    /// <summary>Waits a little for what is under way and gives up the rest.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        Task empty;
        lock (_gate)
        {
            _whenEmpty ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_queued == 0)
                _whenEmpty.TrySetResult();
            empty = _whenEmpty.Task;
        }

        await Task.WhenAny(empty, Task.Delay(CompleteTimeout, cancellationToken));
        await _ending.CancelAsync();
    }

    public void Dispose()
    {
        _ending.Dispose();
        _slots.Dispose();
    }

    private async Task DeliverLaneAsync(string lane)
    {
        while (true)
        {
            Entry entry;
            lock (_gate)
                entry = _lanes[lane].Peek();
            await DeliverAsync(entry);
            lock (_gate)
            {
                var queue = _lanes[lane];
                queue.Dequeue();
                if (--_queued == 0)
                    _whenEmpty?.TrySetResult();
                if (queue.Count > 0)
                    continue;
                _lanes.Remove(lane);
                return;
            }
        }
    }

    private async Task DeliverAsync(Entry entry)
    {
        try
        {
            for (var attempt = 0; attempt < _pace.MaxAttempts; attempt++)
            {
                if (attempt > 0)
                    await Task.Delay(_pace.FirstPause * (1 << (attempt - 1)), _time, _ending.Token);
                if (_time.GetElapsedTime(entry.QueuedAt) > _pace.MaxAge)
                    break;
                var outcome = await PostAsync(entry.Message);
                if (outcome == Outcome.Delivered)
                    return;
                if (outcome == Outcome.Refused)
                    break;
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }

        lock (_gate)
            _dropped++;
    }

    private async Task<Outcome> PostAsync(WebhookMessage message)
    {
        await _slots.WaitAsync(_ending.Token);
        int told;
        lock (_gate)
        {
            told = _dropped;
            _dropped = 0;
        }

        var outcome = Outcome.Failed;
        try
        {
            outcome = await SendAsync(message, told);
        }
        finally
        {
            _slots.Release();
            if (outcome != Outcome.Delivered)
            {
                lock (_gate)
                    _dropped += told;
            }
        }

        return outcome;
    }

    private async Task<Outcome> SendAsync(WebhookMessage message, int dropped)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(_ending.Token);
        deadline.CancelAfter(AnswerTimeout);
        using var request = new HttpRequestMessage(HttpMethod.Post, _url);
        request.Headers.UserAgent.Add(UserAgent);
        message.WriteTo(request, dropped, _time.GetUtcNow());
        try
        {
            using var response = await _http.SendAsync(request, deadline.Token);
            return Judge((int)response.StatusCode);
        }
        catch (HttpRequestException exception)
        {
            return Fail(exception.Message);
        }
        catch (OperationCanceledException) when (!_ending.IsCancellationRequested)
        {
            return Fail("no answer in time");
        }
    }

    private Outcome Judge(int status)
    {
        if (status is >= 200 and < 300)
        {
            if (_isFailing)
                Log.WorksAgain(_logger, Address);
            _isFailing = false;
            return Outcome.Delivered;
        }

        Fail($"status {status}");
        return status is 408 or 429 or >= 500 ? Outcome.Failed : Outcome.Refused;
    }

    private Outcome Fail(string reason)
    {
        if (!_isFailing)
            Log.Fails(_logger, Address, reason);
        _isFailing = true;
        return Outcome.Failed;
    }

    // A query may hold a key of the receiver's.
    private string Address => _url.GetLeftPart(UriPartial.Path);

    private sealed record Entry(WebhookMessage Message, long QueuedAt);

    private static partial class Log
    {
        [LoggerMessage(EventId = 420, Level = LogLevel.Warning, Message = "Webhooks to {Address} fail: {Reason}")]
        public static partial void Fails(ILogger logger, string address, string reason);

        [LoggerMessage(EventId = 421, Level = LogLevel.Information, Message = "Webhooks to {Address} arrive again")]
        public static partial void WorksAgain(ILogger logger, string address);
    }
}
