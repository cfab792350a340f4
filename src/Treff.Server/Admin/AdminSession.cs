namespace Treff.Server.Admin;

/// <summary>An operator who is signed in on some browser. Kept in the database: it outlives a restart and counts on every node.</summary>
public sealed class AdminSession
{
    /// <summary>Of the cookie's value, keyed with ADMIN_TOKEN: a new token ends all sessions.</summary>
    public required string Hash { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }
}
