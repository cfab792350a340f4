using System.Text.Json;
using Microsoft.Extensions.Options;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace Treff.Server.Operations;

/// <summary>Server-sent events (WHATWG HTML, section 9.2), written as they come.</summary>
public sealed class EventStream
{
    private readonly HttpContext _context;
    private readonly JsonSerializerOptions _json;

    private EventStream(HttpContext context)
    {
        _context = context;
        _json = context.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
    }

    /// <summary>Sends the headers and how soon a browser comes back after a broken connection: sooner than its own three seconds.</summary>
    public static async Task<EventStream> OpenAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var response = context.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        // Proxies that collect answers would keep the events to themselves.
        response.Headers["X-Accel-Buffering"] = "no";
        var stream = new EventStream(context);
        await stream.WriteAsync("retry: 2000\n\n");
        return stream;
    }

    /// <summary>One event with its data as JSON, which has no line breaks.</summary>
    public Task SendAsync(string name, object data) => WriteAsync($"event: {name}\ndata: {JsonSerializer.Serialize(data, _json)}\n\n");

    /// <summary>Nothing to say, so that nobody between takes the connection for dead.</summary>
    public Task KeepAliveAsync() => WriteAsync(": keep-alive\n\n");

    private async Task WriteAsync(string text)
    {
        await _context.Response.WriteAsync(text, _context.RequestAborted);
        await _context.Response.Body.FlushAsync(_context.RequestAborted);
    }
}
