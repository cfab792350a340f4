using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Treff.Rtc.Ice;

/// <summary>
/// The username fragment and password of one side of an ICE session (RFC 8839 section 5.4). The password is a secret and stays out of
/// <see cref="ToString"/>.
/// </summary>
public sealed record IceCredentials
{
    /// <summary>Limits of RFC 8839 section 5.4, in characters.</summary>
    public const int MinUsernameFragment = 4, MinPassword = 22, MaxLength = 256;

    // 12 characters are 72 random bits: a server tells its peers apart by the fragment, so it must not repeat. RFC 8445 section 5.3
    // wants 24 bits in the fragment and 128 in the password; 24 characters are 144.
    private const int UsernameFragmentLength = 12, PasswordLength = 24;

    // ice-char of RFC 8839: exactly 64 of them, so the low six bits of a random byte pick one without bias.
    private const string IceCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    private static readonly SearchValues<char> IceCharacterSet = SearchValues.Create(IceCharacters);

    private readonly byte[] _usernameFragmentBytes;
    private readonly byte[] _passwordBytes;

    public IceCredentials(string usernameFragment, string password)
    {
        ArgumentNullException.ThrowIfNull(usernameFragment);
        ArgumentNullException.ThrowIfNull(password);
        UsernameFragment = usernameFragment;
        Password = password;
        _usernameFragmentBytes = Encoding.UTF8.GetBytes(usernameFragment);
        _passwordBytes = Encoding.UTF8.GetBytes(password);
    }

    public string UsernameFragment { get; }

    public string Password { get; }

    internal ReadOnlySpan<byte> UsernameFragmentBytes => _usernameFragmentBytes;

    /// <summary>The key of the short-term credential mechanism (RFC 8489 section 9.1.1). ice-chars need no preparation.</summary>
    internal ReadOnlySpan<byte> Key => _passwordBytes;

    public static IceCredentials Create(IRandomSource random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return new(CreateText(random, UsernameFragmentLength), CreateText(random, PasswordLength));
    }

    /// <summary>Credentials received in SDP: false when a length or a character is not what RFC 8839 allows.</summary>
    public static bool TryCreate(string? usernameFragment, string? password, [NotNullWhen(true)] out IceCredentials? credentials)
    {
        credentials = IsIceText(usernameFragment, MinUsernameFragment) && IsIceText(password, MinPassword)
            ? new(usernameFragment!, password!)
            : null;
        return credentials is not null;
    }

    public bool Equals(IceCredentials? other) =>
        other is not null && UsernameFragment == other.UsernameFragment && Password == other.Password;

    public override int GetHashCode() => HashCode.Combine(UsernameFragment, Password);

    public override string ToString() => UsernameFragment;

    private static bool IsIceText(string? text, int minimum) =>
        text is not null && text.Length >= minimum && text.Length <= MaxLength && !text.AsSpan().ContainsAnyExcept(IceCharacterSet);

    private static string CreateText(IRandomSource random, int length)
    {
        Span<byte> bytes = stackalloc byte[length];
        Span<char> text = stackalloc char[length];
        random.Fill(bytes);
        for (var i = 0; i < length; i++)
            text[i] = IceCharacters[bytes[i] & 63];
        return new string(text);
    }
}
