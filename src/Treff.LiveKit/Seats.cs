using Treff.LiveKit.Protocol;
using Kind = Treff.LiveKit.Protocol.ParticipantInfo.Types.Kind;

namespace Treff.LiveKit;

/// <summary>Who counts as somebody in a room.</summary>
public static class Seats
{
    /// <summary>Recorders, agents and whoever is not seen do not count, as in LiveKit's own number of participants.</summary>
    public static bool TakesASeat(this ParticipantInfo participant)
    {
        ArgumentNullException.ThrowIfNull(participant);
        return participant.State != ParticipantInfo.Types.State.Disconnected
            && participant.Kind is not (Kind.Egress or Kind.Agent)
            && participant.Permission is not { Hidden: true } and not { Recorder: true } and not { Agent: true };
    }
}
