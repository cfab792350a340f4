using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Treff.Sfu.Rooms;
using Treff.Sfu.Tcp;

namespace Treff.Server.LiveKitApi;

/// <summary>
/// Below HTTP on every connection of the listener (and above TLS, where there is any): looks at the first bytes, hands media to the media server
/// and everything else on, untouched. It costs HTTP one look per connection.
/// </summary>
internal sealed class MediaConnections(ConnectionDelegate next, IServiceProvider services)
{
    /// <summary>Kestrel's own patience with a connection on which nothing comes: browsers open some in advance.</summary>
    private static readonly TimeSpan FirstByteTimeout = TimeSpan.FromSeconds(130);

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

    private static async Task<FirstBytes> ReadFirstBytesAsync(ConnectionContext connection)
    {
        using var timeout = new CancellationTokenSource(FirstByteTimeout);
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

/// <summary>Puts <see cref="MediaConnections"/> on a listener. Behind <c>UseHttps</c>, for <c>turns:</c>.</summary>
internal static class MediaConnectionsExtensions
{
    public static void UseMediaConnections(this ListenOptions listen)
    {
        var services = listen.ApplicationServices;
        listen.Use(next => new MediaConnections(next, services).OnConnectionAsync);
    }
}
