namespace Treff.Server.Meetings;

/// <summary>A meeting as it is stored. Its room on the media server has the same name and comes and goes with the people.</summary>
public sealed class Meeting
{
    /// <summary>In canonical form, see <see cref="MeetingId"/>.</summary>
    public required string Id { get; init; }

    public string? Name { get; init; }

    public required int MaxParticipants { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; set; }

    /// <summary>When the sweep closed the room of the expired meeting, or the server API deleted it; the row stays a while so that late guests learn what happened.</summary>
    public DateTimeOffset? ClosedAt { get; set; }
}
