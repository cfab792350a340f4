using Treff.LiveKit.Protocol;
using Treff.Rtc;
using Treff.Rtc.Streams;
using Treff.Sfu.Forwarding;
using Treff.Sfu.Rooms;

namespace Treff.Sfu.Signal;

/// <summary>What one participant publishes: announced by add_track, there once its m-line is negotiated.</summary>
internal sealed class Publications(Participant participant)
{
    // LiveKit: more requests for one track than this are refused.
    private const int MaxQueued = 20;

    private readonly List<PublishedTrack> _tracks = [];
    private readonly List<PendingTrack> _pending = [];
    private readonly List<AddTrackRequest> _queued = [];
    private SubscriptionPermission _permission = new() { AllParticipants = true };

    public IReadOnlyList<PublishedTrack> Tracks => _tracks;

    public PublishedTrack? Find(string trackSid) => _tracks.Find(track => track.Sid == trackSid);

    /// <summary>Announced or published.</summary>
    public bool Knows(string trackSid) => Find(trackSid) is not null || _pending.Exists(pending => pending.Info.Sid == trackSid);

    /// <summary>The client wants to publish. It learns the track's sid at once and refusals by request_response.</summary>
    public void Add(AddTrackRequest request)
    {
        if (Refusal(request) is { } reason)
        {
            participant.Send(RequestResponses.Create(reason, request));
            return;
        }

        if (IsTaken(request.Cid))
        {
            var isFull = _queued.Count >= MaxQueued;
            if (!isFull)
                _queued.Add(request);
            participant.Send(RequestResponses.Create(
                isFull ? RequestResponse.Types.Reason.LimitExceeded : RequestResponse.Types.Reason.Queued, request));
            return;
        }

        var pending = request.Sid.Length > 0 ? PendingTrack.CreateBackup(request, Find(request.Sid)!) : PendingTrack.Create(request);
        _pending.Add(pending);
        participant.Send(new SignalResponse { TrackPublished = new TrackPublishedResponse { Cid = request.Cid, Track = pending.Info.Clone() } });
        participant.Negotiation.MatchLate();
    }

    /// <summary>
    /// Finds the announced track that a sending section carries: by the client's name for it, else (Firefox invents names) the oldest
    /// announced one of the kind.
    /// </summary>
    /// <param name="section">The client sends on it.</param>
    /// <param name="isAnswered">The answer to it is out already, without redundant audio.</param>
    public PublishedTrack? Match(MediaSection section, bool isAnswered)
    {
        var cid = section.OfferedCid;
        var type = section.Kind == SectionKind.Audio ? TrackType.Audio : TrackType.Video;
        var pending = _pending.Find(candidate => candidate.Info.Type == type && candidate.Cid == cid);
        if (pending is null && (cid is null || cid != section.LastPublishedCid))
            pending = _pending.Find(candidate => candidate.Info.Type == type);
        if (pending is null)
            return null;
        _pending.Remove(pending);
        section.LastPublishedCid = cid;
        section.Prefer(pending.PreferredCodec);
        // Encrypted redundancy could not be taken apart for those who do not take it.
        section.AllowsRed = !isAnswered && !pending.Info.DisableRed && pending.Info.Encryption == Encryption.Types.Type.None;
        var info = pending.Complete(section, participant.Room.Host.UtcNow);
        var track = pending.Primary?.AddBackup(section, section.Codecs[0]) ?? new PublishedTrack(participant, info, section, section.Codecs[0]);
        section.Track = track;
        if (pending.Primary is null)
            _tracks.Add(track);
        participant.Touch();
        return track;
    }

    /// <summary>The first packet of a new source: it is a layer of the track on its section.</summary>
    public void AttachStream(Timestamp now, ReceiveStream stream)
    {
        if (FindBySection(stream.Mid) is not { } track)
            return;
        var index = track.Section.LayerOf(stream.Rid, stream.Ssrc);
        track.AddLayer(now, stream, index);
        PendingTrack.TakeSsrc(track.Info, track.CodecIndex, index, stream.Ssrc);
    }

    /// <summary>Muting is told to everybody, to the publisher too: it corrects us when that is not what it wanted.</summary>
    public bool TryMute(string trackSid, bool muted)
    {
        if (_pending.Find(candidate => candidate.Info.Sid == trackSid) is { } pending)
        {
            pending.Info.Muted = muted;
            return true;
        }

        if (Find(trackSid) is not { } track)
            return false;
        if (track.Info.Muted == muted)
            return true;
        track.SetMuted(participant.Room.Host.Now, muted);
        participant.Touch();
        participant.Room.Broadcast(participant);
        return true;
    }

    public void Update(UpdateLocalAudioTrack update)
    {
        if (Find(update.TrackSid) is not { } track)
            return;
        track.Info.AudioFeatures.Clear();
        track.Info.AudioFeatures.AddRange(update.Features);
        participant.Touch();
        participant.Room.Broadcast(participant);
    }

    public void Update(UpdateLocalVideoTrack update)
    {
        if (Find(update.TrackSid) is not { } track)
            return;
        track.Info.Width = update.Width;
        track.Info.Height = update.Height;
        participant.Touch();
        participant.Room.Broadcast(participant);
    }

