using Treff.Server.Operations;

namespace Treff.Server.Moderation;

/// <summary>What to silence.</summary>
public sealed record MuteRequest
{
    /// <summary><c>microphone</c>, <c>camera</c> or <c>screen_share</c>.</summary>
    public string? Source { get; init; }
}

/// <summary>Silences everybody but hosts, co-hosts and whoever asks.</summary>
public sealed record MuteAllRequest
{
    /// <summary>Guests may not unmute themselves afterwards: the permission <c>unmute</c> is off.</summary>
    public bool? KeepMuted { get; init; }
}

/// <summary>Sends somebody out.</summary>
public sealed record RemoveRequest
{
    /// <summary>Whoever shows the same ticket does not come in again.</summary>
    public bool? KeepOut { get; init; }
}

/// <summary>Makes somebody a co-host, or a guest again.</summary>
public sealed record RoleRequest
{
    /// <summary><c>cohost</c> or <c>guest</c>.</summary>
    public string? Role { get; init; }
}

/// <summary>Shows somebody large to everybody.</summary>
public sealed record SpotlightRequest
{
    /// <summary>A participant; null: nobody.</summary>
    public string? Identity { get; init; }
}

/// <summary>One line of the log.</summary>
/// <param name="At">UTC.</param>
/// <param name="ActorIdentity">Null: by the host key or the server API.</param>
/// <param name="ActorName">At that time.</param>
/// <param name="ActorRole"><c>host</c>, <c>cohost</c> or <c>operator</c>.</param>
/// <param name="Action">What was done.</param>
/// <param name="TargetIdentity">To whom.</param>
/// <param name="TargetName">At that time.</param>
/// <param name="Detail">More about it.</param>
public sealed record LoggedDeed(
    string At, string? ActorIdentity, string? ActorName, string ActorRole, string Action, string? TargetIdentity, string? TargetName, string? Detail)
{
    internal static LoggedDeed From(ModerationEntry entry) => new(
        WireTime.Format(entry.At),
        entry.ActorIdentity,
        entry.ActorName,
        entry.ActorRole,
        entry.Action,
        entry.TargetIdentity,
        entry.TargetName,
        entry.Detail);
}

/// <summary>What hosts did, the newest first.</summary>
public sealed record MeetingLog(IReadOnlyList<LoggedDeed> Entries);
