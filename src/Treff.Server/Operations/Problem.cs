using System.Globalization;
using System.Text.Json.Serialization;

namespace Treff.Server.Operations;

/// <summary>A sentence in both languages.</summary>
public readonly record struct LocalText(string English, string German)
{
    public string In(Language language) => language == Language.German ? German : English;
}

/// <summary>
/// An error answer (RFC 9457). Its detail tells the person what to do next; <paramref name="Code"/> tells programs what it was.
/// </summary>
public sealed record Problem(int Status, string Code, LocalText Title, LocalText Detail) : IResult
{
    public const string ContentType = "application/problem+json";

    /// <summary>After which asking again makes sense.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>When the meeting begins, where that is why.</summary>
    public DateTimeOffset? StartsAt { get; init; }

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var language = AcceptLanguage.Choose(httpContext.Request.Headers.AcceptLanguage);
        var response = httpContext.Response;
        response.StatusCode = Status;
        response.Headers.ContentLanguage = language == Language.German ? "de" : "en";
        response.Headers.CacheControl = "no-store";
        response.Headers.Append("Vary", "Accept-Language");
        // RFC 9110, section 15.5.2.
        if (Status == StatusCodes.Status401Unauthorized)
            response.Headers.WWWAuthenticate = "Bearer";
        if (RetryAfter is { } wait)
            response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        var startsAt = StartsAt is { } time ? WireTime.Format(time) : null;
        var body = new ProblemBody($"urn:treff:problem:{Code}", Title.In(language), Status, Detail.In(language), Code, startsAt);
        return response.WriteAsJsonAsync(body, options: null, ContentType, httpContext.RequestAborted);
    }
}

/// <summary>The members of a problem on the wire.</summary>
public sealed record ProblemBody(
    string Type,
    string Title,
    int Status,
    string Detail,
    string Code,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? StartsAt);
