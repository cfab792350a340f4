namespace Treff.Server.Operations;

/// <summary>Addresses of this server as the person asking can reach them.</summary>
public sealed class PublicUrls(TreffOptions options)
{
    private readonly string? _frontend = options.FrontendUrl?.GetLeftPart(UriPartial.Authority);

    /// <summary>Without a slash at the end: FRONTEND_URL, else as the request came in.</summary>
    public string BaseUrl(HttpRequest request) => _frontend ?? RequestUrl(request);

    /// <summary>What the browser hands to livekit-client: LIVEKIT_URL, or this server by the name the request used.</summary>
    public string LiveKitUrl(HttpRequest request)
    {
        if (options.LiveKitUrl is { } url)
            return ToWebSocket(url.ToString().TrimEnd('/'));
        // Behind a proxy that ends TLS but does not say so, FRONTEND_URL still knows the scheme.
        var isFrontend = options.FrontendUrl is { } frontend && frontend.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase);
        return ToWebSocket(isFrontend ? _frontend! : RequestUrl(request));
    }

    private static string RequestUrl(HttpRequest request) => $"{request.Scheme}://{request.Host.Value}";

    private static string ToWebSocket(string url) => url.StartsWith("http", StringComparison.OrdinalIgnoreCase) ? string.Concat("ws", url.AsSpan(4)) : url;
}