    /// <summary>Who may receive what: the publisher's own rule, everybody by default.</summary>
    public void SetPermission(SubscriptionPermission permission)
    {
        _permission = permission;
        ReconcileSubscribers();
    }

    public void ReconcileSubscribers()
    {
        foreach (var other in participant.Room.Participants)
        {
            foreach (var track in _tracks)
                other.Subscriptions.Reconcile(track);
        }
    }

    public bool Allows(Participant subscriber, PublishedTrack track)
    {
        if (_permission.AllParticipants || subscriber.Permission.Recorder)
            return true;
        foreach (var permission in _permission.TrackPermissions)
        {
            var isMeant = permission.ParticipantIdentity.Length > 0
                ? permission.ParticipantIdentity == subscriber.Identity
                : permission.ParticipantSid == subscriber.Sid;
            if (isMeant && (permission.AllTracks || permission.TrackSids.Contains(track.Sid)))
                return true;
        }

        return false;
    }

    /// <summary>Ends what the participant may no longer publish.</summary>
    public void EnforcePermission()
    {
        _pending.RemoveAll(pending => !MayPublish(pending.Info.Source));
        foreach (var track in _tracks.Where(track => !MayPublish(track.Info.Source)).ToArray())
        {
            participant.Send(new SignalResponse { TrackUnpublished = new TrackUnpublishedResponse { TrackSid = track.Sid } });
            Remove(track);
        }
    }

    public void Remove(PublishedTrack track)
    {
        if (track.Primary != track)
        {
            RemoveBackup(track);
            return;
        }

        if (!_tracks.Remove(track))
            return;
        _pending.RemoveAll(pending => pending.Primary == track);
        Detach(track);
        participant.Touch();
        participant.Room.OnTrackUnpublished(track);
        if (_queued.Find(request => !IsTaken(request.Cid)) is { } next)
        {
            _queued.Remove(next);
            Add(next);
        }
    }

    /// <summary>The participant leaves: one update tells it all, the events still name every track.</summary>
    public void RemoveAll()
    {
        _queued.Clear();
        _pending.Clear();
        foreach (var track in _tracks.ToArray())
        {
            _tracks.Remove(track);
            Detach(track);
            participant.Room.Events.TrackUnpublished(track);
        }
    }

    private void RemoveBackup(PublishedTrack backup)
    {
        if (backup.Primary.Backup != backup)
            return;
        var codec = backup.Info.Codecs[backup.CodecIndex];
        (codec.Cid, codec.SdpCid, codec.Mid) = ("", "", "");
        backup.Primary.RemoveBackup();
        SecondCodec.OnUnpublished(backup);
        Detach(backup);
        participant.Touch();
        participant.Room.Broadcast(participant);
    }

    private PublishedTrack? FindBySection(string? mid)
    {
        foreach (var track in _tracks)
        {
            if (track.Section.Mid == mid)
                return track;
            if (track.Backup?.Section.Mid == mid)
                return track.Backup;
        }

        return null;
    }

    private static void Detach(PublishedTrack track)
    {
        if (track.Backup is { } backup)
            Detach(backup);
        track.Section.Track = null;
        foreach (var layer in track.Layers)
            layer.Stream.Owner = null;
        foreach (var subscription in track.Subscriptions.ToArray())
            subscription.Subscriber.Subscriptions.Remove(subscription);
    }

    private bool IsTaken(string cid) =>
        _pending.Exists(pending => pending.Cid == cid) || _tracks.Exists(track => track.Info.Codecs.Any(codec => codec.Cid == cid));

    private bool MayPublish(TrackSource source)
    {
        var permission = participant.Permission;
        return permission.CanPublish && (permission.CanPublishSources.Count == 0 || permission.CanPublishSources.Contains(source));
    }

    private RequestResponse.Types.Reason? Refusal(AddTrackRequest request)
    {
        if (!MayPublish(request.Source))
            return RequestResponse.Types.Reason.NotAllowed;
        if (request.Type is not (TrackType.Audio or TrackType.Video))
            return RequestResponse.Types.Reason.UnsupportedType;
        if (request.Sid.Length > 0 && Find(request.Sid) is null)
            return RequestResponse.Types.Reason.NotFound;
        if (request.Name.Length > RoomLimits.NameLength || request.Cid.Length is 0 or > RoomLimits.NameLength)
            return RequestResponse.Types.Reason.InvalidRequest;
        if (request.Sid.Length > 0)
            return RefusalOfBackup(Find(request.Sid)!);
        if (_tracks.Count + _pending.Count < participant.Room.Options.MaxTracksPerParticipant)
            return null;
        participant.Room.Options.Refusals.Count(Rooms.Refusal.Tracks);
        return RequestResponse.Types.Reason.LimitExceeded;
    }

    /// <summary>A second codec for a published video; there is no third.</summary>
    private RequestResponse.Types.Reason? RefusalOfBackup(PublishedTrack track)
    {
        if (track.Info.Type != TrackType.Video)
            return RequestResponse.Types.Reason.UnsupportedType;
        return track.Backup is not null || _pending.Exists(pending => pending.Primary == track) ? RequestResponse.Types.Reason.LimitExceeded : null;
    }
}
