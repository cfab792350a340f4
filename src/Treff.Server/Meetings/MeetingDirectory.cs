using Microsoft.EntityFrameworkCore;
using Treff.LiveKit;
using Treff.LiveKit.Protocol;
using Treff.Server.Hosts;
using Treff.Server.Operations;
using Treff.Server.Storage;
using Treff.Sfu.Rooms;
using Room = Treff.LiveKit.Protocol.Room;

namespace Treff.Server.Meetings;

/// <summary>A meeting and its room on the media server, if that is there at the moment.</summary>
public sealed record FoundMeeting(Meeting Meeting, Room? Room)
{
    public int ParticipantCount => (int)(Room?.NumParticipants ?? 0);
}

/// <summary>A meeting that was just created, with the key that is never shown again.</summary>
public sealed record NewMeeting(Meeting Meeting, string HostKey);

/// <summary>Creates and finds meetings, in the database and on the media server alike.</summary>
public sealed partial class MeetingDirectory(
    TreffDbContext database,
    IRoomService rooms,
    TreffOptions options,
    MeetingIdSource ids,
    MeetingSignals signals,
    Refusals refusals,
    TimeProvider time,
    ILogger<MeetingDirectory> logger)
{
    /// <summary>How long the media server keeps a room nobody joined. It comes back with the first join, so an hour is plenty.</summary>
    private static readonly TimeSpan EmptyTimeout = TimeSpan.FromHours(1);

    private const int MaxAttempts = 10;

    /// <summary>A stored meeting whose room exists when this returns, unless it begins much later; or what is wrong with its options.</summary>
    public async Task<(NewMeeting? Created, Problem? Refusal)> CreateAsync(MeetingOptionsReader reader, string? passwordHash, CancellationToken cancellationToken)
    {
        if (await database.Meetings.CountAsync(m => m.ClosedAt == null, cancellationToken) >= options.Limits.MaxMeetings)
        {
            refusals.Count(Refusal.Meetings);
            return (null, MeetingProblems.TooMany);
        }

        var (created, refusal) = await InsertAsync(reader, passwordHash, cancellationToken);
        if (created is null)
            return (null, refusal);
        var meeting = created.Meeting;
        try
        {
            if (meeting.StartsAt is not { } start || start - time.GetUtcNow() < EmptyTimeout)
                await CreateRoomAsync(meeting, cancellationToken);
        }
        catch
        {
            // Nobody got the link: without its room the meeting has not happened.
            database.Meetings.Remove(meeting);
            await database.SaveChangesAsync(CancellationToken.None);
            throw;
        }

        Log.MeetingCreated(logger, meeting.Id, meeting.ExpiresAt);
        return (created, null);
    }

    /// <summary>The meeting under this code or alias that can be joined, or why there is none.</summary>
    public async Task<(FoundMeeting? Found, Problem? Refusal)> OpenAsync(string text, CancellationToken cancellationToken)
    {
        if (await FindAsync(text, cancellationToken) is not { } found)
            return (null, MeetingId.TryParse(text, out _) ? Problems.MeetingNotFound : Problems.MeetingIdInvalid);
        return IsExpired(found) ? (null, Problems.MeetingExpired) : (found, null);
    }

    /// <summary>The meeting under this code or alias, expired ones included; a room that only the media server knows is adopted. Null: there is none.</summary>
    public async Task<FoundMeeting?> FindAsync(string text, CancellationToken cancellationToken)
    {
        var alias = MeetingAlias.Normalize(text);
        var meeting = MeetingAlias.IsValid(alias) ? await database.Meetings.SingleOrDefaultAsync(m => m.Alias == alias, cancellationToken) : null;
        var isCode = MeetingId.TryParse(text, out var id);
        if (meeting is null && !isCode)
            return null;
        var code = meeting?.Id ?? id.ToString();
        meeting ??= await database.Meetings.SingleOrDefaultAsync(m => m.Id == code, cancellationToken);
        var room = (await rooms.ListRoomsAsync([code], cancellationToken)).FirstOrDefault(r => r.Name == code);
        if (meeting is null && room is null)
            return null;
        return new FoundMeeting(meeting ?? await AdoptAsync(code, room!, cancellationToken), room);
    }

    /// <summary>Makes sure that the room exists, with the people it had.</summary>
    public async Task EnsureRoomAsync(FoundMeeting found, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(found);
        if (found.Room is null)
            await CreateRoomAsync(found.Meeting, cancellationToken);
        else if (RoomMetadata.Compose(found.Meeting, found.Room.Metadata) is { } metadata && metadata != found.Room.Metadata)
            await rooms.UpdateRoomMetadataAsync(new UpdateRoomMetadataRequest { Room = found.Meeting.Id, Metadata = metadata }, cancellationToken);
    }

    /// <summary>Expired means: its time is over and nobody is in it any more.</summary>
    public bool IsExpired(FoundMeeting found)
    {
        ArgumentNullException.ThrowIfNull(found);
        return found.Meeting.ClosedAt is not null || (found.Meeting.ExpiresAt <= time.GetUtcNow() && found.ParticipantCount == 0);
    }

    /// <summary>False for the room of a meeting that is over: nobody's token may bring it back. Rooms that belong to no meeting are free.</summary>
    public async Task<bool> MayOpenAsync(string room, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return !await database.Meetings.AnyAsync(m => m.Id == room && (m.ClosedAt != null || m.ExpiresAt <= now), cancellationToken);
    }

    /// <summary>Ends a room for good, and the meeting that it belongs to, if any. In this order: nobody comes back in between.</summary>
    public async Task EndAsync(string room, CancellationToken cancellationToken)
    {
        var isThere = (await rooms.ListRoomsAsync([room], cancellationToken)).Any(r => r.Name == room);
        if (isThere)
            await CloseAsync(room, cancellationToken);
        await rooms.DeleteRoomAsync(room, cancellationToken);
    }

    /// <summary>
    /// Ends a meeting for everybody in it and everybody who waits. A weekly one takes place again: its guests, hosts excepted, have to ask anew then.
    /// </summary>
    public async Task EndAsync(Meeting meeting, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(meeting);
        if (!meeting.IsWeekly)
            await CloseAsync(meeting.Id, cancellationToken);
        await database.Tickets
            .Where(t => t.MeetingId == meeting.Id && t.Role == MeetingRole.Guest && (t.State == TicketState.Admitted || t.State == TicketState.Waiting))
            .ExecuteUpdateAsync(t => t.SetProperty(row => row.State, TicketState.Left).SetProperty(row => row.ChangedAt, time.GetUtcNow()), cancellationToken);
        signals.Raise(meeting.Id);
        try
        {
            await rooms.DeleteRoomAsync(meeting.Id, cancellationToken);
        }
        catch (RoomServiceException exception) when (exception.Code == TwirpErrorCode.NotFound)
        {
            // Nobody was in it.
        }
    }

    private async Task CloseAsync(string id, CancellationToken cancellationToken)
    {
        var now = time.GetUtcSeconds();
        var closed = await database.Meetings.Where(m => m.Id == id && m.ClosedAt == null)
            .ExecuteUpdateAsync(m => m.SetProperty(row => row.ClosedAt, now), cancellationToken);
        if (closed > 0)
            Log.MeetingEnded(logger, id);
        signals.Raise(id);
    }

    private async Task<(NewMeeting? Created, Problem? Refusal)> InsertAsync(MeetingOptionsReader reader, string? passwordHash, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var meeting = NewMeeting(ids.Next().ToString());
            if (reader.ApplyTo(meeting, passwordHash) is { } mistake)
                return (null, mistake);
            if (await database.Meetings.AnyAsync(m => m.Id == meeting.Id, cancellationToken))
            {
                ThrowWhenExhausted(attempt);
                continue;
            }

            if (!await IsAliasFreeAsync(meeting, cancellationToken))
                return (null, MeetingProblems.AliasTaken);
            var hostKey = SecretText.New();
            meeting.HostKeyHash = SecretText.Hash(hostKey);
            database.Meetings.Add(meeting);
            try
            {
                await database.SaveChangesAsync(cancellationToken);
                return (new NewMeeting(meeting, hostKey), null);
            }
            catch (DbUpdateException) when (attempt < MaxAttempts)
            {
                // Somebody took the same code or alias between the question and the insert; any other cause shows again at the last attempt.
                database.Entry(meeting).State = EntityState.Detached;
            }
        }
    }

    /// <summary>A meeting that is over gives its alias back. An alias that reads as the code of another meeting would lead its guests astray.</summary>
    public async Task<bool> IsAliasFreeAsync(Meeting meeting, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(meeting);
        if (meeting.Alias is not { } alias)
            return true;
        await database.Meetings.Where(m => m.Alias == alias && m.ClosedAt != null).ExecuteUpdateAsync(m => m.SetProperty(row => row.Alias, (string?)null), cancellationToken);
        var code = MeetingId.TryParse(alias, out var id) ? id.ToString() : null;
        return !await database.Meetings.AnyAsync(m => m.Id != meeting.Id && (m.Alias == alias || m.Id == code), cancellationToken);
    }

    private static void ThrowWhenExhausted(int attempt)
    {
        if (attempt == MaxAttempts)
            throw new InvalidOperationException($"{MaxAttempts} meeting codes in a row were taken: the random source is broken.");
    }

    private Meeting NewMeeting(string id)
    {
        var now = time.GetUtcSeconds();
        return new Meeting
        {
            Id = id,
            MaxParticipants = options.MaxParticipants,
            CreatedAt = now,
            ExpiresAt = now + options.MeetingLifetime,
        };
    }

    private async Task<Meeting> AdoptAsync(string code, Room room, CancellationToken cancellationToken)
    {
        var meeting = NewMeeting(code);
        database.Meetings.Add(meeting);
        try
        {
            await database.SaveChangesAsync(cancellationToken);
            Log.RoomAdopted(logger, room.Name, room.Sid);
            return meeting;
        }
        catch (DbUpdateException)
        {
            // Two guests at once: the other request adopted it.
            database.Entry(meeting).State = EntityState.Detached;
            return await database.Meetings.SingleAsync(m => m.Id == code, cancellationToken);
        }
    }

    // The room takes as many as this server allows at all: LiveKit cannot change the limit of a room that is alive, and a host may. Joining keeps to the meeting's own.
    private async Task CreateRoomAsync(Meeting meeting, CancellationToken cancellationToken)
    {
        var request = new CreateRoomRequest
        {
            Name = meeting.Id,
            EmptyTimeout = (uint)EmptyTimeout.TotalSeconds,
            MaxParticipants = (uint)options.MaxParticipants,
            Metadata = RoomMetadata.Compose(meeting, present: "") ?? "",
        };
        var room = await rooms.CreateRoomAsync(request, cancellationToken);
        Log.RoomCreated(logger, room.Name, room.Sid);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 100, Level = LogLevel.Information, Message = "Meeting {Meeting} created, expires {ExpiresAt:u}")]
        public static partial void MeetingCreated(ILogger logger, string meeting, DateTimeOffset expiresAt);

        [LoggerMessage(EventId = 101, Level = LogLevel.Information, Message = "Room {Room} ({Sid}) created on the media server")]
        public static partial void RoomCreated(ILogger logger, string room, string sid);

        [LoggerMessage(EventId = 103, Level = LogLevel.Information, Message = "Meeting {Meeting} was ended")]
        public static partial void MeetingEnded(ILogger logger, string meeting);

        [LoggerMessage(EventId = 102, Level = LogLevel.Information, Message = "Room {Room} ({Sid}) was known to the media server only and is adopted")]
        public static partial void RoomAdopted(ILogger logger, string room, string sid);
    }
}
