using Microsoft.EntityFrameworkCore;
using Treff.LiveKit;
using Treff.LiveKit.Protocol;
using Treff.Server.Operations;
using Treff.Server.Storage;

namespace Treff.Server.Meetings;

/// <summary>Changes a stored meeting, one change after the other, and tells the people inside.</summary>
public sealed class MeetingChanges(TreffDbContext database, MeetingDirectory meetings, IRoomService rooms)
{
    /// <summary>Null: the meeting is as <paramref name="change"/> left it, with a new version, and the room knows.</summary>
    public async Task<Problem?> ChangeAsync(Meeting meeting, Func<Meeting, Problem?> change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(meeting);
        ArgumentNullException.ThrowIfNull(change);
        await using (var transaction = await database.Database.BeginTransactionAsync(cancellationToken))
        {
            // The first write holds the row: who changes it at the same time waits here, and then reads what we wrote.
            await database.Meetings.Where(m => m.Id == meeting.Id).ExecuteUpdateAsync(m => m.SetProperty(row => row.Version, row => row.Version + 1), cancellationToken);
            await database.Entry(meeting).ReloadAsync(cancellationToken);
            var problem = change(meeting);
            if (problem is null && !await meetings.IsAliasFreeAsync(meeting, cancellationToken))
                problem = MeetingProblems.AliasTaken;
            if (problem is not null)
            {
                await transaction.RollbackAsync(cancellationToken);
                await database.Entry(meeting).ReloadAsync(cancellationToken);
                return problem;
            }

            await database.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        await TellRoomAsync(meeting, cancellationToken);
        return null;
    }

    /// <summary>Puts the options that everybody may know into the room, if it is there.</summary>
    public async Task TellRoomAsync(Meeting meeting, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(meeting);
        var room = (await rooms.ListRoomsAsync([meeting.Id], cancellationToken)).FirstOrDefault(r => r.Name == meeting.Id);
        if (room is null || RoomMetadata.Compose(meeting, room.Metadata) is not { } metadata || metadata == room.Metadata)
            return;
        try
        {
            await rooms.UpdateRoomMetadataAsync(new UpdateRoomMetadataRequest { Room = meeting.Id, Metadata = metadata }, cancellationToken);
        }
        catch (RoomServiceException exception) when (exception.Code == TwirpErrorCode.NotFound)
        {
            // It closed in between; the next room is made with these options.
        }
    }
}
