using System.Globalization;

namespace Treff.Server.Operations;

/// <summary>Times in answers: UTC, whole seconds (RFC 3339).</summary>
public static class WireTime
{
    public static string Format(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static string? FormatOrNull(DateTimeOffset? time) => time is { } set ? Format(set) : null;

    private static readonly string[] Formats =
    [
        "yyyy-MM-dd'T'HH:mm:ss'Z'",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'",
        "yyyy-MM-dd'T'HH:mm:sszzz",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz",
    ];

    /// <summary>A time with its offset (RFC 3339, section 5.6), to the second.</summary>
    public static bool TryParse(string text, out DateTimeOffset time)
    {
        var isTime = DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);
        time = DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());
        return isTime;
    }

    /// <summary>Now, without the fraction that answers do not show.</summary>
    public static DateTimeOffset GetUtcSeconds(this TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        return DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds());
    }
}
