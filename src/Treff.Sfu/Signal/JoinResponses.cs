using Treff.LiveKit.Protocol;
using Treff.Sfu.Rooms;
using Room = Treff.Sfu.Rooms.Room;

namespace Treff.Sfu.Signal;

/// <summary>Builds the first message of a session.</summary>
internal static class JoinResponses
{
    // The protocol version of LiveKit 1.13.
    private const int SignalProtocol = 17;

    // Seconds. Clients ping this often and give a connection up after so long without any message.
    private const int PingInterval = 5;
    private const int PingTimeout = 15;

    public static ServerInfo ServerInfo(RoomOptions options) => new()
    {
        Version = options.ServerVersion,
        Protocol = SignalProtocol,
        NodeId = options.NodeId,
        AgentProtocol = 1,
    };

    public static JoinResponse Create(Room room, Participant participant)
    {
        var options = room.Options;
        var response = new JoinResponse
        {
            Room = room.ToProto(),
            Participant = participant.ToInfo(),
            SubscriberPrimary = participant.SubscriberIsPrimary,
            ServerVersion = options.ServerVersion,
            PingInterval = PingInterval,
            PingTimeout = PingTimeout,
            FastPublish = participant.Permission.CanPublish || participant.Permission.CanPublishData,
            ServerInfo = ServerInfo(options),
        };
        response.IceServers.AddRange(options.IceServers.Concat(participant.Network.IceServers));
        response.EnabledPublishCodecs.AddRange(PublishCodecs.Enabled);
        foreach (var other in room.Participants)
        {
            if (other != participant && !other.IsHidden)
                response.OtherParticipants.Add(other.ToInfo());
        }

        return response;
    }
}
