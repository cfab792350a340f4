using System.Net;
using Microsoft.AspNetCore.Connections;
using Treff.Sfu.Rooms;

namespace Treff.Server.Operations;

/// <summary>
/// Stands before everything on the TCP port: so many connections per address, and each must ask for something in time. Behind a trusted
/// proxy, whose forwarded address is believed, its requests are counted instead of its connections. When the server stops, what has begun has
/// <see cref="FinishTime"/>: half a request must not use up the time of what stops after the web server.
/// </summary>
public sealed class ConnectionGate : IDisposable
{
    /// <summary>Half of what the whole server has.</summary>
    public static readonly TimeSpan FinishTime = TimeSpan.FromSeconds(4);

    private readonly StrangerLimits _limits;
    private readonly TrustedProxies _proxies;
    private readonly Refusals _refusals;
    private readonly AddressLimit _connections;
    private readonly AddressLimit _requests;
    private readonly CancellationTokenSource _late = new();
    private readonly CancellationTokenRegistration _stopping;

    /// <param name="limits">What a stranger may take.</param>
    /// <param name="proxies">Whose connections are not counted.</param>
    /// <param name="refusals">Where refusals are counted.</param>
    /// <param name="stopping">Cancelled when the server begins to stop.</param>
    public ConnectionGate(StrangerLimits limits, TrustedProxies proxies, Refusals refusals, CancellationToken stopping)
    {
        ArgumentNullException.ThrowIfNull(limits);
        (_limits, _proxies, _refusals) = (limits, proxies, refusals);
        _connections = new AddressLimit(limits.MaxConnectionsPerAddress);
        _requests = new AddressLimit(limits.MaxConnectionsPerAddress);
        _stopping = stopping.Register(() => _late.CancelAfter(FinishTime));
    }

    public void Dispose()
    {
        _stopping.Dispose();
        _late.Dispose();
    }

    /// <summary>Connection middleware.</summary>
    public async Task PassAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(next);
        if (connection.RemoteEndPoint is not IPEndPoint { Address: var address } || _proxies.Contains(address))
        {
            await PassSpokenAsync(connection, next);
            return;
        }

        if (!_connections.TryEnter(address))
        {
            _refusals.Count(Refusal.Connections);
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
        if (address is null || _proxies.Contains(address) || context.Features.Get<CountedConnection>() is not null)
        {
            await next(context);
            return;
        }

        if (!_requests.TryEnter(address))
        {
            _refusals.Count(Refusal.Connections);
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
            await using var end = _late.Token.UnsafeRegister(static state => ((ConnectionContext)state!).Abort(new ConnectionAbortedException("the server stops")), connection);
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
        timeout.CancelAfter(_limits.RequestTimeout);
        try
        {
            var read = await connection.Transport.Input.ReadAsync(timeout.Token);
            connection.Transport.Input.AdvanceTo(read.Buffer.Start);
            return !read.Buffer.IsEmpty;
        }
        catch (OperationCanceledException)
        {
            if (!connection.ConnectionClosed.IsCancellationRequested && !closing.IsCancellationRequested)
                _refusals.Count(Refusal.SilentConnections);
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
