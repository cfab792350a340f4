using Treff.Server.Meetings;
using Treff.Server.Operations;

namespace Treff.Server.Moderation;

/// <summary>The options of a meeting, as its hosts see them.</summary>
/// <param name="MeetingId">In canonical form.</param>
/// <param name="Version">One more with every change; calendars call it SEQUENCE.</param>
/// <param name="Name">Shown to everybody.</param>
/// <param name="Alias">The readable name in its link.</param>
/// <param name="AliasUrl">The readable link.</param>
/// <param name="HasPassword">The password itself is nowhere stored.</param>
/// <param name="WaitingRoom"><c>off</c>, <c>everyone</c> or <c>without_password</c>.</param>
/// <param name="Locked">Nobody new comes in.</param>
/// <param name="MaxParticipants">The limit.</param>
/// <param name="StartsAt">UTC.</param>
/// <param name="DurationMinutes">As planned.</param>
/// <param name="TimeZone">IANA name.</param>
/// <param name="Recurrence"><c>weekly</c> or null.</param>
/// <param name="Permissions">What guests may do.</param>
/// <param name="ChatHistory">Messages are kept for those who come later, where the server keeps any.</param>
/// <param name="E2ee">End-to-end encrypted by the clients.</param>
/// <param name="Spotlight">The identity that everybody sees large.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="ExpiresAt">UTC.</param>
public sealed record MeetingSettings(
    string MeetingId,
    int Version,
    string? Name,
    string? Alias,
    string? AliasUrl,
    bool HasPassword,
    string WaitingRoom,
    bool Locked,
    int MaxParticipants,
    string? StartsAt,
    int? DurationMinutes,
    string? TimeZone,
    string? Recurrence,
    GuestPermissions Permissions,
    bool ChatHistory,
    bool E2ee,
    string? Spotlight,
    string CreatedAt,
    string ExpiresAt)
{
    internal static MeetingSettings From(Meeting meeting, string baseUrl) => new(
        meeting.Id,
        meeting.Version,
        meeting.Name,
        meeting.Alias,
        MeetingUrls.Alias(baseUrl, meeting),
        meeting.PasswordHash is not null,
        meeting.WaitingRoom.Word(),
        meeting.Locked,
        meeting.MaxParticipants,
        WireTime.FormatOrNull(meeting.StartsAt),
        meeting.DurationMinutes,
        meeting.TimeZone,
        meeting.Recurrence,
        meeting.Permissions,
        meeting.ChatHistory,
        meeting.IsEndToEndEncrypted,
        meeting.Spotlight,
        WireTime.Format(meeting.CreatedAt),
        WireTime.Format(meeting.ExpiresAt));
}

/// <summary>A new host key, in place of the old one, which no longer works.</summary>
/// <param name="HostKey">Shown here and never again.</param>
/// <param name="HostUrl">The link with the key behind the <c>#</c>.</param>
public sealed record NewHostKey(string HostKey, string HostUrl);
