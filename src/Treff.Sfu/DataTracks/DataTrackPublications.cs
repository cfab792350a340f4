using Treff.LiveKit.Protocol;
using Treff.Sfu.Rooms;
using Treff.Sfu.Signal;
using Reason = Treff.LiveKit.Protocol.RequestResponse.Types.Reason;

namespace Treff.Sfu.DataTracks;

/// <summary>The data tracks that one participant publishes.</summary>
internal sealed class DataTrackPublications(Participant participant)
{
    private readonly List<PublishedDataTrack> _tracks = [];

    public IReadOnlyList<PublishedDataTrack> Tracks => _tracks;

    /// <summary>By the publisher's own number for it.</summary>
    public PublishedDataTrack? Find(uint handle)
    {
        foreach (var track in _tracks)
        {
            if (track.Info.PubHandle == handle)
                return track;
        }

        return null;
    }

    public PublishedDataTrack? Find(string sid) => _tracks.Find(track => track.Sid == sid);

    /// <summary>The client wants to publish: it gets the track's sid, or why not, and everybody hears of the track.</summary>
    public void Publish(PublishDataTrackRequest request)
    {
        if (Refusal(request) is { } reason)
        {
            participant.Send(RequestResponses.Create(reason, request));
            return;
        }

        var track = new PublishedDataTrack(participant, ToInfo(request));
        _tracks.Add(track);
        participant.Send(new SignalResponse { PublishDataTrackResponse = new PublishDataTrackResponse { Info = track.Info } });
        Announce();
        foreach (var other in participant.Room.Participants)
            other.DataTrackSubscriptions.Reconcile(track);
    }

    public void Unpublish(UnpublishDataTrackRequest request)
    {
        if (Find(request.PubHandle) is { } track)
            Remove(track);
        else
            participant.Send(RequestResponses.Create(Reason.NotFound, request));
    }

    /// <summary>Ends what the participant may no longer publish.</summary>
    public void EnforcePermission()
    {
        if (participant.Permission.CanPublishData)
            return;
        foreach (var track in _tracks.ToArray())
            Remove(track);
    }

    public void ReconcileSubscribers()
    {
        foreach (var other in participant.Room.Participants)
        {
            foreach (var track in _tracks)
                other.DataTrackSubscriptions.Reconcile(track);
        }
    }

    /// <summary>The participant leaves, and the others hear that from its last update.</summary>
    public void RemoveAll()
    {
        foreach (var track in _tracks)
            Detach(track);
        _tracks.Clear();
    }

    private void Remove(PublishedDataTrack track)
    {
        _tracks.Remove(track);
        Detach(track);
        participant.Send(new SignalResponse { UnpublishDataTrackResponse = new UnpublishDataTrackResponse { Info = track.Info } });
        Announce();
    }

    private static void Detach(PublishedDataTrack track)
    {
        foreach (var subscription in track.Subscriptions.ToArray())
            subscription.Subscriber.DataTrackSubscriptions.Remove(subscription);
    }

    private void Announce()
    {
        participant.Touch();
        participant.Room.CountsAreStale = true;
        participant.Room.Broadcast(participant);
    }

    private Reason? Refusal(PublishDataTrackRequest request)
    {
        if (!participant.Permission.CanPublishData)
            return Reason.NotAllowed;
        if (request.PubHandle is 0 or > ushort.MaxValue)
            return Reason.InvalidHandle;
        if (request.Name.Length is 0 or > RoomLimits.NameLength)
            return Reason.InvalidName;
        if (request.Schema?.Name.Length > RoomLimits.NameLength)
            return Reason.InvalidRequest;
        if (Find(request.PubHandle) is not null)
            return Reason.DuplicateHandle;
        if (_tracks.Exists(track => track.Info.Name == request.Name))
            return Reason.DuplicateName;
        if (_tracks.Count < participant.Room.Options.MaxTracksPerParticipant)
            return null;
        participant.Room.Options.Refusals.Count(Rooms.Refusal.Tracks);
        return Reason.LimitExceeded;
    }

    private static DataTrackInfo ToInfo(PublishDataTrackRequest request)
    {
        var info = new DataTrackInfo
        {
            PubHandle = request.PubHandle,
            Sid = LiveKit.Sid.NewDataTrack(),
            Name = request.Name,
            Encryption = request.Encryption,
            Schema = request.Schema,
        };
        if (request.HasFrameEncoding)
            info.FrameEncoding = request.FrameEncoding;
        return info;
    }
}
