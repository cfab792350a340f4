using Treff.LiveKit;
using Treff.LiveKit.Protocol;

namespace Treff.Sfu.Signal;

/// <summary>A client that wants in: a verified token and its join request.</summary>
/// <param name="Claims">The token's claims; identity and room are not empty.</param>
/// <param name="Join">The inflated <c>join_request</c>, with the publisher's offer when the client sent one along.</param>
/// <param name="ClientAddress">Where the WebSocket comes from, for logs.</param>
public sealed record SignalOpenRequest(AccessTokenClaims Claims, JoinRequest Join, string ClientAddress)
{
    /// <summary>One peer connection to send and one to receive, as older clients do. Else one for both, which the client offers.</summary>
    public bool HasTwoConnections { get; init; }

    /// <summary>A missing room may be made for this client. Not so when what the room stood for is over.</summary>
    public bool MayCreateRoom { get; init; } = true;

    /// <summary>The ways to this server that this client is told.</summary>
    public SessionNetwork Network { get; init; } = SessionNetwork.None;
}
