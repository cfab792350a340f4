using System.Text.Json.Serialization;
using Treff.Server.Operations;

namespace Treff.Server.Meetings;

/// <summary>The answer to whoever created a meeting.</summary>
/// <param name="MeetingId">In canonical form.</param>
/// <param name="MeetingUrl">For everybody.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="ExpiresAt">UTC; moves on while people are in the meeting.</param>
/// <param name="HostKey">Makes whoever joins with it a host. Shown here and never again.</param>
/// <param name="HostUrl">The link with the key behind the <c>#</c>, which browsers keep to themselves.</param>
/// <param name="AliasUrl">The readable link, when there is an alias.</param>
public sealed record CreatedMeeting(
    string MeetingId,
    string MeetingUrl,
    string CreatedAt,
    string ExpiresAt,
    string HostKey,
    string HostUrl,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? AliasUrl)
{
    internal static CreatedMeeting From(NewMeeting created, string baseUrl)
    {
        var meeting = created.Meeting;
        return new CreatedMeeting(
            meeting.Id,
            MeetingUrls.Meeting(baseUrl, meeting),
            WireTime.Format(meeting.CreatedAt),
            WireTime.Format(meeting.ExpiresAt),
            created.HostKey,
            MeetingUrls.Host(baseUrl, meeting, created.HostKey),
            MeetingUrls.Alias(baseUrl, meeting));
    }
}

/// <summary>The links to a meeting.</summary>
public static class MeetingUrls
{
    public static string Meeting(string baseUrl, Meeting meeting)
    {
        ArgumentNullException.ThrowIfNull(meeting);
        return $"{baseUrl}/meeting/{meeting.Id}";
    }

    public static string Host(string baseUrl, Meeting meeting, string hostKey) => $"{Meeting(baseUrl, meeting)}#host={hostKey}";

    public static string? Alias(string baseUrl, Meeting meeting)
    {
        ArgumentNullException.ThrowIfNull(meeting);
        return meeting.Alias is null ? null : $"{baseUrl}/m/{meeting.Alias}";
    }
}

/// <summary>What a guest may know before joining.</summary>
/// <param name="MeetingId">In canonical form.</param>
/// <param name="Name">Null when the creator gave none.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="ExpiresAt">UTC; moves on while people are in the meeting.</param>
/// <param name="ParticipantCount">People in it now.</param>
/// <param name="MaxParticipants">The limit.</param>
/// <param name="State"><c>waiting</c> (nobody in it), <c>active</c> or <c>full</c>.</param>
/// <param name="Alias">The readable name in its link.</param>
/// <param name="HasPassword">Joining needs a password, unless a waiting room is there for those without.</param>
/// <param name="WaitingRoom"><c>off</c>, <c>everyone</c> or <c>without_password</c>.</param>
/// <param name="Locked">Nobody new comes in.</param>
/// <param name="StartsAt">When guests may come in; null: at once.</param>
/// <param name="DurationMinutes">As planned.</param>
/// <param name="TimeZone">IANA name of the time zone that it was planned in.</param>
/// <param name="Recurrence"><c>weekly</c> or null.</param>
/// <param name="E2ee">End-to-end encrypted by the clients.</param>
/// <param name="HostPresent">A host or co-host is in it now.</param>
/// <param name="Permissions">What guests may do.</param>
public sealed record MeetingInformation(
    string MeetingId,
    string? Name,
    string CreatedAt,
    string ExpiresAt,
    int ParticipantCount,
    int MaxParticipants,
    string State,
    string? Alias,
    bool HasPassword,
    string WaitingRoom,
    bool Locked,
    string? StartsAt,
    int? DurationMinutes,
    string? TimeZone,
    string? Recurrence,
    bool E2ee,
    bool HostPresent,
    GuestPermissions Permissions)
{
    internal static MeetingInformation From(Meeting meeting, int participantCount, bool hostPresent) => new(
        meeting.Id,
        meeting.Name,
        WireTime.Format(meeting.CreatedAt),
        WireTime.Format(meeting.ExpiresAt),
        participantCount,
        meeting.MaxParticipants,
        participantCount == 0 ? "waiting" : participantCount < meeting.MaxParticipants ? "active" : "full",
        meeting.Alias,
        meeting.PasswordHash is not null,
        meeting.WaitingRoom.Word(),
        meeting.Locked,
        WireTime.FormatOrNull(meeting.StartsAt),
        meeting.DurationMinutes,
        meeting.TimeZone,
        meeting.Recurrence,
        meeting.IsEndToEndEncrypted,
        hostPresent,
        meeting.Permissions);
}

/// <summary>Whether a meeting can be joined.</summary>
public sealed record MeetingExistence(bool Exists);
