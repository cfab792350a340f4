using Treff.Sfu.Rooms;

namespace Treff.Server.LiveKitApi;

/// <summary>
/// Starts and stops the media server with the process. It stops before the web server does, so that the goodbyes still have open sockets to
/// leave by.
/// </summary>
public sealed class EmbeddedMedia(MediaServer mediaServer, MediaListener listener) : IHostedLifecycleService
{
    public Task StartAsync(CancellationToken cancellationToken) => mediaServer.StartAsync();

    public Task StoppingAsync(CancellationToken cancellationToken) => mediaServer.StopAsync();

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        listener.OnStarted(mediaServer);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
