using Microsoft.EntityFrameworkCore;
using Treff.LiveKit.Protocol;
using Treff.Server.Storage;
using Treff.Sfu.Metrics;

namespace Treff.Server.Statistics;

/// <summary>
/// Writes what happened into the tables. Everything goes by sids and is merged into what is there: events may come twice, late or never, in
/// any order, and the result is the same. What was told always counts more than what was found out.
/// </summary>
internal sealed class SessionBook(TreffDbContext database, Pseudonyms pseudonyms, CancellationToken cancellationToken)
{
    /// <summary>People who come and go by script must not fill the disk: a session has no more rows than this.</summary>
    public const int MaxStays = 10_000;

    /// <summary>Of one stay.</summary>
    public const int MaxTracks = 200;

    private readonly HashSet<string> _touched = new(StringComparer.Ordinal);

    public async Task ApplyAsync(WebhookEvent happened, DateTimeOffset now)
    {
        if (!IsUsable(happened))
            return;
        var at = happened.CreatedAt is > 0 and <= Person.MaxSeconds ? DateTimeOffset.FromUnixTimeSeconds(happened.CreatedAt) : now;
        switch (happened.Event)
        {
            case "participant_joined" when Person.Is(happened.Participant):
                await OnJoinedAsync(happened, at);
                break;
            case "participant_left" when Person.Is(happened.Participant):
                await OnLeftAsync(happened, at);
                break;
            case "participant_connection_aborted":
                await OnAbortedAsync(happened, at);
                break;
            case "track_published":
                await OnTrackAsync(happened, at);
                break;
            case "room_finished":
                await OnFinishedAsync(happened.Room.Sid, at);
                break;
            default:
                // Rooms that start empty, tracks that end, recordings: not attendance.
                break;
        }
    }

    /// <summary>The session of a room, new if need be; null when it was deleted.</summary>
    public async Task<MeetingSession?> OpenAsync(string sid, string name, DateTimeOffset at)
    {
        var session = await database.MeetingSessions.FindAsync([sid], cancellationToken);
        if (session is null)
        {
            session = new MeetingSession { Sid = sid, MeetingId = name, MeetingName = await NameOfMeetingAsync(name), StartedAt = at, LastSeenAt = at };
            database.MeetingSessions.Add(session);
        }

        if (session.DeletedAt is not null)
            return null;
        _touched.Add(sid);
        return session;
    }

    /// <summary>The media server has somebody in a room right now.</summary>
    public async Task SeeAsync(MeetingSession session, ParticipantInfo participant, DateTimeOffset at, ParticipantSnapshot? details)
    {
        if (await StayAsync(session, participant, at) is not { } stay || stay is { LeftAt: not null, LeftIsInferred: false })
            return;
        Confirm(stay, participant, at);
        (stay.LeftAt, stay.LeftIsInferred) = (null, false);
        stay.Name = pseudonyms.NameOf(participant.Name) ?? stay.Name;
        stay.Role = Person.RoleOf(participant) ?? stay.Role;
        foreach (var track in participant.Tracks)
            await AddTrackAsync(session, stay, track);
        if (details is null)
            return;
        stay.Resumes = details.Resumes;
        stay.MeasuredSeconds = (int)details.Quality.Measured.TotalSeconds;
        stay.GoodSeconds = (int)details.Quality.Good.TotalSeconds;
        stay.PoorSeconds = (int)details.Quality.Poor.TotalSeconds;
    }

    /// <summary>Somebody is not there any more, and nobody said when that happened.</summary>
    public void Miss(ParticipantStay stay, DateTimeOffset lastSeenAt)
    {
        stay.LeftAt = Later(lastSeenAt, stay.JoinedAt);
        stay.LeftIsInferred = true;
        _touched.Add(stay.SessionSid);
    }

    /// <summary>A room is over.</summary>
    public async Task CloseAsync(MeetingSession session, DateTimeOffset at, bool isInferred)
    {
        session.EndedAt = at;
        session.EndIsInferred = isInferred;
        _touched.Add(session.Sid);
        await database.ParticipantStays.Where(s => s.SessionSid == session.Sid && s.LeftAt == null).LoadAsync(cancellationToken);
        foreach (var stay in database.ParticipantStays.Local.Where(s => s.SessionSid == session.Sid && s.LeftAt is null).ToList())
            Miss(stay, at);
    }

    /// <summary>Writes all of it, and counts the sessions that changed anew from their stays.</summary>
    public async Task SaveAsync()
    {
        await database.SaveChangesAsync(cancellationToken);
        foreach (var sid in _touched)
            await SummariseAsync(sid);
        await database.SaveChangesAsync(cancellationToken);
    }

    private static bool IsUsable(WebhookEvent happened)
    {
        if (happened.Room is not { Sid: { Length: > 0 and <= StatisticsTables.SidLength }, Name: { Length: > 0 and <= StatisticsTables.NameLength } })
            return false;
        return happened.Event == "room_finished" || happened.Participant is { Sid: { Length: > 0 and <= StatisticsTables.SidLength }, Identity.Length: > 0 };
    }

