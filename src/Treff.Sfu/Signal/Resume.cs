using Treff.LiveKit.Protocol;
using Treff.Sfu.Rooms;
using Room = Treff.Sfu.Rooms.Room;

namespace Treff.Sfu.Signal;

/// <summary>
/// A client whose socket or media broke takes up where it was: same participant, new socket, media by ICE restart over the connection that
/// is there. Order on the wire: reconnect, update with everybody, room_update, refresh_token, then what was missed; last how things are of which
/// otherwise only changes are told.
/// </summary>
internal static class Resume
{
    /// <summary>LiveKit: so long may a client take that was asked to resume.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(5);

    // Clients wait 15 s for their connection once they have their socket.
    private static readonly TimeSpan MediaWindow = TimeSpan.FromSeconds(17);

    /// <summary>Media is down while the client listens, or is to start anew: it is asked to come back on a new socket.</summary>
    public static void Ask(Participant participant, DisconnectReason reason)
    {
        if (participant.KnowsLeaveActions)
            participant.Send(Leave(reason, LeaveRequest.Types.Action.Resume));
        participant.CloseSignal();
        if (!participant.MediaIsUp)
            participant.GivenUpAt = participant.Room.Host.Now + Window;
    }

    /// <summary>The answer to who cannot resume: join anew.</summary>
    public static void Refuse(SignalSession session)
    {
        session.Send(Leave(DisconnectReason.StateMismatch, LeaveRequest.Types.Action.Reconnect));
        session.Complete();
    }

    /// <summary>Leaves the session alone when there is nothing that could be resumed.</summary>
    public static void TryAttach(Room room, SignalOpenRequest request, SignalSession session)
    {
        if (!room.TryFind(request.Claims.Identity, out var participant) || !IsMeant(participant, request.Join.ParticipantSid))
            return;
        if (!participant.CanResume)
        {
            room.Remove(participant, DisconnectReason.StateMismatch, LeaveRequest.Types.Action.Reconnect);
            return;
        }

        participant.Network = request.Network;
        participant.Reattach(session);
        if (participant.MediaHasFailed)
            participant.GivenUpAt = room.Host.Now + MediaWindow;
        TellEverything(room, participant);
        if (request.Join.SyncState is { } state && !participant.IsGone)
            SyncStates.Apply(participant, state);
        if (request.Join.PublisherOffer is { Sdp.Length: > 0 } offer && !participant.IsGone)
            participant.Negotiation.HandleOffer(offer);
    }

    // Deviation: LiveKit goes by the identity alone. Two clients with one identity would then take each other's connection over.
    private static bool IsMeant(Participant participant, string sid) => sid.Length == 0 || sid == participant.Sid;

    private static void TellEverything(Room room, Participant participant)
    {
        var failure = participant.NextResume;
        participant.NextResume = ResumeFailure.None;
        if (failure == ResumeFailure.WithoutMessages)
        {
            participant.CloseSignal();
            return;
        }

        var missed = failure == ResumeFailure.None ? participant.TakeBacklog() : SignalBacklog.Content.Empty;
        participant.Send(new SignalResponse { Reconnect = Reconnect(room, participant) });
        participant.Send(new SignalResponse { Update = Everybody(room, participant, missed.Departed) });
        participant.Send(new SignalResponse { RoomUpdate = new RoomUpdate { Room = room.ToProto() } });
        if (failure == ResumeFailure.AfterMessages)
        {
            participant.CloseSignal();
            return;
        }

        participant.Negotiation.OnResumed();
        room.SendToken(participant);
        foreach (var message in missed.Messages)
            participant.Send(message);
        foreach (var track in participant.Publications.Tracks)
            track.Dynacast?.Tell();
        participant.Bandwidth.TellStates();
        room.Speakers.TellAll(participant);
        room.Quality.TellAll(participant);
    }

    private static ReconnectResponse Reconnect(Room room, Participant participant)
    {
        var response = new ReconnectResponse
        {
            ServerInfo = JoinResponses.ServerInfo(room.Options),
            LastMessageSeq = participant.Data.Sender.LastSequence,
        };
        response.IceServers.AddRange(room.Options.IceServers.Concat(participant.Network.IceServers));
        return response;
    }

    /// <summary>Clients drop whoever is not named here.</summary>
    private static ParticipantUpdate Everybody(Room room, Participant participant, IReadOnlyList<ParticipantInfo> departed)
    {
        var update = new ParticipantUpdate();
        // Who left and came back is there under another sid; news of the older one would make clients drop the newer.
        update.Participants.AddRange(departed.Where(info => !room.TryFind(info.Identity, out _)));
        update.Participants.AddRange(room.Participants.Where(other => other == participant || !other.IsHidden).Select(other => other.ToInfo()));
        return update;
    }

    private static SignalResponse Leave(DisconnectReason reason, LeaveRequest.Types.Action action) =>
        new() { Leave = new LeaveRequest { Reason = reason, Action = action, CanReconnect = true } };
}
