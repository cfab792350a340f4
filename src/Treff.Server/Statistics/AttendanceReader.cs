using Microsoft.EntityFrameworkCore;
using Treff.LiveKit.Protocol;
using Treff.Server.Operations;
using Treff.Server.Storage;

namespace Treff.Server.Statistics;

/// <summary>Puts together who was in a meeting.</summary>
public sealed class AttendanceReader(TreffDbContext database, TreffOptions options, TimeProvider time)
{
    /// <summary>A weekly meeting of two years. More is in the CSV of the operator's own database only.</summary>
    public const int MaxSessions = 100;

    /// <summary>All that is known of a meeting; without sessions when that is nothing.</summary>
    public async Task<Attendance> ReadAsync(string meeting, CancellationToken cancellationToken)
    {
        var all = database.MeetingSessions.AsNoTracking().Where(s => s.MeetingId == meeting && s.DeletedAt == null && s.People > 0);
        var count = await all.CountAsync(cancellationToken);
        var sessions = await all.OrderByDescending(s => s.StartedAt).ThenByDescending(s => s.Sid).Take(MaxSessions).ToListAsync(cancellationToken);
        var attended = new List<AttendedSession>(sessions.Count);
        foreach (var session in sessions)
            attended.Add(await ReadAsync(session, cancellationToken));
        var name = sessions.Select(s => s.MeetingName).FirstOrDefault(known => known is not null);
        return new Attendance(meeting, name, options.Statistics.IsPseudonymous, options.Statistics.RetentionDays, count - sessions.Count, attended);
    }

    private async Task<AttendedSession> ReadAsync(MeetingSession session, CancellationToken cancellationToken)
    {
        var stays = await database.ParticipantStays.AsNoTracking()
            .Where(s => s.SessionSid == session.Sid && s.IsConfirmed)
            .OrderBy(s => s.JoinedAt).ThenBy(s => s.Sid)
            .ToListAsync(cancellationToken);
        var tracks = await database.StayTracks
            .Where(t => database.ParticipantStays.Any(s => s.Sid == t.StaySid && s.SessionSid == session.Sid))
            .GroupBy(t => new { t.StaySid, t.Source })
            .Select(group => new { group.Key.StaySid, group.Key.Source, Count = group.Count() })
            .ToListAsync(cancellationToken);
        var counts = tracks.ToLookup(t => t.StaySid, t => (t.Source, t.Count), StringComparer.Ordinal);
        var now = time.GetUtcNow();
        var people = stays.GroupBy(stay => stay.Identity, StringComparer.Ordinal)
            .Select((person, index) => Merge([.. person], index + 1, stay => counts[stay.Sid], now))
            .ToList();
        return new AttendedSession(
            session.Sid,
            WireTime.Format(session.StartedAt),
            Format(session.EndedAt),
            !session.EndIsInferred,
            !session.IsIncomplete,
            session.People,
            session.Peak,
            people.Sum(person => person.Seconds),
            people);
    }

    private static Attendee Merge(List<ParticipantStay> stays, int number, Func<ParticipantStay, IEnumerable<(TrackSource Source, int Count)>> tracksOf, DateTimeOffset now)
    {
        var last = stays.MaxBy(stay => stay.LeftAt ?? DateTimeOffset.MaxValue)!;
        var tracks = stays.SelectMany(tracksOf).ToLookup(track => track.Source, track => track.Count);
        return new Attendee(
            last.Identity,
            last.Name ?? stays.Select(stay => stay.Name).FirstOrDefault(name => name is not null),
            number,
            last.Role ?? stays.Select(stay => stay.Role).FirstOrDefault(role => role is not null),
            WireTime.Format(stays[0].JoinedAt),
            Format(last.LeftAt),
            !last.LeftIsInferred,
            last.Reason,
            (long)Union(stays, now).TotalSeconds,
            stays.Count,
            stays.Sum(stay => stay.Resumes),
            new PublishedTracks(tracks[TrackSource.Microphone].Sum(), tracks[TrackSource.Camera].Sum(), tracks[TrackSource.ScreenShare].Sum()),
            ConnectionRating.Of(stays.Sum(stay => stay.MeasuredSeconds), stays.Sum(stay => stay.GoodSeconds), stays.Sum(stay => stay.PoorSeconds)),
            [.. stays.Select(stay => new AttendedTime(WireTime.Format(stay.JoinedAt), Format(stay.LeftAt)))]);
    }

    /// <summary>Time in at least one of the stays, which are in the order of their beginning.</summary>
    private static TimeSpan Union(List<ParticipantStay> stays, DateTimeOffset now)
    {
        var (sum, until) = (TimeSpan.Zero, DateTimeOffset.MinValue);
        foreach (var stay in stays)
        {
            var leftAt = stay.LeftAt ?? now;
            var from = stay.JoinedAt > until ? stay.JoinedAt : until;
            if (leftAt <= from)
                continue;
            sum += leftAt - from;
            until = leftAt;
        }

        return sum;
    }

    private static string? Format(DateTimeOffset? at) => at is { } known ? WireTime.Format(known) : null;
}
