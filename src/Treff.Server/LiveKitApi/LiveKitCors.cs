namespace Treff.Server.LiveKitApi;

/// <summary>
/// LiveKit clients come from any web site, and without these headers they cannot even read why they were refused. The same headers as LiveKit
/// sends: the origin is echoed, <c>*</c> for the validate paths.
/// </summary>
public sealed class LiveKitCors(RequestDelegate next)
{
    private static readonly string[] Methods = ["OPTIONS", "HEAD", "GET", "POST", "PATCH", "DELETE"];

    public Task InvokeAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return IsLiveKit(context.Request.Path) ? AnswerAsync(context) : next(context);
    }

    // The root belongs to it: prepareConnection() sends HEAD there to open the connection early.
    private static bool IsLiveKit(PathString path) =>
        path == "/" || path.StartsWithSegments("/rtc") || path.StartsWithSegments("/twirp") || path.StartsWithSegments("/settings");

    private Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        var headers = context.Response.Headers;
        var origin = request.Headers.Origin.ToString();
        if (HttpMethods.IsOptions(request.Method) && request.Headers.AccessControlRequestMethod.Count > 0)
            return Preflight(context, origin);
        headers.Append("Vary", "Origin");
        if (request.Path == "/rtc/validate" || request.Path == "/rtc/v1/validate")
            headers.AccessControlAllowOrigin = "*";
        else if (origin.Length > 0)
            headers.AccessControlAllowOrigin = origin;
        if (origin.Length > 0)
            headers.AccessControlExposeHeaders = "*";
        return next(context);
    }

    private static Task Preflight(HttpContext context, string origin)
    {
        var request = context.Request.Headers;
        var response = context.Response;
        response.StatusCode = StatusCodes.Status204NoContent;
        response.Headers.Vary = "Origin, Access-Control-Request-Method, Access-Control-Request-Headers";
        if (origin.Length == 0 || !Methods.Contains(request.AccessControlRequestMethod.ToString()))
            return Task.CompletedTask;
        response.Headers.AccessControlAllowOrigin = origin;
        response.Headers.AccessControlAllowMethods = request.AccessControlRequestMethod;
        response.Headers.AccessControlAllowHeaders = request.AccessControlRequestHeaders;
        response.Headers.AccessControlMaxAge = "86400";
        return Task.CompletedTask;
    }
}