    private async Task OnJoinedAsync(WebhookEvent happened, DateTimeOffset at)
    {
        if (await OpenAsync(happened.Room.Sid, happened.Room.Name, at) is not { } session)
            return;
        session.LastSeenAt = Later(session.LastSeenAt, at);
        if (await StayAsync(session, happened.Participant, at) is not { } stay)
            return;
        Confirm(stay, happened.Participant, at);
        stay.Name ??= pseudonyms.NameOf(happened.Participant.Name);
        stay.Role ??= Person.RoleOf(happened.Participant);
        if (session.EndedAt is { } endedAt && stay.LeftAt is null)
            Miss(stay, endedAt);
    }

    private async Task OnLeftAsync(WebhookEvent happened, DateTimeOffset at)
    {
        if (await OpenAsync(happened.Room.Sid, happened.Room.Name, at) is not { } session)
            return;
        session.LastSeenAt = Later(session.LastSeenAt, at);
        if (await StayAsync(session, happened.Participant, at) is not { } stay || stay is { LeftAt: not null, LeftIsInferred: false })
            return;
        Confirm(stay, happened.Participant, at);
        stay.LeftAt = Later(at, stay.JoinedAt);
        stay.LeftIsInferred = false;
        stay.Reason = Person.ReasonOf(happened.Participant);
        stay.Name = pseudonyms.NameOf(happened.Participant.Name) ?? stay.Name;
        stay.Role = Person.RoleOf(happened.Participant) ?? stay.Role;
    }

    /// <summary>Somebody never got a connection: nobody saw them.</summary>
    private async Task OnAbortedAsync(WebhookEvent happened, DateTimeOffset at)
    {
        var stay = await database.ParticipantStays.FindAsync([happened.Participant.Sid], cancellationToken);
        if (stay is { LeftAt: null })
            stay.LeftAt = Later(at, stay.JoinedAt);
    }

    private async Task OnTrackAsync(WebhookEvent happened, DateTimeOffset at)
    {
        if (happened.Track is not { Sid: { Length: > 0 and <= StatisticsTables.SidLength } } || await OpenAsync(happened.Room.Sid, happened.Room.Name, at) is not { } session)
            return;
        // The event says too little to know whether this is a person: that shows when they have joined.
        if (await StayAsync(session, happened.Participant, at) is { } stay)
            await AddTrackAsync(session, stay, happened.Track);
    }

    private async Task OnFinishedAsync(string sid, DateTimeOffset at)
    {
        var session = await database.MeetingSessions.FindAsync([sid], cancellationToken);
        if (session is { DeletedAt: null } && (session.EndedAt is null || session.EndIsInferred))
            await CloseAsync(session, at, isInferred: false);
    }

    private async Task<ParticipantStay?> StayAsync(MeetingSession session, ParticipantInfo participant, DateTimeOffset at)
    {
        if (await database.ParticipantStays.FindAsync([participant.Sid], cancellationToken) is { } known)
            return known.SessionSid == session.Sid ? known : null;
        if (session.Stays >= MaxStays)
        {
            session.IsIncomplete = true;
            return null;
        }

        session.Stays++;
        var stay = new ParticipantStay
        {
            Sid = participant.Sid,
            SessionSid = session.Sid,
            Identity = pseudonyms.IdentityOf(session.MeetingId, participant.Identity),
            JoinedAt = Person.JoinedAt(participant) ?? at,
        };
        database.ParticipantStays.Add(stay);
        return stay;
    }

    private static void Confirm(ParticipantStay stay, ParticipantInfo participant, DateTimeOffset at)
    {
        var joinedAt = Person.JoinedAt(participant) ?? at;
        // The first that was heard of somebody may have been a track, and that comes later than the joining.
        if (joinedAt < stay.JoinedAt)
            stay.JoinedAt = joinedAt;
        stay.IsConfirmed = true;
    }

    private async Task AddTrackAsync(MeetingSession session, ParticipantStay stay, TrackInfo track)
    {
        if (track.Sid.Length is 0 or > StatisticsTables.SidLength || await database.StayTracks.FindAsync([track.Sid], cancellationToken) is not null)
            return;
        if (stay.Tracks >= MaxTracks)
        {
            session.IsIncomplete = true;
            return;
        }

        stay.Tracks++;
        database.StayTracks.Add(new StayTrack { Sid = track.Sid, StaySid = stay.Sid, Source = track.Source });
    }

    private async Task<string?> NameOfMeetingAsync(string meeting) =>
        pseudonyms.AreOn ? null : await database.Meetings.Where(m => m.Id == meeting).Select(m => m.Name).FirstOrDefaultAsync(cancellationToken);

    private async Task SummariseAsync(string sid)
    {
        var session = (await database.MeetingSessions.FindAsync([sid], cancellationToken))!;
        var stays = await database.ParticipantStays.AsNoTracking()
            .Where(s => s.SessionSid == sid && s.IsConfirmed)
            .Select(s => new Interval(s.Identity, s.JoinedAt, s.LeftAt))
            .ToListAsync(cancellationToken);
        session.People = stays.Select(stay => stay.Identity).Distinct(StringComparer.Ordinal).Count();
        session.Peak = Interval.Peak(stays);
        session.PersonSeconds = stays.Sum(stay => stay.LeftAt is { } leftAt ? (long)(leftAt - stay.JoinedAt).TotalSeconds : 0);
        if (stays.Count == 0)
            return;
        session.StartedAt = stays.Min(stay => stay.JoinedAt);
        if (session.EndedAt is not null && stays.TrueForAll(stay => stay.LeftAt is not null))
            session.EndedAt = stays.Max(stay => stay.LeftAt);
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
