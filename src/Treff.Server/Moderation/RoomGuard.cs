using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using Treff.LiveKit;
using Treff.LiveKit.Protocol;
using Treff.Server.Hosts;
using Treff.Server.LiveKitApi;
using Treff.Server.Meetings;
using Treff.Server.Storage;

namespace Treff.Server.Moderation;

/// <summary>
/// Tokens are older than what hosts decided since. Whoever comes into a room is brought in line with it: sent out again when the ticket says so, and given the
/// role and the rights of now. A room that came back by itself gets the meeting's options again.
/// </summary>
public sealed partial class RoomGuard(IServiceScopeFactory scopes, TimeProvider time, ILogger<RoomGuard> logger) : BackgroundService, IRoomEventReader
{
    /// <summary>More events than this are not waiting; a media server that is so far ahead has other troubles.</summary>
    private const int MaxQueued = 10_000;

    private static readonly TimeSpan AwayPause = TimeSpan.FromSeconds(2);

    private readonly Channel<WebhookEvent> _events =
        Channel.CreateBounded<WebhookEvent>(new BoundedChannelOptions(MaxQueued) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    public void OnRoomEvent(WebhookEvent happened)
    {
        ArgumentNullException.ThrowIfNull(happened);
        if (happened.Event is "participant_joined" or "room_started")
            _events.Writer.TryWrite(happened);
    }

    /// <summary>One event; tests call it directly.</summary>
    public async Task HandleAsync(WebhookEvent happened, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(happened);
        await using var scope = scopes.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var room = happened.Room?.Name ?? "";
        var meeting = await services.GetRequiredService<TreffDbContext>().Meetings.AsNoTracking().SingleOrDefaultAsync(m => m.Id == room, cancellationToken);
        if (meeting is null)
            return;
        if (happened.Event == "room_started")
            await services.GetRequiredService<MeetingChanges>().TellRoomAsync(meeting, cancellationToken);
        else if (happened.Participant is not null)
            await CheckAsync(services, meeting, happened, cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var happened in _events.Reader.ReadAllAsync(stoppingToken))
            await TryHandleAsync(happened, stoppingToken);
    }

    private async Task TryHandleAsync(WebhookEvent happened, CancellationToken cancellationToken)
    {
        try
        {
            while (!await TryReachAsync(happened, cancellationToken))
                await Task.Delay(AwayPause, time, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // The next events are no worse for it.
            Log.CheckFailed(logger, happened.Event, happened.Room?.Name ?? "", exception);
        }
    }

    /// <summary>False: the database is away. Who came in meanwhile is checked when it is back.</summary>
    private async Task<bool> TryReachAsync(WebhookEvent happened, CancellationToken cancellationToken)
    {
        try
        {
            await HandleAsync(happened, cancellationToken);
            return true;
        }
        catch (Exception exception) when (DatabaseFailure.IsAway(exception))
        {
            Log.CheckWaits(logger, happened.Event, happened.Room?.Name ?? "", exception);
            return false;
        }
    }

    private static async Task CheckAsync(IServiceProvider services, Meeting meeting, WebhookEvent happened, CancellationToken cancellationToken)
    {
        var person = happened.Participant;
        if (await services.GetRequiredService<Tickets>().FindByIdentityAsync(meeting.Id, person.Identity, cancellationToken) is not { } ticket)
            return;
        var rooms = services.GetRequiredService<IRoomService>();
        // A LiveKit elsewhere lets a token open the room of a meeting that is over.
        var mayStay = ticket.State == TicketState.Admitted && meeting.ClosedAt is null
            && (ticket.Role != MeetingRole.Guest || await FitsAsync(rooms, meeting, happened, cancellationToken));
        if (mayStay)
            await services.GetRequiredService<PermissionEnforcement>().EnforceAsync(meeting, person, ticket.Role, cancellationToken);
        else
            await TryRemoveAsync(rooms, meeting.Id, person.Identity, cancellationToken);
    }

    /// <summary>
    /// More may have got tokens than fit: joining counts those who are connected, and the room itself takes as many as the server allows. The event's own number is
    /// seconds old, so it is asked who was there before; of two who came at once, the later goes.
    /// </summary>
    private static async Task<bool> FitsAsync(IRoomService rooms, Meeting meeting, WebhookEvent happened, CancellationToken cancellationToken)
    {
        var isKeptByRoom = happened.Room.MaxParticipants > 0 && happened.Room.MaxParticipants <= meeting.MaxParticipants;
        if (isKeptByRoom)
            return true;
        var person = happened.Participant;
        var people = await rooms.ListParticipantsAsync(meeting.Id, cancellationToken);
        var before = people.Count(other => other.Identity != person.Identity && other.TakesASeat()
            && (other.JoinedAtMs, other.Sid).CompareTo((person.JoinedAtMs, person.Sid)) < 0);
        return before < meeting.MaxParticipants;
    }

    private static async Task TryRemoveAsync(IRoomService rooms, string room, string identity, CancellationToken cancellationToken)
    {
        try
        {
            await rooms.RemoveParticipantAsync(room, identity, cancellationToken);
        }
        catch (RoomServiceException exception) when (exception.Code == TwirpErrorCode.NotFound)
        {
            // Gone by itself.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 221, Level = LogLevel.Warning, Message = "{Event} in room {Room} could not be checked against what hosts decided")]
        public static partial void CheckFailed(ILogger logger, string @event, string room, Exception exception);

        [LoggerMessage(EventId = 222, Level = LogLevel.Debug, Message = "{Event} in room {Room} is checked when the database is back")]
        public static partial void CheckWaits(ILogger logger, string @event, string room, Exception exception);
    }
}
