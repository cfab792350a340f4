using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using Treff.LiveKit.Protocol;
using Treff.Server.Hosts;
using Treff.Server.LiveKitApi;
using Treff.Server.Meetings;
using Treff.Server.Operations;
using Treff.Server.Operations.Webhooks;
using Treff.Server.Statistics;
using Treff.Server.Storage;

namespace Treff.Server.MeetingEvents;

/// <summary>
/// Tells other servers what happens to meetings (MEETING_WEBHOOK_URLS). Whoever reports something only puts it into a queue; one reader looks up the meeting
/// and hands the event to every receiver. Without addresses nothing is kept.
/// </summary>
public sealed partial class MeetingWebhooks : IRoomEventReader, IHostedService, IDisposable
{
    /// <summary>Some megabytes; each takes one question to the database.</summary>
    public const int MaxQueued = 10_000;

    private readonly Channel<MeetingNews> _queue = Channel.CreateBounded<MeetingNews>(new BoundedChannelOptions(MaxQueued) { SingleReader = true });
    private readonly RunningMeetings _running = new();
    private readonly HttpMessageInvoker _http = WebhookClient.Create();
    private readonly WebhookReceiver[] _receivers;
    private readonly IReadOnlyList<byte[]> _secrets;
    private readonly IServiceScopeFactory _scopes;
    private readonly TimeProvider _time;
    private readonly ILogger<MeetingWebhooks> _logger;
    private Task _reading = Task.CompletedTask;

    public MeetingWebhooks(TreffOptions options, IServiceScopeFactory scopes, TimeProvider time, ILogger<MeetingWebhooks> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        _secrets = options.MeetingWebhookSecrets;
        _scopes = scopes;
        _time = time;
        _logger = logger;
        _receivers = [.. options.MeetingWebhookUrls.Select(url => new WebhookReceiver(url, WebhookPace.Meetings, _http, time, logger))];
    }

    /// <summary>Any thread; returns at once.</summary>
    public void OnCreated(Meeting meeting) => Report(new MeetingNews.Created(_time.GetUtcNow(), meeting));

    /// <summary>Somebody knocks. Any thread; returns at once.</summary>
    public void OnWaiting(Meeting meeting, Ticket ticket) => Report(MeetingNews.Waits.From(_time.GetUtcNow(), meeting, ticket));

    /// <summary>Any thread; returns at once.</summary>
    public void OnRoomEvent(WebhookEvent happened)
    {
        ArgumentNullException.ThrowIfNull(happened);
        if (happened is not { Event: "participant_joined" or "participant_left" or "room_finished", Room: { Name.Length: > 0, Sid.Length: > 0 } })
            return;
        var at = happened.CreatedAt is > 0 and <= Person.MaxSeconds ? DateTimeOffset.FromUnixTimeSeconds(happened.CreatedAt) : _time.GetUtcNow();
        Report(new MeetingNews.InRoom(at, happened));
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _reading = ReadAsync();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => CompleteAsync(cancellationToken);

    /// <summary>Hands on what is queued, and gives the receivers a little time for it.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        _queue.Writer.TryComplete();
        await _reading.WaitAsync(cancellationToken);
        await Task.WhenAll(_receivers.Select(receiver => receiver.CompleteAsync(cancellationToken)));
    }

    public void Dispose()
    {
        foreach (var receiver in _receivers)
            receiver.Dispose();
        _http.Dispose();
    }

    private void Report(MeetingNews news)
    {
        if (_receivers.Length > 0 && !_queue.Writer.TryWrite(news))
            Log.QueueFull(_logger);
    }

    private async Task ReadAsync()
    {
        await foreach (var news in _queue.Reader.ReadAllAsync())
        {
            foreach (var body in await TellAsync(news))
                Send(body);
        }
    }

    private void Send(MeetingEventBody body)
    {
        var message = new MeetingWebhook(_secrets, $"msg_{Guid.CreateVersion7():N}", body);
        foreach (var receiver in _receivers)
            receiver.Enqueue(message);
    }

    private async ValueTask<IReadOnlyList<MeetingEventBody>> TellAsync(MeetingNews news)
    {
        var at = WireTime.Format(news.At);
        switch (news)
        {
            case MeetingNews.Created { Meeting: var created }:
                return [new("meeting.created", at, From(created) with { StartsAt = WireTime.FormatOrNull(created.StartsAt), ExpiresAt = WireTime.Format(created.ExpiresAt) })];
            case MeetingNews.Waits waits:
                return [new("participant.waiting", at, From(waits.Meeting) with { Participant = waits.Guest })];
            case MeetingNews.InRoom { Happened: var happened }:
                return await FindAsync(happened.Room.Name) is { } meeting ? _running.Tell(happened, at, meeting) : [];
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static MeetingEventData From(Meeting meeting) => new(meeting.Id, meeting.Name, meeting.Alias);

    /// <summary>Null for a room that belongs to no meeting. A database that does not answer costs the name, not the event.</summary>
    private async Task<MeetingEventData?> FindAsync(string id)
    {
        try
        {
            await using var scope = _scopes.CreateAsyncScope();
            var database = scope.ServiceProvider.GetRequiredService<TreffDbContext>();
            return await database.Meetings.Where(m => m.Id == id).Select(m => new MeetingEventData(m.Id, m.Name, m.Alias)).SingleOrDefaultAsync();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Log.MeetingNotRead(_logger, id, exception);
            return new MeetingEventData(id, null, null);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 430, Level = LogLevel.Warning, Message = "Too much happens at once: an event of a meeting is not sent")]
        public static partial void QueueFull(ILogger logger);

        [LoggerMessage(EventId = 431, Level = LogLevel.Warning, Message = "Meeting {Meeting} could not be read for its events")]
        public static partial void MeetingNotRead(ILogger logger, string meeting, Exception exception);
    }
}
