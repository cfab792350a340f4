namespace Treff.Server.LiveKitApi;

/// <summary>Why a signalling connection is refused, as plain text with the status that clients act on: 401 is final, 404 means another protocol version.</summary>
public sealed record RtcRefusal(int Status, string Text)
{
    public Task WriteAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Response.StatusCode = Status;
        if (Text.Length == 0)
            return Task.CompletedTask;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.ContentLength = Text.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.WriteAsync(Text, context.RequestAborted);
    }
}
