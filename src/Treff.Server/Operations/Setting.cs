namespace Treff.Server.Operations;

/// <summary>A setting as it is in force.</summary>
/// <param name="Name">Of the environment variable.</param>
/// <param name="Value">As it could stand there; null when it has none.</param>
/// <param name="IsSet">False for the default.</param>
public sealed record Setting(string Name, string? Value, bool IsSet)
{
    private static readonly string[] SecretEndings = ["TOKEN", "SECRET", "PASSWORD", "API_KEY", "API_KEYS", "HEADERS", "WEBHOOK_URLS", "DATABASE_URL"];

    /// <summary>The value is for nobody's eyes: passwords, and addresses that may hold one.</summary>
    public bool IsSecret => Array.Exists(SecretEndings, ending => Name.EndsWith(ending, StringComparison.Ordinal));

    /// <summary>Never the value of a secret, wherever this is written.</summary>
    public override string ToString() => $"{Name}={(IsSecret ? "…" : Value)}";
}
