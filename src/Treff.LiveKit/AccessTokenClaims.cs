using Treff.LiveKit.Protocol;

namespace Treff.LiveKit;

/// <summary>The claims of a LiveKit access token.</summary>
public sealed record AccessTokenClaims
{
    /// <summary>Who signed (<c>iss</c>); set by the verifier, ignored when creating.</summary>
    public string ApiKey { get; init; } = "";

    /// <summary>The participant (<c>sub</c>): unique in a room, a second connection with it replaces the first.</summary>
    public string Identity { get; init; } = "";

    /// <summary>Shown to people.</summary>
    public string Name { get; init; } = "";

    public string Metadata { get; init; } = "";

    public IReadOnlyDictionary<string, string> Attributes { get; init; } = new Dictionary<string, string>();

    public ParticipantInfo.Types.Kind Kind { get; init; }

    public VideoGrant Video { get; init; } = new();

    /// <summary>Settings for the room when this join creates it.</summary>
    public RoomConfiguration? RoomConfig { get; init; }

    public string RoomPreset { get; init; } = "";

    /// <summary>Standard base64 of the SHA-256 of a body that the token vouches for (webhooks).</summary>
    public string Sha256 { get; init; } = "";

    public DateTimeOffset? NotBefore { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }
}
