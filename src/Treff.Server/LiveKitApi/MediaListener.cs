using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Treff.Server.Operations;
using Treff.Server.Operations.Tls;
using Treff.Sfu.Rooms;

namespace Treff.Server.LiveKitApi;

/// <summary>The TCP port on which pages and, by <see cref="MediaConnections"/>, media are served; known once the web server listens.</summary>
public sealed class MediaListener(IServer server, TreffOptions options)
{
    /// <summary>0 before the start, and when media is not served over TCP.</summary>
    public int Port { get; private set; }

    /// <summary>The media server tells its clients of the port from now on.</summary>
    public void OnStarted(MediaServer mediaServer)
    {
        ArgumentNullException.ThrowIfNull(mediaServer);
        if (!options.MediaTcp || server.Features.Get<IServerAddressesFeature>() is not { Addresses.Count: > 0 } listening)
            return;
        // Beside a port with TLS there may be one without, which has no media.
        Port = (listening.HttpsAddress() ?? BindingAddress.Parse(listening.Addresses.First())).Port;
        mediaServer.OnListening(Port, options.ListenAddress);
    }
}
