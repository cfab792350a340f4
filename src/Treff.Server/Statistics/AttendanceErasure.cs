using Microsoft.EntityFrameworkCore;
using Treff.Server.Storage;

namespace Treff.Server.Statistics;

/// <summary>
/// Deletes what was recorded of meetings. Of each session a row without any detail stays until it would have been forgotten anyway: by it an
/// event that comes late, and everything else of a meeting that is going on, is not recorded again.
/// </summary>
public sealed class AttendanceErasure(StatisticsRecorder recorder, TimeProvider time)
{
    /// <summary>Of one meeting; how many sessions.</summary>
    public Task<int> DeleteMeetingAsync(string meeting, CancellationToken cancellationToken) =>
        DeleteAsync(database => database.MeetingSessions.Where(s => s.MeetingId == meeting), cancellationToken);

    /// <summary>Of all meetings; how many sessions.</summary>
    public Task<int> DeleteAllAsync(CancellationToken cancellationToken) => DeleteAsync(database => database.MeetingSessions, cancellationToken);

    private async Task<int> DeleteAsync(Func<TreffDbContext, IQueryable<MeetingSession>> of, CancellationToken cancellationToken)
    {
        var deleted = 0;
        await recorder.RunAsync(
            async (database, stopping) =>
            {
                deleted = await database.InTransactionAsync(
                    async transaction =>
                    {
                        await database.TakeAsync(Turn.Statistics, stopping);
                        var sessions = of(database).Where(s => s.DeletedAt == null);
                        await database.ParticipantStays.Where(stay => sessions.Any(s => s.Sid == stay.SessionSid)).ExecuteDeleteAsync(stopping);
                        var now = time.GetUtcNow();
                        var count = await sessions.ExecuteUpdateAsync(
                            row => row
                                .SetProperty(s => s.MeetingName, (string?)null)
                                .SetProperty(s => s.People, 0)
                                .SetProperty(s => s.Peak, 0)
                                .SetProperty(s => s.PersonSeconds, 0)
                                .SetProperty(s => s.DeletedAt, now),
                            stopping);
                        await transaction.CommitAsync(stopping);
                        return count;
                    },
                    stopping);
            },
            cancellationToken);
        return deleted;
    }
}
