using Treff.Server.Chat;

namespace Treff.Server.Joining;

/// <summary>Who joins.</summary>
public sealed record JoinMeetingRequest
{
    /// <summary>Shown to the others; 1 to 100 characters.</summary>
    public string? DisplayName { get; init; }
}

/// <summary>What a LiveKit client needs to connect.</summary>
/// <param name="Token">A LiveKit access token for exactly this meeting and person, valid for 24 hours.</param>
/// <param name="MeetingId">In canonical form.</param>
/// <param name="LivekitUrl">Where to connect.</param>
/// <param name="ParticipantId">The identity inside the token.</param>
/// <param name="Chat">What the chat of this meeting allows.</param>
public sealed record JoinedMeeting(string Token, string MeetingId, string LivekitUrl, string ParticipantId, ChatRules Chat);
