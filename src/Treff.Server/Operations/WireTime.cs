using System.Globalization;

namespace Treff.Server.Operations;

/// <summary>Times in answers: UTC, whole seconds (RFC 3339).</summary>
public static class WireTime
{
    public static string Format(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Now, without the fraction that answers do not show.</summary>
    public static DateTimeOffset GetUtcSeconds(this TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        return DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds());
    }
}
