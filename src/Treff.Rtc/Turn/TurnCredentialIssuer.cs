using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Treff.Rtc.Turn;

/// <summary>
/// Makes short-lived credentials and recognises them again without keeping any: the user name says when it expires, and the password is an
/// HMAC of the user name under a secret of this process. Thread-safe.
/// </summary>
public sealed class TurnCredentialIssuer
{
    /// <summary>Length of the key of the long-term credential mechanism: an MD5 hash.</summary>
    public const int KeyLength = 16;

    // 2^40 seconds; a longer number is nothing we wrote.
    private const int MaxDigits = 12;
    private const int MaxUsernameBytes = 128;
    private const int PasswordBytes = 18;

    private readonly byte[] _secret;

    public TurnCredentialIssuer(ReadOnlySpan<byte> secret) => _secret = secret.ToArray();

    /// <summary>With a secret of its own.</summary>
    public static TurnCredentialIssuer Create(IRandomSource random)
    {
        ArgumentNullException.ThrowIfNull(random);
        Span<byte> secret = stackalloc byte[32];
        random.Fill(secret);
        return new TurnCredentialIssuer(secret);
    }

    /// <param name="expires">When no new allocation is made with it any more; existing ones live on.</param>
    /// <param name="participant">Tells participants apart; at most 64 characters of ASCII.</param>
    public TurnCredentials Issue(Timestamp expires, string participant)
    {
        var username = string.Create(CultureInfo.InvariantCulture, $"{expires.Milliseconds / 1000}:{participant}");
        return new TurnCredentials(username, Password(Encoding.ASCII.GetBytes(username)));
    }

    /// <summary>The key for a user name of ours (RFC 8489 section 9.2.2); false for any other form of name.</summary>
    public bool TryGetKey(ReadOnlySpan<byte> username, ReadOnlySpan<byte> realm, Span<byte> key, out Timestamp expires)
    {
        expires = default;
        var colon = username.IndexOf((byte)':');
        if (colon is <= 0 or > MaxDigits || username.Length > MaxUsernameBytes || username.ContainsAnyExceptInRange((byte)0x21, (byte)0x7E))
            return false;
        if (!long.TryParse(username[..colon], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            return false;
        expires = Timestamp.FromMilliseconds(seconds * 1000);
        WriteKey(username, realm, Encoding.ASCII.GetBytes(Password(username)), key);
        return true;
    }

    /// <summary>MD5 of "username:realm:password" (RFC 8489 section 9.2.2).</summary>
    [SuppressMessage("Security", "CA5351", Justification = "The mechanism asks for MD5; the password is random, not a human's.")]
    public static void WriteKey(ReadOnlySpan<byte> username, ReadOnlySpan<byte> realm, ReadOnlySpan<byte> password, Span<byte> key)
    {
        Span<byte> text = stackalloc byte[username.Length + realm.Length + password.Length + 2];
        username.CopyTo(text);
        text[username.Length] = (byte)':';
        realm.CopyTo(text[(username.Length + 1)..]);
        text[username.Length + 1 + realm.Length] = (byte)':';
        password.CopyTo(text[(username.Length + realm.Length + 2)..]);
        MD5.HashData(text, key);
    }

    private string Password(ReadOnlySpan<byte> username)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_secret, username, hash);
        return Convert.ToBase64String(hash[..PasswordBytes]);
    }
}
