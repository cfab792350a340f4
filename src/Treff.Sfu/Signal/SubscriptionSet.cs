using Treff.LiveKit.Protocol;
using Treff.Rtc;
using Treff.Sfu.Forwarding;
using Treff.Sfu.Rooms;

namespace Treff.Sfu.Signal;

/// <summary>What one participant receives: everything it may, or what it asked for.</summary>
internal sealed class SubscriptionSet
{
    // Explicit wishes kept per participant; more than a meeting has tracks.
    private const int MaxWishes = 2000;

    // Frame rates are measured over a second, so looking more often shows nothing new.
    private static readonly TimeSpan FrameRateInterval = TimeSpan.FromSeconds(1);

    private readonly Participant _participant;
    private readonly ConnectionSettings _settings;
    private readonly List<Subscription> _subscriptions = [];
    private readonly Dictionary<string, bool> _wishes = [];
    private readonly HashSet<string> _allowed = [];
    private readonly Dictionary<string, UpdateTrackSettings> _trackSettings = [];
    private Timestamp _nextFrameRates = Timestamp.Zero;

    public SubscriptionSet(Participant participant, ConnectionSettings settings)
    {
        _participant = participant;
        _settings = settings;
    }

    public IReadOnlyList<Subscription> All => _subscriptions;

    /// <summary>Those without a section, oldest first.</summary>
    public IEnumerable<Subscription> Waiting() => _subscriptions.Where(subscription => subscription is { Section: null, IsUnsupported: false, AwaitsBackup: false }).ToArray();

    public bool Hears(Participant other) => _subscriptions.Exists(subscription => subscription.Track.Publisher == other);

    /// <summary>Whoever asked for a frame rate gets the layers that have it now.</summary>
    public void Tick(Timestamp now)
    {
        if (now < _nextFrameRates)
            return;
        _nextFrameRates = now + FrameRateInterval;
        foreach (var subscription in _subscriptions)
        {
            if (_trackSettings.TryGetValue(subscription.Track.Sid, out var settings) && settings.Fps > 0)
                Apply(subscription, settings);
        }
    }

    /// <summary>Brings what is subscribed in line with wishes and permissions, for one track.</summary>
    public void Reconcile(PublishedTrack track)
    {
        var existing = _subscriptions.Find(subscription => subscription.Track.Primary == track);
        var isAllowed = IsAllowed(track);
        if (existing is null && isAllowed && IsWished(track))
            Add(track);
        else if (existing is not null && !(isAllowed && IsWished(track)))
            Remove(existing, track.Publisher.Publications.Allows(_participant, track) ? null : false);
    }

    public void ReconcileAll()
    {
        foreach (var other in _participant.Room.Participants)
        {
            foreach (var track in other.Publications.Tracks)
                Reconcile(track);
        }
    }

    public void Update(IEnumerable<string> trackSids, IEnumerable<ParticipantTracks> participantTracks, bool subscribe)
    {
        foreach (var trackSid in trackSids.Concat(participantTracks.SelectMany(tracks => tracks.TrackSids)).Distinct())
        {
            if (_wishes.Count < MaxWishes || _wishes.ContainsKey(trackSid))
                _wishes[trackSid] = subscribe;
            if (_participant.Room.FindTrack(trackSid) is { } track)
                Reconcile(track);
        }
    }

    /// <summary>How large a track is shown, or that it is not.</summary>
    public void SetTrackSettings(UpdateTrackSettings settings)
    {
        foreach (var trackSid in settings.TrackSids)
        {
            if (_trackSettings.Count < MaxWishes || _trackSettings.ContainsKey(trackSid))
                _trackSettings[trackSid] = settings;
            if (_subscriptions.Find(subscription => subscription.Track.Sid == trackSid) is { } subscription)
                Apply(subscription, settings);
        }
    }

    /// <summary>A client that is back had switched these off.</summary>
    public void Disable(IEnumerable<string> trackSids)
    {
        foreach (var trackSid in trackSids)
        {
            var settings = _trackSettings.TryGetValue(trackSid, out var known) ? known.Clone() : new UpdateTrackSettings();
            settings.TrackSids.Clear();
            settings.TrackSids.Add(trackSid);
            settings.Disabled = true;
            SetTrackSettings(settings);
        }
    }

