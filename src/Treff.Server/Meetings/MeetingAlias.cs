using System.Buffers;

namespace Treff.Server.Meetings;

/// <summary>
/// A readable name in links, <c>/m/team-montag</c>. It may look like a code written sloppily (<c>teammontag</c> has ten letters), but never like one
/// in canonical form: nobody's link may lead to somebody else's meeting.
/// </summary>
public static class MeetingAlias
{
    public const int MinLength = 3;

    public const int MaxLength = 60;

    private static readonly SearchValues<char> Alphabet = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    /// <summary>As it is stored and compared.</summary>
    public static string Normalize(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Trim().ToLowerInvariant();
    }

    /// <summary>Letters, digits and single hyphens inside; expects the normalized form.</summary>
    public static bool IsValid(string alias)
    {
        ArgumentNullException.ThrowIfNull(alias);
        return alias.Length is >= MinLength and <= MaxLength
            && !alias.AsSpan().ContainsAnyExcept(Alphabet)
            && alias[0] != '-' && alias[^1] != '-'
            && !alias.Contains("--", StringComparison.Ordinal)
            && !IsCode(alias);
    }

    private static bool IsCode(string alias) => MeetingId.TryParse(alias, out var id) && id.ToString() == alias;
}
