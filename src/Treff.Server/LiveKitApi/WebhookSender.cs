using Treff.LiveKit;
using Treff.LiveKit.Protocol;
using Treff.Server.Operations;

namespace Treff.Server.LiveKitApi;

/// <summary>Sends what happens in rooms to every configured address, signed as LiveKit's webhooks are. No address waits for another.</summary>
public sealed class WebhookSender : IRoomEventReader, IDisposable
{
    private readonly HttpMessageInvoker _http;
    private readonly WebhookReceiver[] _receivers;

    public WebhookSender(TreffOptions options, ApiCredentials credentials, TimeProvider time, ILogger<WebhookSender> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        // A redirect would take a signed body to where the operator did not send it.
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectTimeout = TimeSpan.FromSeconds(5),
        };
        _http = new HttpMessageInvoker(handler);
        _receivers = [.. options.WebhookUrls.Select(url => new WebhookReceiver(url, credentials, _http, time, logger))];
    }

    public void OnRoomEvent(WebhookEvent happened)
    {
        foreach (var receiver in _receivers)
            receiver.Enqueue(happened);
    }

    public Task CompleteAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(_receivers.Select(receiver => receiver.CompleteAsync(cancellationToken)));

    public void Dispose()
    {
        foreach (var receiver in _receivers)
            receiver.Dispose();
        _http.Dispose();
    }
}
