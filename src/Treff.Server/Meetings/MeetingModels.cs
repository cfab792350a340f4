using Treff.Server.Operations;

namespace Treff.Server.Meetings;

/// <summary>All of it may be left out, and so may the body.</summary>
public sealed record CreateMeetingRequest
{
    /// <summary>Shown to everybody in the meeting.</summary>
    public string? Name { get; init; }
}

/// <summary>The answer to whoever created a meeting.</summary>
public sealed record CreatedMeeting(string MeetingId, string MeetingUrl, string CreatedAt, string ExpiresAt)
{
    internal static CreatedMeeting From(Meeting meeting, string baseUrl) => new(
        meeting.Id,
        $"{baseUrl}/meeting/{meeting.Id}",
        WireTime.Format(meeting.CreatedAt),
        WireTime.Format(meeting.ExpiresAt));
}

/// <summary>What a guest may know before joining.</summary>
/// <param name="MeetingId">In canonical form.</param>
/// <param name="Name">Null when the creator gave none.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="ExpiresAt">UTC; moves on while people are in the meeting.</param>
/// <param name="ParticipantCount">People in it now.</param>
/// <param name="MaxParticipants">The limit.</param>
/// <param name="State"><c>waiting</c> (nobody in it), <c>active</c> or <c>full</c>.</param>
public sealed record MeetingInformation(
    string MeetingId,
    string? Name,
    string CreatedAt,
    string ExpiresAt,
    int ParticipantCount,
    int MaxParticipants,
    string State)
{
    internal static MeetingInformation From(Meeting meeting, int participantCount) => new(
        meeting.Id,
        meeting.Name,
        WireTime.Format(meeting.CreatedAt),
        WireTime.Format(meeting.ExpiresAt),
        participantCount,
        meeting.MaxParticipants,
        participantCount == 0 ? "waiting" : participantCount < meeting.MaxParticipants ? "active" : "full");
}

/// <summary>Whether a meeting can be joined.</summary>
public sealed record MeetingExistence(bool Exists);
