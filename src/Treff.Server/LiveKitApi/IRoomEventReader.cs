using Treff.LiveKit.Protocol;

namespace Treff.Server.LiveKitApi;

/// <summary>Somebody who wants to know what happens in rooms.</summary>
public interface IRoomEventReader
{
    /// <summary>Called with one event after the other, in their order. The message is shared: it must not be changed. Must return at once.</summary>
    void OnRoomEvent(WebhookEvent happened);

    /// <summary>There will be no more events: finish what is under way.</summary>
    Task CompleteAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
