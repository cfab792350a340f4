using Treff.Server.Operations;

namespace Treff.Server.Cluster;

/// <summary>Why a webhook is not taken. Who reads it has LiveKit's log open.</summary>
public static class WebhookProblems
{
    public static readonly Problem NotSigned = new(
        401,
        "webhook_not_signed",
        new("This webhook is not signed with this server's API key", "Dieser Webhook ist nicht mit dem API-Schlüssel dieses Servers signiert"),
        new(
            "Set “webhook.api_key” of LiveKit to the key of LIVEKIT_API_KEY, and check that both have the same secret and the right time.",
            "Setze „webhook.api_key“ von LiveKit auf den Schlüssel aus LIVEKIT_API_KEY und prüfe, dass beide dasselbe Geheimnis und die richtige Uhrzeit haben."));

    public static readonly Problem TooLarge = new(
        413,
        "body_too_large",
        new("The webhook is too large", "Der Webhook ist zu groß"),
        new($"Send at most {WebhookEndpoint.MaxBytes / 1024} KiB.", $"Sende höchstens {WebhookEndpoint.MaxBytes / 1024} KiB."));

    public static readonly Problem Unreadable = new(
        400,
        "webhook_unreadable",
        new("This is no webhook of LiveKit", "Das ist kein Webhook von LiveKit"),
        new("The body must be a WebhookEvent as protobuf JSON, in UTF-8.", "Der Inhalt muss ein WebhookEvent als Protobuf-JSON sein, in UTF-8."));

    public static readonly Problem TooMany = new(
        503,
        "webhooks_waiting",
        new("Too many webhooks are waiting", "Zu viele Webhooks warten"),
        new("Send it again in a few seconds.", "Sende ihn in ein paar Sekunden noch einmal."))
    {
        RetryAfter = TimeSpan.FromSeconds(2),
    };
}
