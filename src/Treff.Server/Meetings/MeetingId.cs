using System.Security.Cryptography;

namespace Treff.Server.Meetings;

/// <summary>
/// The code of a meeting, <c>abc-defg-hij</c>: whoever knows it may enter, so it comes from a cryptographic source (26¹⁰ ≈ 1.4·10¹⁴ codes).
/// </summary>
public readonly record struct MeetingId
{
    /// <summary>Ten characters and two hyphens.</summary>
    public const int Length = 12;

    public const string Example = "abc-defg-hij";

    private const int Characters = 10;
    private const string Letters = "abcdefghijklmnopqrstuvwxyz";

    private readonly string? _value;

    private MeetingId(ReadOnlySpan<char> characters) => _value = $"{characters[..3]}-{characters[3..7]}-{characters[7..]}";

    /// <summary>A fresh one. <see cref="RandomNumberGenerator.GetString"/> draws by rejection sampling: every letter is equally likely.</summary>
    public static MeetingId Create() => new(RandomNumberGenerator.GetString(Letters, Characters));

    /// <summary>Forgives case, spaces around it, and missing or misplaced hyphens; digits are taken too.</summary>
    public static bool TryParse(string? text, out MeetingId id)
    {
        id = default;
        Span<char> characters = stackalloc char[Characters];
        var count = 0;
        foreach (var character in (text ?? "").AsSpan().Trim())
        {
            if (character == '-')
                continue;
            if (!char.IsAsciiLetterOrDigit(character) || count == Characters)
                return false;
            characters[count++] = char.ToLowerInvariant(character);
        }

        if (count != Characters)
            return false;
        id = new MeetingId(characters);
        return true;
    }

    public override string ToString() => _value ?? "";
}
