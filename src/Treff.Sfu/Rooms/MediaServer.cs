using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Treff.LiveKit;
using Treff.LiveKit.Protocol;
using Treff.Sfu.Signal;

namespace Treff.Sfu.Rooms;

/// <summary>The embedded media server: rooms, their signalling sessions and their media, behind one small façade.</summary>
public sealed class MediaServer : IAsyncDisposable
{
    // Events nobody reads are dropped, oldest first.
    private const int MaxEvents = 10_000;

    private readonly Channel<WebhookEvent> _events = Channel.CreateBounded<WebhookEvent>(
        new BoundedChannelOptions(MaxEvents) { FullMode = BoundedChannelFullMode.DropOldest });

    private bool _isRunning;

    public MediaServer(MediaServerOptions options, TimeProvider timeProvider, ILoggerFactory loggerFactory)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(timeProvider);
        ArgumentNullException.ThrowIfNull(loggerFactory);
        Options = options;
    }

    public MediaServerOptions Options { get; }

    /// <summary>Rooms and participants, for the product and for the server API.</summary>
    public IRoomService Rooms => throw new NotSupportedException("The media server is not there yet.");

    /// <summary>What happens in rooms, as LiveKit's webhooks tell it.</summary>
    public ChannelReader<WebhookEvent> Events => _events.Reader;

    /// <summary>Opens the sockets and starts the media thread.</summary>
    public Task StartAsync()
    {
        _isRunning = true;
        return Task.CompletedTask;
    }

    /// <summary>Tells every client that the server stops, and waits until their messages are taken.</summary>
    public Task StopAsync()
    {
        _isRunning = false;
        return Task.CompletedTask;
    }

    public Task<bool> RoomExistsAsync(string room, CancellationToken cancellationToken) =>
        Task.FromResult(_isRunning && room.Length == 0);

    /// <summary>Lets a client in, or says with which HTTP status and text to refuse the upgrade.</summary>
    public Task<SignalOpenResult> OpenSessionAsync(SignalOpenRequest request, CancellationToken cancellationToken) =>
        Task.FromResult(SignalOpenResult.Refused(_isRunning ? 500 : 503, "media server is starting"));

    public ValueTask DisposeAsync()
    {
        _events.Writer.TryComplete();
        return ValueTask.CompletedTask;
    }
}
