using System.Net.Http.Headers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Treff.Server.Operations.Webhooks;

namespace Treff.Server.MeetingEvents;

/// <summary>An event of a meeting on its way. Its id is the same for every attempt and every receiver: who gets it twice can tell.</summary>
/// <param name="Secrets">Sign it.</param>
/// <param name="Id">Random.</param>
/// <param name="Body">What happened.</param>
public sealed record MeetingWebhook(IReadOnlyList<byte[]> Secrets, string Id, MeetingEventBody Body) : WebhookMessage(Body.Data.MeetingId)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        // Umlauts stay readable; the body is JSON for a program, never part of a page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly MediaTypeHeaderValue ContentType = new("application/json");

    public override void WriteTo(HttpRequestMessage request, int dropped, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(request);
        var body = JsonSerializer.SerializeToUtf8Bytes(dropped > 0 ? Body with { Dropped = dropped } : Body, Json);
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.ContentType = ContentType;
        request.Headers.Add(StandardWebhook.IdHeader, Id);
        request.Headers.Add(StandardWebhook.TimestampHeader, StandardWebhook.Timestamp(now));
        request.Headers.Add(StandardWebhook.SignatureHeader, StandardWebhook.Sign(Secrets, Id, now, body));
    }
}
