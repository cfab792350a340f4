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

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var language = AcceptLanguage.Choose(httpContext.Request.Headers.AcceptLanguage);
        var response = httpContext.Response;
        response.StatusCode = Status;
        response.Headers.ContentLanguage = language == Language.German ? "de" : "en";
        response.Headers.CacheControl = "no-store";
        response.Headers.Append("Vary", "Accept-Language");
        var body = new ProblemBody($"urn:treff:problem:{Code}", Title.In(language), Status, Detail.In(language), Code);
        return response.WriteAsJsonAsync(body, options: null, ContentType, httpContext.RequestAborted);
    }
}

/// <summary>The members of a problem on the wire.</summary>
public sealed record ProblemBody(string Type, string Title, int Status, string Detail, string Code);
