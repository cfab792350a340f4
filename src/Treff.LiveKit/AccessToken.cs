using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Treff.LiveKit;

/// <summary>
/// Makes LiveKit access tokens: JSON web tokens signed with HMAC-SHA-256 (RFC 7515, RFC 7518 section 3.2).
/// Deviation: RFC 7518 wants a secret of 32 bytes or more, and JWT libraries refuse shorter ones; LiveKit's own development secret is
/// <c>secret</c> and has to work, so the signature is computed here. Whoever configures a short secret is warned at start.
/// </summary>
public static class AccessToken
{
    /// <summary>Below this many bytes RFC 7518 calls an HS256 secret too short.</summary>
    public const int RecommendedSecretBytes = 32;

    private static readonly string Header = Base64Url.EncodeToString("""{"alg":"HS256","typ":"JWT"}"""u8);

    /// <summary>A signed token, valid from <paramref name="now"/> for <paramref name="lifetime"/>.</summary>
    public static string Create(ApiCredentials credentials, AccessTokenClaims claims, DateTimeOffset now, TimeSpan lifetime)
    {
        ArgumentNullException.ThrowIfNull(credentials);
        ArgumentNullException.ThrowIfNull(claims);
        var dated = claims with { ApiKey = credentials.Key, NotBefore = now, ExpiresAt = now + lifetime };
        var signed = $"{Header}.{Base64Url.EncodeToString(AccessTokenJson.Write(dated))}";
        return $"{signed}.{Base64Url.EncodeToString(Sign(credentials.Secret, signed))}";
    }

    internal static byte[] Sign(string secret, ReadOnlySpan<char> signed)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(signed)];
        Encoding.UTF8.GetBytes(signed, bytes);
        return HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), bytes);
    }
}
