namespace Treff.Server.Operations;

/// <summary>An API key that stands in the environment.</summary>
/// <param name="Name">For the log and the dashboard.</param>
/// <param name="Hash">Of the key (<see cref="SecretText.Hash"/>): nothing after the start needs the key itself.</param>
public sealed record ConfiguredApiKey(string Name, byte[] Hash)
{
    /// <summary>Characters of a key, at least: 128 bits in hexadecimal digits. Only their hash is compared, so they must not be guessable.</summary>
    public const int MinLength = 32;

    /// <summary>Characters of a name.</summary>
    public const int MaxNameLength = 60;

    /// <summary>Names that can stand before a colon in a list.</summary>
    public static bool IsName(string name) =>
        name.Length is > 0 and <= MaxNameLength && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ' ');
}
