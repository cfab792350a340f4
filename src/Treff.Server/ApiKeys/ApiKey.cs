namespace Treff.Server.ApiKeys;

/// <summary>A key that the operator gave to another server. The key itself is stored nowhere.</summary>
public sealed class ApiKey
{
    /// <summary>Random; names the key to whoever revokes it.</summary>
    public required string Id { get; init; }

    /// <summary>What it is for, as the operator said.</summary>
    public required string Name { get; init; }

    /// <summary>SHA-256 (<see cref="Operations.SecretText.Hash"/>).</summary>
    public required byte[] Hash { get; init; }

    /// <summary>How the key begins, to tell it from others.</summary>
    public required string Start { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>To a minute; null: never.</summary>
    public DateTimeOffset? LastUsedAt { get; set; }
}
