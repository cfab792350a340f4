using System.Net;
using Microsoft.AspNetCore.Connections;
using Treff.Sfu.Rooms;

namespace Treff.Server.Operations;

/// <summary>
/// Stands before everything on the TCP port: so many connections per address, and each must ask for something in time. Behind a trusted
/// proxy, whose forwarded address is believed, its requests are counted instead of its connections.
/// </summary>
public sealed class ConnectionGate(StrangerLimits limits, TrustedProxies proxies, Refusals refusals)
{
    private readonly AddressLimit _connections = new(limits.MaxConnectionsPerAddress);
    private readonly AddressLimit _requests = new(limits.MaxConnectionsPerAddress);

    /// <summary>Connection middleware.</summary>
    public async Task PassAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(next);
        if (connection.RemoteEndPoint is not IPEndPoint { Address: var address } || proxies.Contains(address))
        {
            await PassSpokenAsync(connection, next);
            return;
        }

        if (!_connections.TryEnter(address))
        {
            refusals.Count(Refusal.Connections);
            connection.Abort(new ConnectionAbortedException("too many connections of one address"));
            return;
        }

        try
        {
            connection.Features.Set(CountedConnection.Instance);
            await PassSpokenAsync(connection, next);
        }
        finally
        {
            _connections.Leave(address);
        }
    }

    /// <summary>Request middleware, after the forwarded headers were applied.</summary>
    public async Task PassAsync(HttpContext context, RequestDelegate next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        var address = context.Connection.RemoteIpAddress;
        if (address is null || proxies.Contains(address) || context.Features.Get<CountedConnection>() is not null)
        {
            await next(context);
            return;
        }

        if (!_requests.TryEnter(address))
        {
            refusals.Count(Refusal.Connections);
            context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            return;
        }

        try
        {
            await next(context);
        }
        finally
        {
            _requests.Leave(address);
        }
    }

    private async Task PassSpokenAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        if (await SpeaksAsync(connection))
        {
            await next(connection);
            return;
        }

        connection.Abort(new ConnectionAbortedException("nothing was asked for"));
    }

    /// <summary>Waits for the first byte and leaves it where it is. From then on the server's own time-outs count.</summary>
    private async Task<bool> SpeaksAsync(ConnectionContext connection)
    {
        var closing = connection.ClosingRequested();
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(connection.ConnectionClosed, closing);
        timeout.CancelAfter(limits.RequestTimeout);
        try
        {
            var read = await connection.Transport.Input.ReadAsync(timeout.Token);
            connection.Transport.Input.AdvanceTo(read.Buffer.Start);
            return !read.Buffer.IsEmpty;
        }
        catch (OperationCanceledException)
        {
            if (!connection.ConnectionClosed.IsCancellationRequested && !closing.IsCancellationRequested)
                refusals.Count(Refusal.SilentConnections);
            return false;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private sealed class CountedConnection
    {
        public static readonly CountedConnection Instance = new();
    }
}
