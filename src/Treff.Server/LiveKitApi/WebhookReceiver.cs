using System.Net.Http.Headers;
using Treff.LiveKit;
using Treff.LiveKit.Protocol;

namespace Treff.Server.LiveKitApi;

/// <summary>
/// One address that webhooks go to. Events of one room arrive in their order, one after the other; rooms do not wait for each other. What
/// cannot be delivered is dropped and counted, and the next event that arrives says how many were lost.
/// </summary>
public sealed partial class WebhookReceiver : IDisposable
{
    /// <summary>Events waiting or under way; LiveKit's value. More are dropped.</summary>
    public const int MaxQueued = 200;

    /// <summary>With the pauses between them, some eight seconds.</summary>
    public const int MaxAttempts = 5;

    /// <summary>Older news is not worth sending; LiveKit's value.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(30);

    /// <summary>Before the second attempt; each further pause is twice as long.</summary>
    public static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(0.5);

    // Requests at the same time: many rooms ending together must not flood a small receiver.
    private const int MaxParallel = 8;

    // An answer takes milliseconds; who is slower than this is as good as down.
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(5);

    // A stopping server waits so long for the last events to arrive.
    private static readonly TimeSpan CompleteTimeout = TimeSpan.FromSeconds(5);

    private static readonly MediaTypeHeaderValue ContentType = new(Webhook.ContentType);
    private static readonly ProductInfoHeaderValue UserAgent = new("Treff", null);

    private readonly Uri _url;
    private readonly ApiCredentials _credentials;
    private readonly HttpMessageInvoker _http;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Queue<Entry>> _rooms = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _slots = new(MaxParallel);
    private readonly CancellationTokenSource _ending = new();
    private TaskCompletionSource? _whenEmpty;
    private int _queued;
    private int _dropped;
    private bool _isFailing;

    public WebhookReceiver(Uri url, ApiCredentials credentials, HttpMessageInvoker http, TimeProvider time, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(url);
        _url = url;
        _credentials = credentials;
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
    public void Enqueue(WebhookEvent happened)
    {
        ArgumentNullException.ThrowIfNull(happened);
        var room = happened.Room?.Name ?? "";
        var entry = new Entry(happened, _time.GetTimestamp());
        lock (_gate)
        {
            if (_queued >= MaxQueued || _ending.IsCancellationRequested)
            {
                _dropped++;
                return;
            }

            _queued++;
            if (_rooms.TryGetValue(room, out var queue))
            {
                queue.Enqueue(entry);
                return;
            }

            _rooms.Add(room, new Queue<Entry>([entry]));
        }

        _ = Task.Run(() => DeliverRoomAsync(room));
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

    private async Task DeliverRoomAsync(string room)
    {
        while (true)
        {
            Entry entry;
            lock (_gate)
                entry = _rooms[room].Peek();
            await DeliverAsync(entry);
            lock (_gate)
            {
                var queue = _rooms[room];
                queue.Dequeue();
                if (--_queued == 0)
                    _whenEmpty?.TrySetResult();
                if (queue.Count > 0)
                    continue;
                _rooms.Remove(room);
                return;
            }
        }
    }

    private async Task DeliverAsync(Entry entry)
    {
        try
        {
            for (var attempt = 0; attempt < MaxAttempts; attempt++)
            {
                if (attempt > 0)
                    await Task.Delay(FirstPause * (1 << (attempt - 1)), _time, _ending.Token);
                if (_time.GetElapsedTime(entry.QueuedAt) > MaxAge)
                    break;
                var outcome = await PostAsync(entry.Event);
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

    private async Task<Outcome> PostAsync(WebhookEvent happened)
    {
        await _slots.WaitAsync(_ending.Token);
        var message = happened.Clone();
        lock (_gate)
        {
            message.NumDropped = _dropped;
            _dropped = 0;
        }

        var outcome = Outcome.Failed;
        try
        {
            outcome = await SendAsync(message);
        }
        finally
        {
            _slots.Release();
            if (outcome != Outcome.Delivered)
            {
                lock (_gate)
                    _dropped += message.NumDropped;
            }
        }

        return outcome;
    }

    private async Task<Outcome> SendAsync(WebhookEvent message)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(_ending.Token);
        deadline.CancelAfter(AnswerTimeout);
        var (body, authorization) = Webhook.Sign(_credentials, message, _time.GetUtcNow());
        using var request = new HttpRequestMessage(HttpMethod.Post, _url);
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.ContentType = ContentType;
        request.Headers.UserAgent.Add(UserAgent);
        // The bare token, without a scheme: that is LiveKit's form.
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
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

    private sealed record Entry(WebhookEvent Event, long QueuedAt);

    private static partial class Log
    {
        [LoggerMessage(EventId = 420, Level = LogLevel.Warning, Message = "Webhooks to {Address} fail: {Reason}")]
        public static partial void Fails(ILogger logger, string address, string reason);

        [LoggerMessage(EventId = 421, Level = LogLevel.Information, Message = "Webhooks to {Address} arrive again")]
        public static partial void WorksAgain(ILogger logger, string address);
    }
}
