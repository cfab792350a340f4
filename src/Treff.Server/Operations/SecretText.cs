using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Treff.Server.Operations;

/// <summary>
/// Secrets that are handed out once and recognised later. Only their SHA-256 is stored: they are 32 random bytes, so there is nothing that a slow
/// hash would protect.
/// </summary>
public static class SecretText
{
    /// <summary>Longer texts are none of ours and are not even hashed.</summary>
    private const int MaxLength = 256;

    private const int Bytes = 32;

    /// <summary>A fresh one, base64url.</summary>
    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>What is stored, and what a stored secret is looked up by.</summary>
    public static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    /// <summary>Whether it can be one at all.</summary>
    public static bool IsPossible([NotNullWhen(true)] string? secret) => secret is { Length: > 0 and <= MaxLength };

    /// <summary>Compares in constant time. Nothing matches a hash that is not there.</summary>
    public static bool Matches(string? secret, byte[]? hash) =>
        hash is not null && IsPossible(secret) && CryptographicOperations.FixedTimeEquals(Hash(secret), hash);
}
