using Treff.LiveKit;
using Treff.LiveKit.Protocol;
using Treff.Server.Operations;
using Treff.Server.Storage;

namespace Treff.Server.Cluster;

/// <summary>
/// Webhooks can be lost, or never be set up. Every few seconds LiveKit is asked who is there, and whoever came without a word goes through the same event feed as if
/// it had been told. Who left without a word is found out by those who keep account of it, <see cref="Statistics.RoomComparison"/>; nobody else needs to know.
/// </summary>
public sealed partial class RoomRepair(
    WebhookInbox inbox, IRoomService rooms, INodeLink nodes, TreffOptions options, TimeProvider time, ILogger<RoomRepair> logger) : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly DateTimeOffset _startedAt = time.GetUtcNow();
    private HashSet<string> _unheard = new(StringComparer.Ordinal);
    private long _found;
    private bool _isFailing;
    private bool _hasWarned;

    /// <summary>People who came since the start and of whom no webhook told.</summary>
    public long Found => Interlocked.Read(ref _found);

    /// <summary>People come and no webhook ever does: it is not set up, or another Treff gets them all.</summary>
    public bool MissesWebhooks => Found > 0 && inbox.Arrived == 0;

    /// <summary>One comparison; tests call it directly.</summary>
    public async Task CompareAsync(CancellationToken cancellationToken)
    {
        var unheard = new HashSet<string>(StringComparer.Ordinal);
        foreach (var room in await rooms.ListRoomsAsync([], cancellationToken))
        {
            // An empty room has nobody to find; its options are put right when somebody comes.
            var people = room.NumParticipants > 0 ? await rooms.ListParticipantsAsync(room.Name, cancellationToken) : [];
            foreach (var happened in people.Where(IsThere).Select(person => Joined(room, person)).Prepend(Event("room_started", room)))
                Look(happened, unheard);
        }

        _unheard = unheard;
        if (!MissesWebhooks || _hasWarned)
            return;
        Log.NoWebhooks(logger, WebhookEndpoint.Path);
        _hasWarned = true;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            // One of several nodes asks; should two, the result is the same.
            if (nodes.IsLeader)
                await TryCompareAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task TryCompareAsync(CancellationToken cancellationToken)
    {
        try
        {
            await CompareAsync(cancellationToken);
            if (_isFailing)
                Log.AskedAgain(logger);
            _isFailing = false;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // The next round asks again. Once is enough for the log: without LiveKit it would be a line every few seconds.
            if (!_isFailing)
                Log.NotAsked(logger, Explain(exception));
            _isFailing = true;
        }
    }

    private string Explain(Exception exception) => exception is RoomServiceException failure && (options.LiveKitApiUrl ?? options.LiveKitUrl) is { } url
        ? LiveKitTrouble.Explain(failure, url).English
        : exception.Message;

    /// <summary>A webhook on its way may be a little slower than we are: where webhooks come at all, the second look counts.</summary>
    private void Look(WebhookEvent happened, HashSet<string> unheard)
    {
        if (inbox.IsKnown(happened))
            return;
        var key = happened.Participant?.Sid ?? happened.Room.Sid;
        if (inbox.Arrived > 0 && !_unheard.Contains(key))
        {
            unheard.Add(key);
            return;
        }

        var isNew = inbox.TryFind(happened);
        if (isNew && happened.Participant is { } person && Statistics.Person.JoinedAt(person) > _startedAt)
            Interlocked.Increment(ref _found);
    }

    private static bool IsThere(ParticipantInfo person) => person.State == ParticipantInfo.Types.State.Active && person.Sid.Length > 0;

    private WebhookEvent Joined(Room room, ParticipantInfo person)
    {
        var happened = Event("participant_joined", room);
        happened.Participant = person;
        return happened;
    }

    /// <summary>Without an id: that is how what was found out differs from what was told.</summary>
    private WebhookEvent Event(string name, Room room) => new() { Event = name, Room = room, CreatedAt = time.GetUtcNow().ToUnixTimeSeconds() };

    private static partial class Log
    {
        [LoggerMessage(EventId = 430, Level = LogLevel.Warning, Message = "LiveKit could not be asked who is in its rooms, and is asked again: {Explanation}")]
        public static partial void NotAsked(ILogger logger, string explanation);

        [LoggerMessage(EventId = 435, Level = LogLevel.Information, Message = "LiveKit answers again")]
        public static partial void AskedAgain(ILogger logger);

        [LoggerMessage(
            EventId = 431,
            Level = LogLevel.Warning,
            Message = "People join and LiveKit sends no webhooks here. Add https://<this server>{Path} to webhook.urls of LiveKit; until then changes are noticed some seconds late")]
        public static partial void NoWebhooks(ILogger logger, string path);
    }
}
