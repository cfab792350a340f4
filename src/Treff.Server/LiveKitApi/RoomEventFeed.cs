using System.Diagnostics.CodeAnalysis;
using Treff.LiveKit.Protocol;

namespace Treff.Server.LiveKitApi;

/// <summary>Takes the events of the media server, in this process or elsewhere, and hands each to everybody who asked. It ends when there will be no more.</summary>
public sealed partial class RoomEventFeed(RoomEventSource source, IEnumerable<IRoomEventReader> readers, ILogger<RoomEventFeed> logger) : IHostedService
{
    private readonly IRoomEventReader[] _readers = [.. readers];
    private Task _reading = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _reading = ReadAsync();
        return Task.CompletedTask;
    }

    /// <summary>The source has stopped before; of a media server in this process the end of every room is still heard.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        await Task.WhenAll(_readers.Select(reader => reader.CompleteAsync(cancellationToken)));
    }

    private async Task ReadAsync()
    {
        await foreach (var happened in source.Events.ReadAllAsync())
        {
            foreach (var reader in _readers)
                Tell(reader, happened);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "One that fails must not keep the events from the others.")]
    private void Tell(IRoomEventReader reader, WebhookEvent happened)
    {
        try
        {
            reader.OnRoomEvent(happened);
        }
        catch (Exception exception)
        {
            Log.ReaderFailed(logger, happened.Event, exception);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 415, Level = LogLevel.Error, Message = "{Event} could not be handed on")]
        public static partial void ReaderFailed(ILogger logger, string @event, Exception exception);
    }
}
