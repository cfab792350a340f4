using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Treff.Server.Meetings;

/// <summary>Hashes of meeting passwords: <c>pbkdf2-sha256$iterations$salt$hash</c>, so that the figure can grow while old hashes still count.</summary>
public static class Passwords
{
    public const int MinLength = 4;

    public const int MaxLength = 128;

    /// <summary>OWASP's figure for PBKDF2 with HMAC-SHA-256; some 0.2 s of one processor.</summary>
    public const int Iterations = 600_000;

    private const string Scheme = "pbkdf2-sha256";
    private const int SaltBytes = 16;
    private const int HashBytes = 32;

    public static string Hash(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        var hash = Derive(password, salt, Iterations);
        return string.Create(CultureInfo.InvariantCulture, $"{Scheme}${Iterations}${Convert.ToBase64String(salt)}${Convert.ToBase64String(hash)}");
    }

    /// <summary>Compares in constant time. A stored text that is none of ours matches nothing.</summary>
    public static bool Verify(string password, string stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        if (stored.Split('$') is not [Scheme, var iterations, var salt, var hash]
            || !int.TryParse(iterations, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            return false;
        return CryptographicOperations.FixedTimeEquals(Derive(password, Convert.FromBase64String(salt), count), Convert.FromBase64String(hash));
    }

    private static byte[] Derive(string password, byte[] salt, int iterations) =>
        Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), salt, iterations, HashAlgorithmName.SHA256, HashBytes);
}
