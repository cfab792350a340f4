using Treff.LiveKit.Protocol;
using Treff.Server.LiveKitApi;
using Treff.Server.Meetings;

namespace Treff.Server.Lobby;

/// <summary>Those who wait hear at once when a host comes or goes.</summary>
public sealed class LobbyRoomEvents(MeetingSignals signals) : IRoomEventReader
{
    public void OnRoomEvent(WebhookEvent happened)
    {
        ArgumentNullException.ThrowIfNull(happened);
        if (happened.Event is "participant_joined" or "participant_left" or "participant_connection_aborted" or "room_finished")
            signals.Raise(happened.Room?.Name ?? "");
    }
}
