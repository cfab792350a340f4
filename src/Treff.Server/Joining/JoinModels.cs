using Treff.Server.Chat;
using Treff.Server.Meetings;

namespace Treff.Server.Joining;

/// <summary>Who joins.</summary>
public sealed record JoinMeetingRequest
{
    /// <summary>Shown to the others; 1 to 100 characters.</summary>
    public string? DisplayName { get; init; }

    /// <summary>Where the meeting has one.</summary>
    public string? Password { get; init; }

    /// <summary>Makes a host of who joins.</summary>
    public string? HostKey { get; init; }

    /// <summary>From an earlier answer: the same person comes back, with the same identity.</summary>
    public string? Ticket { get; init; }
}

/// <summary>What a LiveKit client needs to connect.</summary>
/// <param name="Token">A LiveKit access token for exactly this meeting and person, valid for 24 hours.</param>
/// <param name="MeetingId">In canonical form.</param>
/// <param name="LivekitUrl">Where to connect.</param>
/// <param name="ParticipantId">The identity inside the token.</param>
/// <param name="Chat">What the chat of this meeting allows.</param>
/// <param name="Role"><c>guest</c>, <c>cohost</c> or <c>host</c>.</param>
/// <param name="Ticket">To be shown at the next join, and as Bearer in calls of hosts and co-hosts. Secret.</param>
/// <param name="Permissions">What this person may do.</param>
public sealed record JoinedMeeting(
    string Token,
    string MeetingId,
    string LivekitUrl,
    string ParticipantId,
    ChatRules Chat,
    string Role,
    string Ticket,
    GuestPermissions Permissions);

/// <summary>The answer to somebody who has to wait for a host (202).</summary>
/// <param name="Ticket">To be waited on, and to be shown at the next join. Secret.</param>
/// <param name="MeetingId">In canonical form.</param>
/// <param name="State"><c>waiting</c>.</param>
/// <param name="HostPresent">Somebody who can let others in is in the meeting.</param>
public sealed record WaitingGuest(string Ticket, string MeetingId, string State, bool HostPresent);
