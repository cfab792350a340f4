using Treff.LiveKit;
using Treff.Server.Hosts;

namespace Treff.Server.LiveKitApi;

/// <summary>
/// LiveKit's server API: <c>POST /twirp/livekit.RoomService/ListRooms</c> and its like. A token that is wrong is refused in plain text before
/// anything else, as LiveKit does; everything after that is answered with a <see cref="TwirpError"/>.
/// </summary>
public static class TwirpEndpoints
{
    private static readonly RtcRefusal NoSuchService = new(StatusCodes.Status404NotFound, "404 page not found\n");

    public static void MapTwirp(this IEndpointRouteBuilder routes) =>
        routes.Map("/twirp/{service}/{method}", AnswerAsync).ExcludeFromDescription();

    private static async Task AnswerAsync(HttpContext context, string service, string method, RtcAuthorization authorization, TwirpServices services)
    {
        if (authorization.TryReadClaims(context.Request, out var claims) is { } refusal)
        {
            await refusal.WriteAsync(context);
            return;
        }

        if (services.Find(service) is not { } methods)
        {
            await NoSuchService.WriteAsync(context);
            return;
        }

        var result = await CallAsync(context, methods.GetValueOrDefault(method), await WithoutLostRightsAsync(context, claims));
        if (result.Error is { } error)
            await error.WriteAsync(context);
        else if (result.Answer is { } answer && TwirpBody.For(context.Request) is { } encoding)
            await encoding.WriteAsync(context, answer);
    }

    /// <summary>The token of a host outlives the role. Tokens without an identity are made by whoever has the secret.</summary>
    private static async Task<AccessTokenClaims?> WithoutLostRightsAsync(HttpContext context, AccessTokenClaims? claims)
    {
        if (claims is not { Identity.Length: > 0, Video.RoomAdmin: true })
            return claims;
        var tickets = context.RequestServices.GetRequiredService<Tickets>();
        var isModerator = await tickets.MayModerateAsync(claims.Video.Room, claims.Identity, context.RequestAborted);
        return isModerator ? claims : claims with { Video = claims.Video with { RoomAdmin = false } };
    }

    private static async Task<TwirpResult> CallAsync(HttpContext context, TwirpMethod? method, AccessTokenClaims? claims)
    {
        var request = context.Request;
        if (!HttpMethods.IsPost(request.Method))
            return TwirpError.BadRoute(request, $"unsupported method \"{request.Method}\" (only POST is allowed)");
        if (method is null)
            return TwirpError.BadRoute(request, $"no handler for path \"{request.Path}\"");
        if (TwirpBody.For(request) is not { } encoding)
            return TwirpError.BadRoute(request, $"unexpected Content-Type: \"{request.ContentType}\"");
        if (claims is null || !method.MayCall(claims.Video))
            return TwirpError.PermissionsDenied;
        if (await TwirpBody.ReadAsync(context) is not { } body)
            return TwirpBody.Malformed("failed to read request body");
        try
        {
            return await method.CallAsync(encoding, body, claims.Video, context.RequestAborted);
        }
        catch (RoomServiceException exception)
        {
            return TwirpError.From(exception);
        }
    }
}
