namespace Treff.Server.Operations;

/// <summary>
/// While the server stops, what has begun is finished and nothing new begins: whoever comes is sent away with the time after which to come again,
/// before they are in a meeting that ends at once.
/// </summary>
public sealed class StoppingGate(RequestDelegate next, IHostApplicationLifetime lifetime)
{
    private static readonly Problem Stopping = new(
        503,
        "server_stopping",
        new("The server is being restarted", "Der Server wird neu gestartet"),
        new("Try again in a few seconds.", "Versuch es in ein paar Sekunden noch einmal."))
    {
        RetryAfter = TimeSpan.FromSeconds(5),
    };

    public Task InvokeAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return lifetime.ApplicationStopping.IsCancellationRequested && Begins(context.Request) ? Stopping.ExecuteAsync(context) : next(context);
    }

    private static bool Begins(HttpRequest request) =>
        (HttpMethods.IsPost(request.Method) && request.Path.StartsWithSegments("/api")) || request.Path.StartsWithSegments("/rtc");
}
