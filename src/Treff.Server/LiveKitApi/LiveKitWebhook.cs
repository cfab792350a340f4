using System.Net.Http.Headers;
using Treff.LiveKit;
using Treff.LiveKit.Protocol;
using Treff.Server.Operations.Webhooks;

namespace Treff.Server.LiveKitApi;

/// <summary>A room event as LiveKit tells it.</summary>
/// <param name="Credentials">Sign it.</param>
/// <param name="Happened">Shared: it is not changed.</param>
public sealed record LiveKitWebhook(ApiCredentials Credentials, WebhookEvent Happened) : WebhookMessage(Happened.Room?.Name ?? "")
{
    private static readonly MediaTypeHeaderValue ContentType = new(Webhook.ContentType);

    public override void WriteTo(HttpRequestMessage request, int dropped, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(request);
        var message = Happened.Clone();
        message.NumDropped = dropped;
        var (body, authorization) = Webhook.Sign(Credentials, message, now);
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.ContentType = ContentType;
        // The bare token, without a scheme: that is LiveKit's form.
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
    }
}
