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
        if (await StoreAsync(meeting, change, cancellationToken) is { } problem)
            return problem;
        await TellRoomAsync(meeting, cancellationToken);
        return null;
    }

    /// <summary>Written or refused; then the meeting is as it was.</summary>
    private async Task<Problem?> StoreAsync(Meeting meeting, Func<Meeting, Problem?> change, CancellationToken cancellationToken)
    {
        Problem? problem;
        try
        {
            problem = await database.InTransactionAsync(
                async transaction =>
                {
                    // The first write holds the row: who changes it at the same time waits here, and then reads what we wrote.
                    await database.Meetings.Where(m => m.Id == meeting.Id).ExecuteUpdateAsync(m => m.SetProperty(row => row.Version, row => row.Version + 1), cancellationToken);
                    await database.Entry(meeting).ReloadAsync(cancellationToken);
                    var refusal = change(meeting);
                    if (refusal is null && !await meetings.IsAliasFreeAsync(meeting, cancellationToken))
                        refusal = MeetingProblems.AliasTaken;
                    if (refusal is not null)
                        return refusal;
                    await database.SaveChangesAsync(cancellationToken);
                    await transaction.CommitAsync(cancellationToken);
                    return null;
                },
                cancellationToken);
        }
        catch (DbUpdateException exception) when (DatabaseFailure.IsDuplicate(exception))
        {
            // Another meeting took the alias between the question and the write.
            problem = MeetingProblems.AliasTaken;
        }

        if (problem is not null)
            await database.Entry(meeting).ReloadAsync(cancellationToken);
        return problem;
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
