using Treff.LiveKit.Protocol;

namespace Treff.Server.LiveKitApi;

/// <summary>Writes what happens in rooms to the log.</summary>
public sealed partial class RoomEventLog(ILogger<RoomEventLog> logger) : IRoomEventReader
{
    public void OnRoomEvent(WebhookEvent happened)
    {
        ArgumentNullException.ThrowIfNull(happened);
        var room = happened.Room?.Name ?? "";
        var participant = happened.Participant?.Identity ?? "";
        switch (happened.Event)
        {
            case "room_started":
                Log.RoomStarted(logger, room);
                break;
            case "room_finished":
                Log.RoomFinished(logger, room);
                break;
            case "participant_joined":
                Log.Joined(logger, participant, room);
                break;
            case "participant_left" or "participant_connection_aborted":
                Log.Left(logger, participant, room, happened.Participant?.DisconnectReason ?? DisconnectReason.UnknownReason);
                break;
            default:
                Log.Other(logger, happened.Event, participant, room);
                break;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 410, Level = LogLevel.Information, Message = "Room {Room} started")]
        public static partial void RoomStarted(ILogger logger, string room);

        [LoggerMessage(EventId = 411, Level = LogLevel.Information, Message = "Room {Room} finished")]
        public static partial void RoomFinished(ILogger logger, string room);

        [LoggerMessage(EventId = 412, Level = LogLevel.Information, Message = "{Participant} joined room {Room}")]
        public static partial void Joined(ILogger logger, string participant, string room);

        [LoggerMessage(EventId = 413, Level = LogLevel.Information, Message = "{Participant} left room {Room}: {Reason}")]
        public static partial void Left(ILogger logger, string participant, string room, DisconnectReason reason);

        [LoggerMessage(EventId = 414, Level = LogLevel.Debug, Message = "{Event} by {Participant} in room {Room}")]
        public static partial void Other(ILogger logger, string @event, string participant, string room);
    }
}
