using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using Treff.LiveKit.Protocol;

namespace Treff.LiveKit;

/// <summary>
/// Webhooks: the event as protobuf JSON, and an <c>Authorization</c> header holding a bare token (no "Bearer") whose <c>sha256</c> claim is
/// the standard base64 of the body's hash.
/// </summary>
public static class Webhook
{
    public const string ContentType = "application/webhook+json";

    private static readonly TimeSpan TokenLifetime = TimeSpan.FromMinutes(5);
    private static readonly JsonParser Parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    /// <summary>The body to post and the header that signs it.</summary>
    public static (byte[] Body, string Authorization) Sign(ApiCredentials credentials, WebhookEvent webhook, DateTimeOffset now)
    {
        var body = Encoding.UTF8.GetBytes(JsonFormatter.Default.Format(webhook));
        var claims = new AccessTokenClaims { Sha256 = Convert.ToBase64String(SHA256.HashData(body)) };
        return (body, AccessToken.Create(credentials, claims, now, TokenLifetime));
    }

    /// <summary>The event, when the header was signed with our secret for exactly this body. Never throws.</summary>
    public static bool TryVerify(AccessTokenVerifier verifier, string? authorization, ReadOnlySpan<byte> body, [NotNullWhen(true)] out WebhookEvent? webhook)
    {
        webhook = null;
        return SignedHash(verifier, authorization) is { } hash && IsHashOf(body, hash) && TryRead(body, out webhook);
    }

    /// <summary>The hash of the body that the header vouches for, so that no body of a stranger need be read; null when it is not signed with our secret.</summary>
    public static string? SignedHash(AccessTokenVerifier verifier, string? authorization)
    {
        ArgumentNullException.ThrowIfNull(verifier);
        return verifier.TryVerify(WithoutScheme(authorization), out var claims, out _) && claims.Sha256.Length > 0 ? claims.Sha256 : null;
    }

    /// <summary>Whether <paramref name="hash"/>, from <see cref="SignedHash"/>, is that of the body.</summary>
    public static bool IsHashOf(ReadOnlySpan<byte> body, string hash)
    {
        Span<byte> claimed = stackalloc byte[SHA256.HashSizeInBytes];
        return Convert.TryFromBase64String(hash, claimed, out var length)
            && length == SHA256.HashSizeInBytes
            && CryptographicOperations.FixedTimeEquals(claimed, SHA256.HashData(body));
    }

    /// <summary>The event in a body, which may hold fields of a newer LiveKit.</summary>
    public static bool TryRead(ReadOnlySpan<byte> body, [NotNullWhen(true)] out WebhookEvent? webhook)
    {
        webhook = null;
        try
        {
            webhook = Parser.Parse<WebhookEvent>(Encoding.UTF8.GetString(body));
            return true;
        }
        catch (Exception exception) when (exception is InvalidProtocolBufferException or InvalidJsonException)
        {
            return false;
        }
    }

    private static string? WithoutScheme(string? authorization) =>
        authorization?.StartsWith("Bearer ", StringComparison.Ordinal) == true ? authorization["Bearer ".Length..] : authorization;
}
