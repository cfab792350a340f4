using Microsoft.EntityFrameworkCore;
using Treff.LiveKit;
using Treff.Server.Operations;
using Treff.Server.Storage;
using Treff.Sfu.Metrics;

namespace Treff.Server.Statistics;

/// <summary>Compares the record with the media server every half minute, and forgets what is older than it may be.</summary>
public sealed partial class StatisticsUpkeep(
    StatisticsRecorder recorder,
    IRoomService rooms,
    MediaInspection media,
    INodeLink nodes,
    TreffOptions options,
    TimeProvider time,
    ILogger<StatisticsUpkeep> logger) : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan ForgetInterval = TimeSpan.FromHours(1);

    private readonly TrafficRate _traffic = new(time);
    private long _lostBefore;
    private long _droppedBefore;

    /// <summary>One comparison; tests call it directly.</summary>
    public async Task CompareAsync(CancellationToken cancellationToken)
    {
        var dropped = media.EventsDropped;
        recorder.CountLost(dropped - _droppedBefore);
        _droppedBefore = dropped;
        var lost = recorder.Lost;
        var listing = await ListAsync(lost > _lostBefore, cancellationToken);
        await recorder.CompareAsync(listing, cancellationToken);
        _lostBefore = lost;
    }

    /// <summary>Deletes what is too old, and names that are not to be kept any more.</summary>
    public Task ForgetAsync(CancellationToken cancellationToken) => recorder.RunAsync(ForgetAsync, cancellationToken);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        var forgetAt = time.GetUtcNow();
        // What must not be kept goes at once. Whom there is to see, a server that has just started does not know yet.
        for (var hasStarted = false; ; hasStarted = true)
        {
            if (IsOurs && time.GetUtcNow() >= forgetAt)
            {
                forgetAt = time.GetUtcNow() + ForgetInterval;
                await TryAsync(ForgetAsync, stoppingToken);
            }

            if (IsOurs && hasStarted)
                await TryAsync(CompareAsync, stoppingToken);
            if (!await timer.WaitForNextTickAsync(stoppingToken))
                return;
        }
    }

    /// <summary>One of several nodes asks. Only the one with the media server knows of connections and rates; should two ask, the result is the same.</summary>
    private bool IsOurs => nodes.IsLeader || options.IsEmbedded;

    private async Task TryAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await work(cancellationToken);
        }
        catch (RoomServiceException exception)
        {
            Log.NotCompared(logger, exception.Message);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // The next round does the same again.
            Log.UpkeepFailed(logger, exception);
        }
    }

    private async Task<RoomListing> ListAsync(bool eventsWereLost, CancellationToken cancellationToken)
    {
        var at = time.GetUtcNow();
        var details = (await media.InspectAsync(cancellationToken))?
            .SelectMany(room => room.Participants)
            .ToDictionary(participant => participant.Sid, StringComparer.Ordinal) ?? [];
        var listed = new List<ListedRoom>();
        foreach (var room in await rooms.ListRoomsAsync([], cancellationToken))
        {
            var participants = room.NumParticipants > 0 ? await rooms.ListParticipantsAsync(room.Name, cancellationToken) : [];
            listed.Add(new ListedRoom(room.Sid, room.Name, participants, details));
        }

        return new RoomListing(at, listed, Usage(at, listed, details), eventsWereLost);
    }

    private UsageSample Usage(DateTimeOffset at, List<ListedRoom> listed, Dictionary<string, ParticipantSnapshot> known)
    {
        var people = listed.ConvertAll(room => room.Participants.Where(Person.Is).ToList());
        var losses = people.SelectMany(inRoom => inRoom)
            .Select(participant => known.GetValueOrDefault(participant.Sid))
            .Where(details => details is not null)
            .Select(details => Math.Max(details!.Loss.Received, details.Loss.Sent))
            .ToList();
        var (received, sent) = _traffic.Next(media.Workers);
        return new UsageSample
        {
            Minute = at.ToUnixTimeSeconds() / 60,
            Meetings = people.Count(inRoom => inRoom.Count > 0),
            People = people.Sum(inRoom => inRoom.Count),
            ReceivedBitsPerSecond = received,
            SentBitsPerSecond = sent,
            Loss = losses.Count > 0 ? losses.Average() : null,
        };
    }

    private async Task ForgetAsync(TreffDbContext database, CancellationToken cancellationToken)
    {
        var oldest = time.GetUtcNow() - TimeSpan.FromDays(options.Statistics.RetentionDays);
        // What went on for longer than that, and whatever nobody closed, goes by its last sign of life.
        await database.MeetingSessions.Where(s => s.LastSeenAt < oldest && (s.EndedAt == null || s.EndedAt < oldest)).ExecuteDeleteAsync(cancellationToken);
        var oldestMinute = oldest.ToUnixTimeSeconds() / 60;
        await database.UsageSamples.Where(s => s.Minute < oldestMinute).ExecuteDeleteAsync(cancellationToken);
        if (!options.Statistics.IsPseudonymous)
            return;
        await database.ParticipantStays.Where(s => s.Name != null).ExecuteUpdateAsync(row => row.SetProperty(s => s.Name, (string?)null), cancellationToken);
        await database.MeetingSessions.Where(s => s.MeetingName != null).ExecuteUpdateAsync(row => row.SetProperty(s => s.MeetingName, (string?)null), cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 510, Level = LogLevel.Debug, Message = "Who is in meetings could not be compared: {Reason}")]
        public static partial void NotCompared(ILogger logger, string reason);

        [LoggerMessage(EventId = 511, Level = LogLevel.Warning, Message = "The upkeep of statistics failed; trying again in half a minute")]
        public static partial void UpkeepFailed(ILogger logger, Exception exception);
    }
}
