using Treff.LiveKit;

namespace Treff.Server.LiveKitApi;

/// <summary>Checks whether a request may enter the room its token names. Statuses and texts are LiveKit's, except that no text repeats a token.</summary>
public sealed class RtcAuthorization(AccessTokenVerifier verifier)
{
    /// <summary>LiveKit's limit for room names and identities.</summary>
    private const int MaxNameLength = 256;

    /// <summary>Null when the token lets its bearer in.</summary>
    public RtcRefusal? Check(HttpRequest request, out AccessTokenClaims claims)
    {
        ArgumentNullException.ThrowIfNull(request);
        var refusal = TryReadClaims(request, out var verified);
        claims = verified ?? new AccessTokenClaims();
        if (refusal is null && verified is null)
            return new RtcRefusal(StatusCodes.Status401Unauthorized, "no permissions to access the room");
        return refusal ?? CheckGrant(claims);
    }

    /// <summary>The claims of the bearer, none when no token came along, or why the token is not accepted.</summary>
    public RtcRefusal? TryReadClaims(HttpRequest request, out AccessTokenClaims? claims)
    {
        ArgumentNullException.ThrowIfNull(request);
        claims = null;
        if (FindToken(request, out var token) is { } refusal)
            return refusal;
        if (token.Length == 0)
            return null;
        return verifier.TryVerify(token, out claims, out var failure) ? null : new RtcRefusal(StatusCodes.Status401Unauthorized, TextOf(failure));
    }

    // Browsers cannot set headers on a WebSocket: their token comes in the query.
    private static RtcRefusal? FindToken(HttpRequest request, out string token)
    {
        const string Scheme = "Bearer ";
        var header = request.Headers.Authorization.ToString();
        token = header.StartsWith(Scheme, StringComparison.Ordinal) ? header[Scheme.Length..] : request.Query["access_token"].ToString();
        if (header.Length > 0 && !header.StartsWith(Scheme, StringComparison.Ordinal))
            return new RtcRefusal(StatusCodes.Status401Unauthorized, "invalid authorization header. Must start with Bearer ");
        return null;
    }

    private static RtcRefusal? CheckGrant(AccessTokenClaims claims)
    {
        if (!claims.Video.RoomJoin)
            return new RtcRefusal(StatusCodes.Status401Unauthorized, "permissions denied");
        if (claims.Video.Room.Length == 0)
            return BadRequest("no room name");
        if (claims.Identity.Length == 0)
            return BadRequest("identity cannot be empty");
        if (claims.Video.Room.Length > MaxNameLength)
            return BadRequest($"room name length exceeds limits: max length {MaxNameLength}");
        if (claims.Identity.Length > MaxNameLength)
            return BadRequest($"participant identity length exceeds limits: max length {MaxNameLength}");
        return claims.Name.Length > MaxNameLength ? BadRequest($"participant name length exceeds limits: max length {MaxNameLength}") : null;
    }

    private static RtcRefusal BadRequest(string text) => new(StatusCodes.Status400BadRequest, text);

    private static string TextOf(AccessTokenFailure failure) => failure switch
    {
        AccessTokenFailure.WrongSignature => "invalid token: not signed by this server's API key",
        AccessTokenFailure.UnknownApiKey => "invalid API key",
        AccessTokenFailure.Expired => "invalid token: token is expired",
        AccessTokenFailure.NotYetValid => "invalid token: token is not valid yet",
        _ => "invalid authorization token",
    };
}
