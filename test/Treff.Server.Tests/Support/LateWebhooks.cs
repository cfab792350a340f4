using Microsoft.Extensions.Logging.Abstractions;
using Treff.LiveKit.Protocol;
using Treff.Server.Cluster;
using Treff.Server.LiveKitApi;
using Treff.Server.Operations;

namespace Treff.Server.Tests.Support;

/// <summary>Webhooks of a server that is started before the one they go to: each needs the address of the other.</summary>
internal sealed class LateWebhooks(TimeProvider time) : IRoomEventReader, IDisposable
{
    private WebhookSender? _sender;

    public void SendTo(Uri treff)
    {
        var options = new TreffOptions { WebhookUrls = [new Uri(treff, WebhookEndpoint.Path)] };
        Replace(new WebhookSender(options, TreffAppSettings.Development, time, NullLogger<WebhookSender>.Instance));
    }

    public void OnRoomEvent(WebhookEvent happened) => _sender?.OnRoomEvent(happened);

    public void Dispose() => Replace(null);

    private void Replace(WebhookSender? sender) => Interlocked.Exchange(ref _sender, sender)?.Dispose();
}
