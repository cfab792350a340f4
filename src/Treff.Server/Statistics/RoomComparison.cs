using Microsoft.EntityFrameworkCore;
using Treff.LiveKit.Protocol;
using Treff.Server.Storage;

namespace Treff.Server.Statistics;

/// <summary>
/// Brings what was recorded in line with what the media server says: whoever is there is written down, and whoever is missing twice in a row
/// has left, at the time when they were last seen. Once is not enough: a listing and the events travel by different ways.
/// </summary>
internal sealed class RoomComparison(TreffDbContext database, SessionBook book, CancellationToken cancellationToken)
{
    /// <summary>Applies a listing.</summary>
    /// <param name="listing">As of its own time.</param>
    /// <param name="missing">Whoever and whatever the listing before did not have, by sid, and when it was last seen.</param>
    /// <returns>The same for the next time.</returns>
    public async Task<IReadOnlyDictionary<string, DateTimeOffset>> ApplyAsync(RoomListing listing, IReadOnlyDictionary<string, DateTimeOffset> missing)
    {
        var missingNow = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        await FindMissingAsync(listing, missing, missingNow);
        foreach (var room in listing.Rooms)
            await SeeAsync(room, listing);
        await AddAsync(listing.Usage);
        return missingNow;
    }

    /// <summary>Rooms of a process that is gone are over: nothing of them comes back.</summary>
    public async Task CloseAllAsync()
    {
        foreach (var session in await OpenSessionsAsync())
            await book.CloseAsync(session, session.LastSeenAt, isInferred: true);
    }

    private Task<List<MeetingSession>> OpenSessionsAsync() =>
        database.MeetingSessions.Where(s => s.EndedAt == null && s.DeletedAt == null).ToListAsync(cancellationToken);

    private async Task FindMissingAsync(RoomListing listing, IReadOnlyDictionary<string, DateTimeOffset> missing, Dictionary<string, DateTimeOffset> missingNow)
    {
        var rooms = listing.Rooms.Select(room => room.Sid).ToHashSet(StringComparer.Ordinal);
        var people = listing.Rooms.SelectMany(room => room.Participants).Select(participant => participant.Sid).ToHashSet(StringComparer.Ordinal);
        var sessions = await OpenSessionsAsync();
        var lastSeen = sessions.ToDictionary(session => session.Sid, session => session.LastSeenAt, StringComparer.Ordinal);
        var stays = await database.ParticipantStays.Where(s => s.LeftAt == null).ToListAsync(cancellationToken);
        foreach (var stay in stays.Where(stay => !people.Contains(stay.Sid) && stay.JoinedAt <= listing.At))
        {
            if (missing.TryGetValue(stay.Sid, out var seenAt))
                book.Miss(stay, seenAt);
            else
                missingNow[stay.Sid] = lastSeen.GetValueOrDefault(stay.SessionSid, stay.JoinedAt);
        }

        foreach (var session in sessions.Where(session => !rooms.Contains(session.Sid) && session.StartedAt <= listing.At))
        {
            if (missing.TryGetValue(session.Sid, out var seenAt))
                await book.CloseAsync(session, seenAt, isInferred: true);
            else
                missingNow[session.Sid] = session.LastSeenAt;
        }
    }

    private async Task SeeAsync(ListedRoom room, RoomListing listing)
    {
        var people = room.Participants
            .Where(participant => participant.Sid.Length is > 0 and <= StatisticsTables.SidLength && Person.Is(participant) && participant.State == ParticipantInfo.Types.State.Active)
            .ToList();
        if (people.Count == 0 && await database.MeetingSessions.FindAsync([room.Sid], cancellationToken) is null)
            return;
        if (await book.OpenAsync(room.Sid, room.Name, listing.At) is not { } session || session is { EndedAt: not null, EndIsInferred: false })
            return;
        (session.EndedAt, session.EndIsInferred) = (null, false);
        session.LastSeenAt = listing.At;
        session.IsIncomplete |= listing.EventsWereLost;
        foreach (var participant in people)
            await book.SeeAsync(session, participant, listing.At, room.Details.GetValueOrDefault(participant.Sid));
    }

    private async Task AddAsync(UsageSample? usage)
    {
        if (usage is null)
            return;
        if (await database.UsageSamples.FindAsync([usage.Minute], cancellationToken) is not { } known)
        {
            database.UsageSamples.Add(usage);
            return;
        }

        known.Meetings = Math.Max(known.Meetings, usage.Meetings);
        known.People = Math.Max(known.People, usage.People);
        known.ReceivedBitsPerSecond = usage.ReceivedBitsPerSecond ?? known.ReceivedBitsPerSecond;
        known.SentBitsPerSecond = usage.SentBitsPerSecond ?? known.SentBitsPerSecond;
        known.Loss = usage.Loss ?? known.Loss;
    }
}
