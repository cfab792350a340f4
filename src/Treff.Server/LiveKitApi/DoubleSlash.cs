namespace Treff.Server.LiveKitApi;

/// <summary>A LiveKit URL that ends in a slash makes clients ask for <c>//rtc</c>; LiveKit answers that, so do we.</summary>
public sealed class DoubleSlash(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.Request.Path.Value is ['/', '/', ..] path)
            context.Request.Path = string.Concat("/", path.AsSpan().TrimStart('/'));
        return next(context);
    }
}
