using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Treff.Server.MeetingEvents;

/// <summary>Signatures by Standard Webhooks (<see href="https://www.standardwebhooks.com"/>): HMAC-SHA256 over id, time and body.</summary>
public static class StandardWebhook
{
    public const string IdHeader = "webhook-id";

    public const string TimestampHeader = "webhook-timestamp";

    public const string SignatureHeader = "webhook-signature";

    /// <summary>Before the base64 of a secret.</summary>
    public const string SecretPrefix = "whsec_";

    /// <summary>Bytes of a secret that the specification asks for.</summary>
    private const int MinSecretBytes = 24;

    private const int MaxSecretBytes = 64;

    /// <summary>The bytes of a secret as it is written, <c>whsec_</c> and base64.</summary>
    public static bool TryParseSecret(string text, [NotNullWhen(true)] out byte[]? secret)
    {
        ArgumentNullException.ThrowIfNull(text);
        secret = null;
        if (!text.StartsWith(SecretPrefix, StringComparison.Ordinal))
            return false;
        var bytes = new byte[MaxSecretBytes];
        if (!Convert.TryFromBase64String(text[SecretPrefix.Length..], bytes, out var length) || length < MinSecretBytes)
            return false;
        secret = bytes[..length];
        return true;
    }

    /// <summary>The value of the signature's header: one signature for each secret, so that receivers can change theirs one after the other.</summary>
    public static string Sign(IReadOnlyList<byte[]> secrets, string id, DateTimeOffset at, ReadOnlySpan<byte> body)
    {
        ArgumentNullException.ThrowIfNull(secrets);
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{Timestamp(at)}."), .. body];
        return string.Join(' ', secrets.Select(secret => "v1," + Convert.ToBase64String(HMACSHA256.HashData(secret, signed))));
    }

    /// <summary>Whole seconds since 1970.</summary>
    public static string Timestamp(DateTimeOffset at) => at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
}
