using Treff.LiveKit;
using Treff.LiveKit.Protocol;
using Treff.Sfu.Forwarding;

namespace Treff.Sfu.Rooms;

/// <summary>Builds what LiveKit calls webhook events and hands them to whoever listens.</summary>
internal sealed class RoomEvents(Action<WebhookEvent> publish)
{
    public void RoomStarted(Room room) => Raise(room, new WebhookEvent { Event = "room_started", Room = room.ToProto() });

    public void RoomFinished(Room room, RoomEndReason reason) =>
        Raise(room, new WebhookEvent { Event = "room_finished", Room = room.ToProto(), RoomEndReason = reason });

    public void ParticipantJoined(Participant participant) => Raise(participant.Room, new WebhookEvent
    {
        Event = "participant_joined",
        Room = participant.Room.ToProto(),
        Participant = participant.ToInfo(),
    });

    /// <summary>Somebody is gone: one who had been connected has left, one who never was has been given up.</summary>
    public void ParticipantLeft(Participant participant) => Raise(participant.Room, new WebhookEvent
    {
        Event = participant.WasActive ? "participant_left" : "participant_connection_aborted",
        Room = participant.Room.ToProto(),
        Participant = participant.ToInfo(),
    });

    public void TrackPublished(PublishedTrack track) => RaiseTrack("track_published", track);

    public void TrackUnpublished(PublishedTrack track) => RaiseTrack("track_unpublished", track);

    private void RaiseTrack(string name, PublishedTrack track)
    {
        var participant = track.Publisher;
        Raise(participant.Room, new WebhookEvent
        {
            Event = name,
            Room = new LiveKit.Protocol.Room { Sid = participant.Room.Sid, Name = participant.Room.Name },
            Participant = new ParticipantInfo { Sid = participant.Sid, Identity = participant.Identity },
            Track = track.Info.Clone(),
        });
    }

    private void Raise(Room room, WebhookEvent webhookEvent)
    {
        webhookEvent.Id = Sid.NewWebhookEvent();
        webhookEvent.CreatedAt = room.Host.UtcNow.ToUnixTimeSeconds();
        publish(webhookEvent);
    }
}
