using Treff.LiveKit.Protocol;
using Treff.Sfu.Rooms;

namespace Treff.Sfu.DataTracks;

/// <summary>The data tracks that one participant receives: those it asked for, or all when it connected so.</summary>
internal sealed class DataTrackSubscriptions(Participant participant, bool isAutomatic)
{
    // Wishes kept for tracks that may not be there yet; more than a meeting has.
    private const int MaxWishes = 2000;

    private readonly List<DataTrackSubscription> _all = [];

    /// <summary>Tracks for which the client wants the other thing than what is automatic.</summary>
    private readonly HashSet<string> _exceptions = [];

    private ushort _lastHandle;

    public IReadOnlyList<DataTrackSubscription> All => _all;

    /// <summary>The client learns the number of each track that it now receives, also of one that it received before.</summary>
    public void Update(UpdateDataSubscription update)
    {
        var handles = new DataTrackSubscriberHandles();
        foreach (var each in update.Updates)
        {
            Remember(each.TrackSid, each.Subscribe);
            if (participant.Room.FindDataTrack(each.TrackSid) is not { } track)
                continue;
            TryReconcile(track);
            if (each.Subscribe && Find(track) is { } subscription)
                Add(handles, subscription);
        }

        Tell(handles);
    }

    /// <summary>Brings one track in line with wishes and rights.</summary>
    public void Reconcile(PublishedDataTrack track)
    {
        if (!TryReconcile(track) || Find(track) is not { } subscription)
            return;
        var handles = new DataTrackSubscriberHandles();
        Add(handles, subscription);
        Tell(handles);
    }

    public void ReconcileAll()
    {
        foreach (var other in participant.Room.Participants)
        {
            foreach (var track in other.DataTracks.Tracks)
                Reconcile(track);
        }
    }

    public void Remove(DataTrackSubscription subscription)
    {
        if (_all.Remove(subscription))
            subscription.Track.Remove(subscription);
    }

    /// <summary>The participant leaves.</summary>
    public void RemoveAll()
    {
        foreach (var subscription in _all)
            subscription.Track.Remove(subscription);
        _all.Clear();
    }

    private DataTrackSubscription? Find(PublishedDataTrack track) => _all.Find(subscription => subscription.Track == track);

    private void Remember(string sid, bool isWished)
    {
        if (isWished == isAutomatic)
            _exceptions.Remove(sid);
        else if (_exceptions.Count < MaxWishes)
            _exceptions.Add(sid);
    }

    /// <summary>True when something changed.</summary>
    private bool TryReconcile(PublishedDataTrack track)
    {
        var isWanted = MayReceive(track) && isAutomatic != _exceptions.Contains(track.Sid);
        var existing = Find(track);
        if (isWanted == existing is not null)
            return false;
        if (existing is not null)
        {
            Remove(existing);
            return true;
        }

        var subscription = new DataTrackSubscription(participant, track, NextHandle());
        _all.Add(subscription);
        track.Add(subscription);
        return true;
    }

    private bool MayReceive(PublishedDataTrack track) =>
        track.Publisher != participant && !track.Publisher.IsHidden && participant.Permission.CanSubscribe;

    /// <summary>Not used at present, and as long ago as can be: packets of the track that had it may still be on their way.</summary>
    private ushort NextHandle()
    {
        do
            _lastHandle++;
        while (_lastHandle == 0 || _all.Exists(subscription => subscription.Handle == _lastHandle));
        return _lastHandle;
    }

    private static void Add(DataTrackSubscriberHandles handles, DataTrackSubscription subscription) =>
        handles.SubHandles[subscription.Handle] = new DataTrackSubscriberHandles.Types.PublishedDataTrack
        {
            PublisherIdentity = subscription.Track.Publisher.Identity,
            PublisherSid = subscription.Track.Publisher.Sid,
            TrackSid = subscription.Track.Sid,
        };

    private void Tell(DataTrackSubscriberHandles handles)
    {
        if (handles.SubHandles.Count > 0)
            participant.Send(new SignalResponse { DataTrackSubscriberHandles = handles });
    }
}
