using Treff.Server.Operations;

namespace Treff.Server.ApiKeys;

/// <summary>A key that the operator wants.</summary>
public sealed record ApiKeyRequest
{
    /// <summary>What it is for: 1 to 100 visible characters, no other key's.</summary>
    public string? Name { get; init; }
}

/// <summary>A key in the operator's list.</summary>
/// <param name="Id">For revoking it; null when it stands in API_KEYS, where only the operator takes it out.</param>
/// <param name="Name">What it is for.</param>
/// <param name="Start">How it begins; null when it stands in API_KEYS.</param>
/// <param name="CreatedAt">UTC; null when it stands in API_KEYS.</param>
/// <param name="LastUsedAt">UTC, to a minute; null: never, or not known.</param>
public sealed record ApiKeyListed(string? Id, string Name, string? Start, string? CreatedAt, string? LastUsedAt)
{
    internal static ApiKeyListed From(ApiKey key) =>
        new(key.Id, key.Name, key.Start, WireTime.Format(key.CreatedAt), WireTime.FormatOrNull(key.LastUsedAt));

    internal static ApiKeyListed From(ConfiguredApiKey key) => new(null, key.Name, null, null, null);
}

/// <summary>All keys, and what they are good for.</summary>
/// <param name="CreateMeetings"><c>anyone</c> (no key is needed), <c>key</c> or <c>admin</c> (keys are not enough).</param>
/// <param name="Keys">Those made here first, the newest first of all.</param>
public sealed record ApiKeyList(string CreateMeetings, IReadOnlyList<ApiKeyListed> Keys);

/// <summary>A key that was just made.</summary>
/// <param name="Id">For revoking it.</param>
/// <param name="Name">What it is for.</param>
/// <param name="Key">To be sent as <c>Authorization: Bearer</c>. Shown here and never again.</param>
public sealed record ApiKeyCreated(string Id, string Name, string Key);
