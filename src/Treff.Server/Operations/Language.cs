using System.Globalization;

namespace Treff.Server.Operations;

/// <summary>The languages the server can answer in.</summary>
public enum Language
{
    English,
    German,
}

/// <summary>Chooses by <c>Accept-Language</c> (RFC 9110, section 12.5.4).</summary>
public static class AcceptLanguage
{
    /// <summary>German when it is preferred to English; English when neither is mentioned.</summary>
    public static Language Choose(string? header)
    {
        var german = 0.0;
        var english = 0.0;
        var first = Language.English;
        foreach (var item in (header ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = item.Split(';', StringSplitOptions.TrimEntries);
            var isGerman = IsRange(parts[0], "de");
            if (!isGerman && !IsRange(parts[0], "en"))
                continue;
            if (german == 0 && english == 0)
                first = isGerman ? Language.German : Language.English;
            ref var quality = ref isGerman ? ref german : ref english;
            quality = Math.Max(quality, Quality(parts));
        }

        if (german == english)
            return german == 0 ? Language.English : first;
        return german > english ? Language.German : Language.English;
    }

    private static bool IsRange(string range, string language) =>
        range.Equals(language, StringComparison.OrdinalIgnoreCase) || range.StartsWith(language + "-", StringComparison.OrdinalIgnoreCase);

    private static double Quality(string[] parts)
    {
        var weight = Array.Find(parts, part => part.StartsWith("q=", StringComparison.OrdinalIgnoreCase));
        if (weight is null)
            return 1;
        return double.TryParse(weight.AsSpan(2), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) ? Math.Min(value, 1) : 0;
    }
}
