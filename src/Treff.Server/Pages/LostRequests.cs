namespace Treff.Server.Pages;

/// <summary>Nobody answered: a lost browser gets the client's page, everything else a short text. Below /api the layer outside makes a problem of it.</summary>
public sealed class LostRequests(RequestDelegate next, WebClientFiles client)
{
    public async Task InvokeAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        await next(context);
        if (context.GetEndpoint() is null && context.Response is { HasStarted: false, StatusCode: StatusCodes.Status404NotFound } && !context.Request.Path.StartsWithSegments("/api"))
            await AnswerAsync(context);
    }

    private Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        var isQuestion = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        if (isQuestion && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase))
            return client.WritePageAsync(context, StatusCodes.Status404NotFound);
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync("404 page not found\n", context.RequestAborted);
    }
}
