namespace Treff.Server.MeetingEvents;

/// <summary>What receivers get.</summary>
/// <param name="Type">For example <c>meeting.started</c>.</param>
/// <param name="Timestamp">When it happened, UTC.</param>
/// <param name="Data">What happened to whom.</param>
/// <param name="Dropped">Events before this one that could not be delivered to this address; absent when there are none.</param>
public sealed record MeetingEventBody(string Type, string Timestamp, MeetingEventData Data, int? Dropped = null);

/// <summary>A meeting at that moment. What does not apply is absent.</summary>
/// <param name="MeetingId">Its code.</param>
/// <param name="Name">As its creator called it.</param>
/// <param name="Alias">The readable part of its link.</param>
public sealed record MeetingEventData(string MeetingId, string? Name, string? Alias)
{
    /// <summary>Of a planned one, UTC.</summary>
    public string? StartsAt { get; init; }

    /// <summary>Of one that was created, UTC.</summary>
    public string? ExpiresAt { get; init; }

    /// <summary>The same from <c>meeting.started</c> to <c>meeting.ended</c>; attendance has it, too.</summary>
    public string? SessionId { get; init; }

    /// <summary>People in it after that.</summary>
    public int? ParticipantCount { get; init; }

    /// <summary>Whom it is about.</summary>
    public MeetingEventParticipant? Participant { get; init; }
}

/// <summary>Somebody in a meeting or before its door.</summary>
/// <param name="ParticipantId">As joining answered it; the same when somebody comes back.</param>
/// <param name="DisplayName">As they call themselves.</param>
/// <param name="Role"><c>guest</c>, <c>cohost</c> or <c>host</c>; absent for who came by a token of LiveKit's server API.</param>
/// <param name="Reason">Why they left: LiveKit's DisconnectReason in snake_case.</param>
public sealed record MeetingEventParticipant(string ParticipantId, string DisplayName, string? Role, string? Reason = null);
