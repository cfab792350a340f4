using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Treff.Server.Operations;

/// <summary>The end of a connection on which nothing was asked for yet.</summary>
internal static class ConnectionClosing
{
    /// <summary>
    /// The server stops and asks whoever is idle to go. Browsers, proxies and our own calls to LiveKit keep connections in reserve; who waits for the first byte of one must listen to this, or the
    /// server waits for it as for a request that has begun, until no time is left for what stops after it.
    /// </summary>
    public static CancellationToken ClosingRequested(this ConnectionContext connection) =>
        connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? CancellationToken.None;
}
