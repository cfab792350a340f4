namespace Treff.Server.Moderation;

/// <summary>One thing that somebody with rights did in a meeting, as it is stored. It goes with the meeting.</summary>
public sealed class ModerationEntry
{
    /// <summary>The order in which things happened.</summary>
    public long Sequence { get; init; }

    public required string MeetingId { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Null: by the host key or the server API, which say no person.</summary>
    public string? ActorIdentity { get; init; }

    /// <summary>At that time.</summary>
    public string? ActorName { get; init; }

    /// <summary><c>host</c>, <c>cohost</c> or <c>operator</c>.</summary>
    public required string ActorRole { get; init; }

    /// <summary>One word of <see cref="ModerationAction"/>.</summary>
    public required string Action { get; init; }

    public string? TargetIdentity { get; init; }

    /// <summary>At that time.</summary>
    public string? TargetName { get; init; }

    /// <summary>What more there is to know, for example which source was muted.</summary>
    public string? Detail { get; init; }
}
