using Treff.LiveKit;
using Treff.Server.LiveKitApi;
using Treff.Server.Operations;

namespace Treff.Server.Cluster;

/// <summary>Where LiveKit tells what happens in rooms.</summary>
public static class WebhookEndpoint
{
    public const string Path = "/api/v1/livekit/webhook";

    /// <summary>A room's and a participant's metadata and attributes, 64 KB each, escaped, and a track.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>Only there with LIVEKIT_URL. Not counted by address: LiveKit has one, and a stranger costs one signature.</summary>
    public static void MapWebhook(this IEndpointRouteBuilder routes) =>
        routes.MapPost(Path, ReceiveAsync)
            .DisableRateLimiting()
            .WithTags("LiveKit")
            .WithName("receiveWebhook")
            .WithSummary("Webhooks of the LiveKit server of LIVEKIT_URL, signed with its API key")
            .Produces(StatusCodes.Status200OK)
            .ProducesProblems(400, 401, 413, 503);

    private static async Task<IResult> ReceiveAsync(HttpContext context, AccessTokenVerifier verifier, WebhookInbox inbox)
    {
        // The signature first: no body of a stranger is read.
        if (Webhook.SignedHash(verifier, context.Request.Headers.Authorization) is not { } hash)
            return WebhookProblems.NotSigned;
        if (await TwirpBody.ReadAsync(context, MaxBytes) is not { } body)
            return WebhookProblems.TooLarge;
        if (!Webhook.IsHashOf(body, hash))
            return WebhookProblems.NotSigned;
        if (!Webhook.TryRead(body, out var happened))
            return WebhookProblems.Unreadable;
        return inbox.TryAccept(happened) ? Results.Ok() : WebhookProblems.TooMany;
    }
}
