using Treff.Server.Operations.Tls;

namespace Treff.Server.Operations;

/// <summary>What browsers may do with our answers.</summary>
public sealed class SecurityHeaders
{
    private readonly RequestDelegate _next;
    private readonly string _connectElsewhere;
    private readonly string _embedOrigins;
    private readonly TlsCertificates? _certificates;

    public SecurityHeaders(RequestDelegate next, TreffOptions options, IServiceProvider services)
    {
        ArgumentNullException.ThrowIfNull(options);
        _next = next;
        _certificates = services.GetService<TlsCertificates>();
        _connectElsewhere = ConnectElsewhere(options.LiveKitUrl);
        _embedOrigins = string.Concat(options.EmbedOrigins.Select(origin => $" {origin}"));
    }

    public Task InvokeAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        // A meeting's address is its key: it must not travel to other sites.
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(self), microphone=(self), display-capture=(self), autoplay=(self), fullscreen=(self), geolocation=()";
        // With a certificate of its own making nobody could go past the warning any more.
        if (context.Request.IsHttps && IsNamed(context.Request.Host.Host) && _certificates is not { Current.IsSelfMade: true })
            headers.StrictTransportSecurity = "max-age=31536000";
        headers.ContentSecurityPolicy = Policy(context.Request.Host.Value ?? "", IsMeetingPage(context.Request.Path) ? _embedOrigins : "");
        return _next(context);
    }

    /// <summary>Lets this answer run the inline scripts that carry the nonce, and no others. Before the answer begins.</summary>
    public static void AllowScript(HttpContext context, string nonce)
    {
        ArgumentNullException.ThrowIfNull(context);
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = headers.ContentSecurityPolicy.ToString().Replace("script-src 'self'", $"script-src 'self' 'nonce-{nonce}'", StringComparison.Ordinal);
    }

    /// <summary>/meeting/{code} and /m/{alias}: no other page is ever shown in a frame of another site.</summary>
    private static bool IsMeetingPage(PathString path) =>
        (path.StartsWithSegments("/meeting", out var rest) || path.StartsWithSegments("/m", out rest))
        && rest.Value is ['/', not '/', ..] and [_, .. var name] && !name.Contains('/', StringComparison.Ordinal);

    // A browser that remembers localhost or an address as TLS only would keep people from whatever else runs there.
    private static bool IsNamed(string host) => host != "localhost" && Uri.CheckHostName(host) == UriHostNameType.Dns;

    // Scripts only from here, and WebAssembly that they load (background blur); 'wasm-unsafe-eval' allows no eval of text. Styles may stand inline: tiles get their place that way. Media come as blob: and from camera and peers,
    // which need no source. 'self' covers WebSockets only in newer browsers, hence the explicit ws: and wss: of this host.
    private string Policy(string host, string ancestorsElsewhere) =>
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        + "media-src 'self' blob: data:; worker-src 'self' blob:; manifest-src 'self'; "
        + $"connect-src 'self' ws://{host} wss://{host}{_connectElsewhere}; base-uri 'none'; form-action 'self'; frame-ancestors 'self'{ancestorsElsewhere}";

    private static string ConnectElsewhere(Uri? livekitUrl)
    {
        if (livekitUrl is null)
            return "";
        var isSecure = livekitUrl.Scheme is "wss" or "https";
        var authority = livekitUrl.Authority;
        // LiveKit's cloud sends clients on to the host of their region.
        var regions = livekitUrl.Host.EndsWith(".livekit.cloud", StringComparison.OrdinalIgnoreCase) ? " https://*.livekit.cloud wss://*.livekit.cloud" : "";
        return isSecure ? $" https://{authority} wss://{authority}{regions}" : $" http://{authority} ws://{authority}";
    }
}
