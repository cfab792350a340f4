namespace Treff.Server.Statistics;

/// <summary>Who was in a meeting.</summary>
/// <param name="MeetingId">In canonical form.</param>
/// <param name="Name">Null when it has none.</param>
/// <param name="Pseudonymous">Names are not recorded; <c>identity</c> is a code.</param>
/// <param name="RetentionDays">So long after its end a session is kept.</param>
/// <param name="OlderSessions">Sessions that are not in this answer because there are too many.</param>
/// <param name="Sessions">The newest first.</param>
public sealed record Attendance(
    string MeetingId, string? Name, bool Pseudonymous, int RetentionDays, int OlderSessions, IReadOnlyList<AttendedSession> Sessions);

/// <summary>One run of a meeting, from the first person to the last.</summary>
/// <param name="SessionId">The sid of the room.</param>
/// <param name="StartedAt">When the first person came, UTC.</param>
/// <param name="EndedAt">When the last person left, UTC; null while it goes on.</param>
/// <param name="EndIsExact">False when the end was found out afterwards, to half a minute or so.</param>
/// <param name="IsComplete">False when something could not be recorded.</param>
/// <param name="ParticipantCount">Different people.</param>
/// <param name="Peak">Most people at the same time.</param>
/// <param name="ParticipantSeconds">The time of all people together.</param>
/// <param name="Participants">In the order in which they came.</param>
public sealed record AttendedSession(
    string SessionId,
    string StartedAt,
    string? EndedAt,
    bool EndIsExact,
    bool IsComplete,
    int ParticipantCount,
    int Peak,
    long ParticipantSeconds,
    IReadOnlyList<Attendee> Participants);

/// <summary>Somebody who was there, however often they came.</summary>
/// <param name="Identity">The same in all sessions of the meeting for a browser that kept its ticket.</param>
/// <param name="Name">Null where names are not recorded.</param>
/// <param name="Number">1 for who came first.</param>
/// <param name="Role"><c>host</c>, <c>cohost</c>, <c>guest</c> or null.</param>
/// <param name="JoinedAt">The first time, UTC.</param>
/// <param name="LeftAt">The last time, UTC; null while they are there.</param>
/// <param name="LeftIsExact">False when they were found gone, to half a minute or so.</param>
/// <param name="Reason">Why they left: LiveKit's DisconnectReason in snake_case, or null.</param>
/// <param name="Seconds">Time in the meeting, without gaps.</param>
/// <param name="Joins">How often they came.</param>
/// <param name="Reconnects">How often a broken connection was taken up again.</param>
/// <param name="Tracks">What they published.</param>
/// <param name="Quality">Null when it was not measured.</param>
/// <param name="Stays">Each time from coming to leaving.</param>
public sealed record Attendee(
    string Identity,
    string? Name,
    int Number,
    string? Role,
    string JoinedAt,
    string? LeftAt,
    bool LeftIsExact,
    string? Reason,
    long Seconds,
    int Joins,
    int Reconnects,
    PublishedTracks Tracks,
    ConnectionRating? Quality,
    IReadOnlyList<AttendedTime> Stays);

/// <summary>How many tracks of each kind.</summary>
public sealed record PublishedTracks(int Microphone, int Camera, int ScreenShare);

/// <summary>How good a connection was over the whole time.</summary>
/// <param name="Rating"><c>excellent</c>; <c>good</c> or <c>poor</c> when it was so, or worse, for a fifth of the time.</param>
/// <param name="MeasuredSeconds">So long it was watched.</param>
/// <param name="GoodSeconds">With some loss.</param>
/// <param name="PoorSeconds">With much loss, or pictures that did not fit.</param>
public sealed record ConnectionRating(string Rating, int MeasuredSeconds, int GoodSeconds, int PoorSeconds)
{
    private const double Noticeable = 0.2;

    internal static ConnectionRating? Of(int measured, int good, int poor)
    {
        if (measured <= 0)
            return null;
        var rating = poor >= Noticeable * measured ? "poor" : good + poor >= Noticeable * measured ? "good" : "excellent";
        return new ConnectionRating(rating, measured, good, poor);
    }
}

/// <summary>From coming to leaving, UTC; null = still there.</summary>
public sealed record AttendedTime(string JoinedAt, string? LeftAt);
