using System.Text.Json;
using Treff.LiveKit.Protocol;

namespace Treff.Server.Statistics;

/// <summary>What the statistics read from what the media server says of a participant.</summary>
internal static class Person
{
    private const string RoleAttribute = "role";

    /// <summary>Recorders, agents, bridges for files and whoever is not seen are nobody's attendance.</summary>
    public static bool Is(ParticipantInfo participant) =>
        participant.Kind is ParticipantInfo.Types.Kind.Standard or ParticipantInfo.Types.Kind.Sip
        && participant.Permission is not { Hidden: true } and not { Recorder: true } and not { Agent: true };

    public static string? RoleOf(ParticipantInfo participant) =>
        participant.Attributes.TryGetValue(RoleAttribute, out var role) && role is "host" or "cohost" or "guest" ? role : null;

    /// <summary>Null when the media server did not say.</summary>
    public static DateTimeOffset? JoinedAt(ParticipantInfo participant) => participant switch
    {
        { JoinedAtMs: > 0 } => DateTimeOffset.FromUnixTimeMilliseconds(Math.Min(participant.JoinedAtMs, MaxSeconds * 1000)),
        { JoinedAt: > 0 } => DateTimeOffset.FromUnixTimeSeconds(Math.Min(participant.JoinedAt, MaxSeconds)),
        _ => null,
    };

    /// <summary>In snake_case; null when it is not known.</summary>
    public static string? ReasonOf(ParticipantInfo participant) =>
        participant.DisconnectReason == DisconnectReason.UnknownReason ? null : JsonNamingPolicy.SnakeCaseLower.ConvertName(participant.DisconnectReason.ToString());

    /// <summary>The end of the year 9999, the last time that can be written.</summary>
    public const long MaxSeconds = 253_402_300_799;
}
