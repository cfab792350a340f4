using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Treff.Server.Meetings;
using Treff.Server.Operations;
using Treff.Server.Statistics;
using Treff.Server.Storage;

namespace Treff.Server.Admin;

/// <summary>
/// Pages through the sessions of all meetings, the newest first. The next page begins after the last row of the page before, by an index, so that
/// the ten-thousandth row costs no more than the first and nothing moves when a meeting begins in between.
/// </summary>
public sealed class PastMeetingSearch(TreffDbContext database)
{
    public const int MaxLimit = 100;

    /// <summary>A page; null when <paramref name="before"/> is no cursor of ours.</summary>
    /// <param name="search">A code, or part of a code or name; null = everything.</param>
    /// <param name="before">Null for the first page.</param>
    /// <param name="limit">Rows, 1 to <see cref="MaxLimit"/>.</param>
    /// <param name="cancellationToken">Nobody waits any more.</param>
    public async Task<PastMeetings?> ReadAsync(string? search, string? before, int limit, CancellationToken cancellationToken)
    {
        var all = database.MeetingSessions.AsNoTracking().Where(s => s.People > 0 && s.DeletedAt == null);
        if (search?.Trim() is { Length: > 0 } text)
            all = Matching(all, text);
        var rows = all;
        if (before is not null)
        {
            if (!TryParse(before, out var startedAt, out var sid))
                return null;
            rows = all.Where(s => s.StartedAt < startedAt || (s.StartedAt == startedAt && s.Sid.CompareTo(sid) < 0));
        }

        var page = await rows.OrderByDescending(s => s.StartedAt).ThenByDescending(s => s.Sid).Take(limit + 1).ToListAsync(cancellationToken);
        var hasMore = page.Count > limit;
        if (hasMore)
            page.RemoveAt(limit);
        return new PastMeetings(await all.CountAsync(cancellationToken), page.ConvertAll(ToWire), hasMore ? Cursor(page[^1]) : null);
    }

    // Lower case on both sides: PostgreSQL's LIKE tells A from a, SQLite's does not.
    private static IQueryable<MeetingSession> Matching(IQueryable<MeetingSession> sessions, string text)
    {
        var pattern = $"%{Escape(text.ToLowerInvariant())}%";
        if (MeetingId.TryParse(text, out var id))
        {
            var code = id.ToString();
            return sessions.Where(s => s.MeetingId == code || EF.Functions.Like(s.MeetingName!.ToLower(), pattern, "\\"));
        }

        return sessions.Where(s => EF.Functions.Like(s.MeetingId.ToLower(), pattern, "\\") || EF.Functions.Like(s.MeetingName!.ToLower(), pattern, "\\"));
    }

    private static string Escape(string text) => text
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("%", "\\%", StringComparison.Ordinal)
        .Replace("_", "\\_", StringComparison.Ordinal);

    private static string Cursor(MeetingSession session) => string.Create(CultureInfo.InvariantCulture, $"{session.StartedAt.ToUnixTimeMilliseconds()}.{session.Sid}");

    private static bool TryParse(string cursor, out DateTimeOffset startedAt, out string sid)
    {
        (startedAt, sid) = (default, "");
        var dot = cursor.IndexOf('.', StringComparison.Ordinal);
        if (dot < 1 || !long.TryParse(cursor.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) || milliseconds > Person.MaxSeconds * 1000)
            return false;
        (startedAt, sid) = (DateTimeOffset.FromUnixTimeMilliseconds(milliseconds), cursor[(dot + 1)..]);
        return sid.Length is > 0 and <= StatisticsTables.SidLength;
    }

    private static PastMeeting ToWire(MeetingSession session) => new(
        session.Sid,
        session.MeetingId,
        session.MeetingName,
        WireTime.Format(session.StartedAt),
        session.EndedAt is { } endedAt ? WireTime.Format(endedAt) : null,
        !session.EndIsInferred,
        !session.IsIncomplete,
        session.People,
        session.Peak,
        session.PersonSeconds);
}
