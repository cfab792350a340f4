using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Treff.Server.Operations;
using Treff.Sfu.Rooms;
using Treff.Sfu.Tcp;

namespace Treff.Server.LiveKitApi;

/// <summary>
/// Below HTTP on every connection of the listener: looks at the first bytes, hands media to the media server and everything else on, untouched.
/// It costs HTTP one look per connection. Where the listener has TLS, it stands before TLS for ICE and TURN over plain TCP, and once more behind
/// it for TURN over TLS.
/// </summary>
internal sealed class MediaConnections(ConnectionDelegate next, IServiceProvider services)
{
    /// <summary>For the first byte, which behind TLS nobody else has waited for yet.</summary>
    private readonly TimeSpan _firstByteTimeout = services.GetRequiredService<TreffOptions>().Limits.RequestTimeout;

    /// <summary>For the rest of the first ten bytes, once they began like media.</summary>
    private static readonly TimeSpan HeadTimeout = TimeSpan.FromSeconds(5);

    /// <summary>More would only make media late before it is dropped; the kernel doubles it.</summary>
    private const int SendBufferBytes = 128 * 1024;

    public async Task OnConnectionAsync(ConnectionContext connection)
    {
        switch (await ReadFirstBytesAsync(connection))
        {
            case FirstBytes.Http:
                await next(connection);
                break;
            case FirstBytes.Ice:
                await RunAsync(connection, MediaStreamKind.Ice);
                break;
            case FirstBytes.Turn:
                await RunAsync(connection, MediaStreamKind.Turn);
                break;
            case FirstBytes.Incomplete or FirstBytes.Nonsense:
                break; // closed, without a word
        }
    }

    private async Task<FirstBytes> ReadFirstBytesAsync(ConnectionContext connection)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(connection.ClosingRequested());
        timeout.CancelAfter(_firstByteTimeout);
        var input = connection.Transport.Input;
        try
        {
            while (true)
            {
                var result = await input.ReadAsync(timeout.Token);
                var first = FirstBytesReader.Read(result.Buffer);
                var isDecided = first != FirstBytes.Incomplete || result.IsCompleted;
                // Nothing is consumed; undecided, only new bytes are waited for.
                var isBegun = !result.Buffer.IsEmpty;
                input.AdvanceTo(result.Buffer.Start, isDecided ? result.Buffer.Start : result.Buffer.End);
                if (isDecided)
                    return first;
                if (isBegun)
                    timeout.CancelAfter(HeadTimeout);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            return FirstBytes.Incomplete;
        }
    }

    // The media server is asked for only now: most connections have no business with it.
    private async Task RunAsync(ConnectionContext connection, MediaStreamKind kind)
    {
        if (services.GetService<MediaServer>() is not { } mediaServer || connection.RemoteEndPoint is not IPEndPoint remote)
            return;
        if (connection.Features.Get<IConnectionSocketFeature>() is { } feature)
            feature.Socket.SendBufferSize = SendBufferBytes;
        await mediaServer.RunConnectionAsync(connection.Transport, remote, kind, connection.ConnectionClosed);
    }
}

/// <summary>Puts <see cref="MediaConnections"/> on a listener.</summary>
internal static class MediaConnectionsExtensions
{
    public static void UseMediaConnections(this ListenOptions listen)
    {
        var services = listen.ApplicationServices;
        listen.Use(next => new MediaConnections(next, services).OnConnectionAsync);
    }
}