    public void OnConnected()
    {
        foreach (var subscription in _subscriptions)
            subscription.Begin(_participant.Room.Host.Now);
        foreach (var publisher in _subscriptions.Select(subscription => subscription.Track.Publisher).Distinct())
            Introduce(publisher);
    }

    /// <summary>The connection is up again after <see cref="OnInterrupted"/>.</summary>
    public void OnRestored()
    {
        foreach (var subscription in _subscriptions)
            subscription.Resume(_participant.Room.Host.Now);
    }

    /// <summary>Nothing has come on the connection for a while: ICE still hopes, media waits.</summary>
    public void OnInterrupted()
    {
        foreach (var subscription in _subscriptions)
            subscription.Interrupt();
    }

    /// <summary>The client offered no payload type for the track's codec, nor for one that its publisher could add.</summary>
    public void OnUnsupported(Subscription subscription)
    {
        if (subscription.AwaitsBackup)
            return;
        subscription.IsUnsupported = true;
        _participant.Send(new SignalResponse
        {
            SubscriptionResponse = new SubscriptionResponse { TrackSid = subscription.Track.Sid, Err = SubscriptionError.SeCodecUnsupported },
        });
    }

    /// <param name="subscription">One of this set.</param>
    /// <param name="allowed">False tells the client that it may no longer receive the track.</param>
    public void Remove(Subscription subscription, bool? allowed = null)
    {
        if (!_subscriptions.Remove(subscription))
            return;
        subscription.Track.Remove(subscription);
        if (allowed is { } value)
            TellPermission(subscription.Track, value);
        _participant.Negotiation.Release(subscription);
        if (!Hears(subscription.Track.Publisher))
            _participant.Room.Speakers.Withdraw(subscription.Track.Publisher, _participant);
    }

    /// <summary>The participant leaves.</summary>
    public void RemoveAll()
    {
        foreach (var subscription in _subscriptions)
            subscription.Track.Remove(subscription);
        _subscriptions.Clear();
    }

    private void Add(PublishedTrack track)
    {
        var isFirst = !Hears(track.Publisher);
        var subscription = new Subscription(_participant, track, new LayerTarget(_settings.AdaptiveStream ? 0 : int.MaxValue, int.MaxValue));
        _subscriptions.Add(subscription);
        track.Add(subscription);
        if (_trackSettings.TryGetValue(track.Sid, out var settings))
            Apply(subscription, settings);
        else
            subscription.ShownPixels = RequestedLayers.Pixels(track, null, subscription.Wanted);
        TellPermission(track, allowed: true);
        _participant.Negotiation.Request();
        // Before its media is up a client may not know the others yet.
        if (isFirst && _participant.WasActive)
            Introduce(track.Publisher);
    }

    private void Introduce(Participant publisher)
    {
        _participant.Room.Speakers.Introduce(publisher, _participant);
        _participant.Room.Quality.Introduce(publisher, _participant);
    }

    private bool IsAllowed(PublishedTrack track) =>
        track.Publisher != _participant
        && !track.Publisher.IsHidden
        && _participant.Permission.CanSubscribe
        && track.Publisher.Publications.Allows(_participant, track);

    private bool IsWished(PublishedTrack track) => _wishes.TryGetValue(track.Sid, out var wish) ? wish : _settings.AutoSubscribe;

    private void Apply(Subscription subscription, UpdateTrackSettings settings)
    {
        var now = _participant.Room.Host.Now;
        var wanted = RequestedLayers.Of(now, subscription.Track, settings);
        subscription.ShownPixels = RequestedLayers.Pixels(subscription.Track, settings, wanted);
        subscription.Priority = (int)Math.Min(settings.Priority, byte.MaxValue);
        subscription.SetWanted(now, wanted);
    }

    /// <summary>The publisher's rule, once and whenever it changes.</summary>
    private void TellPermission(PublishedTrack track, bool allowed)
    {
        if (_allowed.Count >= MaxWishes)
            _allowed.Clear();
        if (!(allowed ? _allowed.Add(track.Sid) : _allowed.Remove(track.Sid)))
            return;
        _participant.Send(new SignalResponse
        {
            SubscriptionPermissionUpdate = new SubscriptionPermissionUpdate
            {
                ParticipantSid = track.Publisher.Sid,
                TrackSid = track.Sid,
                Allowed = allowed,
            },
        });
    }
}
