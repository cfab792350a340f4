using Microsoft.EntityFrameworkCore;
using Treff.LiveKit;
using Treff.Server.Hosts;
using Treff.Server.Joining;
using Treff.Server.Operations;
using Treff.Server.Storage;

namespace Treff.Server.Meetings;

/// <summary>Extends expired meetings that people are in, closes the rooms of the others, and forgets them after a while.</summary>
public sealed partial class MeetingSweep(
    IServiceScopeFactory scopes, IRoomService rooms, MeetingSignals signals, INodeLink nodes, TreffOptions options, TimeProvider time, ILogger<MeetingSweep> logger) : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>A meeting with people in it gets this much more, again and again.</summary>
    public static readonly TimeSpan Extension = TimeSpan.FromHours(1);

    /// <summary>So long a late guest is told "expired" instead of "unknown".</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromDays(30);

    /// <summary>One sweep; tests call it directly.</summary>
    public async Task SweepAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<TreffDbContext>();
        var expired = await database.Meetings.Where(m => m.ExpiresAt <= now && m.ClosedAt == null).ToListAsync(cancellationToken);
        if (expired.Count > 0)
            await SweepAsync(expired, now, cancellationToken);
        await database.SaveChangesAsync(cancellationToken);
        foreach (var meeting in expired.Where(m => m.ClosedAt is not null))
            signals.Raise(meeting.Id);
        // What was written lives as long as its meeting, not as long as the row that says "expired".
        await database.ChatMessages
            .Where(message => database.Meetings.Any(m => m.Id == message.MeetingId && m.ClosedAt != null))
            .ExecuteDeleteAsync(cancellationToken);
        await scope.ServiceProvider.GetRequiredService<Tickets>().TrimAsync(options.Limits.MaxTicketsPerMeeting, JoinTokens.Lifetime, cancellationToken);
        var forgotten = now - Retention;
        await database.Meetings.Where(m => m.ClosedAt != null && m.ExpiresAt <= forgotten).ExecuteDeleteAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            if (nodes.IsLeader)
                await TrySweepAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task TrySweepAsync(CancellationToken cancellationToken)
    {
        try
        {
            await SweepAsync(time.GetUtcNow(), cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // The next round finds the same meetings again.
            Log.SweepFailed(logger, exception);
        }
    }

    private async Task SweepAsync(List<Meeting> expired, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var alive = await rooms.ListRoomsAsync(expired.ConvertAll(m => m.Id), cancellationToken);
        foreach (var meeting in expired)
        {
            var room = alive.FirstOrDefault(r => r.Name == meeting.Id);
            if (room?.NumParticipants > 0)
            {
                meeting.ExpiresAt = now + Extension;
                continue;
            }

            if (room is not null)
                await DeleteRoomAsync(meeting.Id, cancellationToken);
            meeting.ClosedAt = now;
            Log.MeetingExpired(logger, meeting.Id);
        }
    }

    private async Task DeleteRoomAsync(string room, CancellationToken cancellationToken)
    {
        try
        {
            await rooms.DeleteRoomAsync(room, cancellationToken);
        }
        catch (RoomServiceException exception) when (exception.Code == TwirpErrorCode.NotFound)
        {
            // It closed by itself in between.
            Log.RoomWasGone(logger, room);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 110, Level = LogLevel.Information, Message = "Meeting {Meeting} has expired")]
        public static partial void MeetingExpired(ILogger logger, string meeting);

        [LoggerMessage(EventId = 111, Level = LogLevel.Debug, Message = "Room {Room} was gone already")]
        public static partial void RoomWasGone(ILogger logger, string room);

        [LoggerMessage(EventId = 112, Level = LogLevel.Warning, Message = "Expired meetings could not be swept; trying again in a minute")]
        public static partial void SweepFailed(ILogger logger, Exception exception);
    }
}
