using Treff.LiveKit;
using Treff.LiveKit.Protocol;
using Treff.Server.Operations;
using Treff.Server.Operations.Webhooks;

namespace Treff.Server.LiveKitApi;

/// <summary>Sends what happens in rooms to every configured address, signed as LiveKit's webhooks are. No address waits for another.</summary>
public sealed class WebhookSender : IRoomEventReader, IDisposable
{
    private readonly HttpMessageInvoker _http = WebhookClient.Create();
    private readonly ApiCredentials _credentials;
    private readonly WebhookReceiver[] _receivers;

    public WebhookSender(TreffOptions options, ApiCredentials credentials, TimeProvider time, ILogger<WebhookSender> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        _credentials = credentials;
        _receivers = [.. options.WebhookUrls.Select(url => new WebhookReceiver(url, WebhookPace.LiveKit, _http, time, logger))];
    }

    public void OnRoomEvent(WebhookEvent happened)
    {
        var message = new LiveKitWebhook(_credentials, happened);
        foreach (var receiver in _receivers)
            receiver.Enqueue(message);
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
