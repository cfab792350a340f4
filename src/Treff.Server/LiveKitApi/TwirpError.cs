using System.Text.Encodings.Web;
using System.Text.Json;
using Treff.LiveKit;

namespace Treff.Server.LiveKitApi;

/// <summary>
/// A refusal of the server API: <c>{"code":"not_found","msg":"…","meta":{…}}</c>. The content type is exactly <c>application/json</c>, else
/// livekit-server-sdk does not read the body.
/// </summary>
public sealed record TwirpError(TwirpErrorCode Code, string Message)
{
    // Where an error of LiveKit's inner services passes through, its text gets this in front. Callers compare texts, so ours have it too.
    private const string InnerPrefix = "twirp error unknown: ";

    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>LiveKit answers 401 also to somebody it knows, when the grant does not suffice.</summary>
    public static TwirpError PermissionsDenied { get; } = new(TwirpErrorCode.Unauthenticated, "permissions denied");

    /// <summary>More about it, for programs.</summary>
    public (string Name, string Value)? Meta { get; init; }

    public static TwirpError Inner(TwirpErrorCode code, string message) => new(code, InnerPrefix + message);

    public static TwirpError From(RoomServiceException exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return exception.Argument is { } argument
            ? new TwirpError(exception.Code, exception.Message) { Meta = ("argument", argument) }
            : Inner(exception.Code, exception.Message);
    }

    /// <summary>Nothing is served under this path, verb or content type.</summary>
    public static TwirpError BadRoute(HttpRequest request, string message)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new TwirpError(TwirpErrorCode.BadRoute, message) { Meta = ("twirp_invalid_route", $"{request.Method} {request.Path}") };
    }

    public Task WriteAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var body = ToJson();
        context.Response.StatusCode = Code.ToHttpStatus();
        context.Response.ContentType = TwirpBody.Json;
        context.Response.ContentLength = body.Length;
        return HttpMethods.IsHead(context.Request.Method)
            ? Task.CompletedTask
            : context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }

    private byte[] ToJson()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            json.WriteStartObject();
            json.WriteString("code", Code.ToName());
            json.WriteString("msg", Message);
            if (Meta is { } meta)
            {
                json.WriteStartObject("meta");
                json.WriteString(meta.Name, meta.Value);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
