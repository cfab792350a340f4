using Microsoft.EntityFrameworkCore;
using Treff.Server.Hosts;
using Treff.Server.Operations;
using Treff.Server.Storage;

namespace Treff.Server.Moderation;

/// <summary>What hosts did in each meeting: the newest so many, as long as the meeting is stored.</summary>
public sealed partial class ModerationLog(TreffDbContext database, TreffOptions options, TimeProvider time, ILogger<ModerationLog> logger)
{
    private const int MaxTextLength = 400;

    public async Task WriteAsync(Moderator moderator, Deed deed, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(moderator);
        ArgumentNullException.ThrowIfNull(deed);
        var meeting = moderator.Meeting.Id;
        var entry = new ModerationEntry
        {
            MeetingId = meeting,
            At = time.GetUtcNow(),
            ActorIdentity = moderator.Ticket?.Identity,
            ActorName = moderator.Ticket?.DisplayName,
            ActorRole = moderator.IsOperator ? "operator" : moderator.Role.Word(),
            Action = deed.Action,
            TargetIdentity = deed.TargetIdentity,
            TargetName = Shorten(deed.TargetName),
            Detail = Shorten(deed.Detail),
        };
        database.MeetingLog.Add(entry);
        await database.SaveChangesAsync(cancellationToken);
        await TrimAsync(meeting, cancellationToken);
        Log.Done(logger, deed.Action, meeting, entry.ActorRole, entry.ActorIdentity ?? "by key", deed.TargetIdentity ?? "-");
    }

    /// <summary>The newest first.</summary>
    public async Task<IReadOnlyList<ModerationEntry>> ReadAsync(string meeting, CancellationToken cancellationToken) =>
        await database.MeetingLog.AsNoTracking().Where(e => e.MeetingId == meeting).OrderByDescending(e => e.Sequence).ToListAsync(cancellationToken);

    private async Task TrimAsync(string meeting, CancellationToken cancellationToken)
    {
        var newestDropped = await database.MeetingLog.Where(e => e.MeetingId == meeting)
            .OrderByDescending(e => e.Sequence)
            .Skip(options.Limits.MaxLogEntriesPerMeeting)
            .Select(e => e.Sequence)
            .FirstOrDefaultAsync(cancellationToken);
        if (newestDropped > 0)
            await database.MeetingLog.Where(e => e.MeetingId == meeting && e.Sequence <= newestDropped).ExecuteDeleteAsync(cancellationToken);
    }

    private static string? Shorten(string? text) => text is { Length: > MaxTextLength } ? text[..MaxTextLength] : text;

    private static partial class Log
    {
        [LoggerMessage(EventId = 220, Level = LogLevel.Information, Message = "{Action} in meeting {Meeting} by {Role} {Actor}: {Target}")]
        public static partial void Done(ILogger logger, string action, string meeting, string role, string actor, string target);
    }
}
