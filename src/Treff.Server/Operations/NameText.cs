using System.Globalization;
using System.Text;

namespace Treff.Server.Operations;

/// <summary>Names that people give to themselves and to meetings: short, visible, one line.</summary>
public static class NameText
{
    /// <summary>In Unicode characters (scalar values).</summary>
    public const int MaxLength = 100;

    /// <summary>The trimmed name, or what is wrong with it.</summary>
    public static Problem? Check(string field, string text, out string name)
    {
        name = text.Trim();
        if (text.EnumerateRunes().Any(IsControl))
            return Problems.NameHasControlCharacters(field);
        if (!text.EnumerateRunes().Any(IsVisible))
            return Problems.NameBlank(field);
        return name.EnumerateRunes().Count() > MaxLength ? Problems.NameTooLong(field) : null;
    }

    private static bool IsControl(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => true,
        // Embeddings, overrides and isolates turn the text around them: they make one name look like another.
        UnicodeCategory.Format => rune.Value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069),
        _ => false,
    };

    // Format characters show nothing, and neither do the Hangul fillers and the Braille blank, although they count as letters and symbols.
    private static bool IsVisible(Rune rune) =>
        !Rune.IsWhiteSpace(rune)
        && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Format or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark)
        && rune.Value is not (0x115F or 0x1160 or 0x3164 or 0xFFA0 or 0x2800);
}
