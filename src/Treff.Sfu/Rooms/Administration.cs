using Treff.LiveKit;
using Treff.LiveKit.Protocol;

namespace Treff.Sfu.Rooms;

/// <summary>What the server API may do to a room and the people in it.</summary>
internal static class Administration
{
    public static ParticipantInfo Update(Participant participant, UpdateParticipantRequest request)
    {
        if (request.Name.Length > RoomLimits.NameLength)
            throw RoomLimits.Exceeded("name length", RoomLimits.NameLength);
        if (!RoomLimits.AllowsMetadata(request.Metadata))
            throw RoomLimits.Exceeded("metadata size", RoomLimits.MetadataBytes);
        if (!RoomLimits.AllowsAttributes(participant.Attributes, request.Attributes))
            throw RoomLimits.Exceeded("attribute size", RoomLimits.AttributesBytes);
        var wasHidden = participant.IsHidden;
        participant.Merge(request.Name, request.Metadata, request.Attributes);
        if (request.Permission is { } permission)
            participant.Permission = permission.Clone();
        participant.Touch();
        // The client learns its new rights first and then what they ended.
        participant.Room.Broadcast(participant);
        if (participant.IsHidden && !wasHidden)
            participant.Room.Withdraw(participant);
        if (request.Permission is not null)
            Enforce(participant);

        participant.Room.SendToken(participant);
        return participant.ToInfo();
    }

    private static void Enforce(Participant participant)
    {
        participant.Publications.EnforcePermission();
        participant.Subscriptions.ReconcileAll();
        // Nobody receives from somebody hidden, and everybody again from who is seen again.
        participant.Publications.ReconcileSubscribers();
        participant.DataTracks.EnforcePermission();
        participant.DataTrackSubscriptions.ReconcileAll();
        participant.DataTracks.ReconcileSubscribers();
        participant.Room.CountsAreStale = true;
    }

    /// <summary>Null when the participant has no such track.</summary>
    public static TrackInfo? Mute(Participant participant, MuteRoomTrackRequest request)
    {
        if (participant.Publications.Find(request.TrackSid) is not { } track)
            return null;
        if (!request.Muted && track.Info.Muted && !participant.Room.Options.EnableRemoteUnmute)
            throw new RoomServiceException(TwirpErrorCode.FailedPrecondition, "remote unmute not enabled");
        if (track.Info.Muted != request.Muted)
        {
            participant.Send(new SignalResponse { Mute = new MuteTrackRequest { Sid = track.Sid, Muted = request.Muted } });
            participant.Publications.TryMute(track.Sid, request.Muted);
        }

        return track.Info.Clone();
    }

    public static void SetMetadata(Room room, string metadata)
    {
        room.Settings.Metadata = metadata;
        room.CountsAreStale = false;
        room.SendToAll(new SignalResponse { RoomUpdate = new RoomUpdate { Room = room.ToProto() } });
    }
}
