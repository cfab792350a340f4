using Microsoft.AspNetCore.Connections;

namespace Treff.Server.Operations;

/// <summary>
/// When the server stops, what has begun has <see cref="FinishTime"/>: half a request must not use up the time of what stops after the web server.
/// </summary>
public sealed class LateConnections : IDisposable
{
    /// <summary>Half of what the whole server has.</summary>
    public static readonly TimeSpan FinishTime = TimeSpan.FromSeconds(4);

    private readonly CancellationTokenSource _late = new();
    private readonly CancellationTokenRegistration _stopping;

    public LateConnections(IHostApplicationLifetime lifetime)
    {
        ArgumentNullException.ThrowIfNull(lifetime);
        _stopping = lifetime.ApplicationStopping.Register(() => _late.CancelAfter(FinishTime));
    }

    /// <summary>Connection middleware.</summary>
    public async Task PassAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(next);
        await using var end = _late.Token.UnsafeRegister(static state => ((ConnectionContext)state!).Abort(new ConnectionAbortedException("the server stops")), connection);
        await next(connection);
    }

    public void Dispose()
    {
        _stopping.Dispose();
        _late.Dispose();
    }
}
