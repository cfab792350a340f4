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
            case "room_started" when happened.Id.Length > 0:
                Log.RoomStarted(logger, room);
                break;
            case "room_finished":
                Log.RoomFinished(logger, room);
                break;
            // What was found out by asking has no id.
            case "participant_joined" when happened.Id.Length == 0:
                Log.Found(logger, participant, room);
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

        [LoggerMessage(EventId = 416, Level = LogLevel.Information, Message = "{Participant} is in room {Room}, which no webhook told")]
        public static partial void Found(ILogger logger, string participant, string room);

        [LoggerMessage(EventId = 413, Level = LogLevel.Information, Message = "{Participant} left room {Room}: {Reason}")]
        public static partial void Left(ILogger logger, string participant, string room, DisconnectReason reason);

        [LoggerMessage(EventId = 414, Level = LogLevel.Debug, Message = "{Event} by {Participant} in room {Room}")]
        public static partial void Other(ILogger logger, string @event, string participant, string room);
    }
}
