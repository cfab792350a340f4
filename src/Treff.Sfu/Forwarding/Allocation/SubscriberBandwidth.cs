using Treff.LiveKit.Protocol;
using Treff.Rtc;
using Treff.Rtc.Congestion;
using Treff.Sfu.Rooms;

namespace Treff.Sfu.Forwarding.Allocation;

/// <summary>
/// What one subscriber is sent of everything it wants, by the estimate of its network: divided anew when something changes, at most every
/// tenth of a second, and at once when what is sent has become too much. Without an estimate nothing is held back.
/// </summary>
/// <param name="participant">The subscriber.</param>
/// <param name="mayPause">The client agreed that video may stop where not even its lowest layer fits.</param>
internal sealed class SubscriberBandwidth(Participant participant, bool mayPause)
{
    // Opus with its headers, for the few who speak at the same time: kept free before anybody does.
    private const long BitsPerSecondOfAudio = 40_000;
    private const int SpeakersAtATime = 3;

    // What a video weighs without a priority; 255, the highest, makes it five times as heavy.
    private const int NeutralPriority = 64;

    // Rates of layers change without an event.
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private readonly List<VideoDemand> _demands = [];
    private readonly List<Subscription> _videos = [];
    private readonly AllocationPlan _plan = new();
    private readonly RaiseHold _hold = new();
    private readonly RecentLow _lately = new();
    private readonly PausedVideos _paused = new(participant);
    private readonly long[] _rates = new long[LayerTarget.MaxLayers * LayerTarget.MaxLayers];
    private BandwidthEstimate _estimate = BandwidthEstimate.Unknown;
    private Timestamp _next = Timestamp.Zero;
    private bool _isDue;
    private bool _isLimiting;

    /// <summary>A limit that the client asked for to see what happens (<c>simulate subscriber_bandwidth</c>); 0 is none.</summary>
    public long SimulatedBitsPerSecond { get; private set; }

    private long BitsPerSecond
    {
        get
        {
            var estimate = _estimate.IsKnown ? _estimate.TargetBitsPerSecond : BandwidthEstimate.UnlimitedBitsPerSecond;
            return SimulatedBitsPerSecond > 0 ? Math.Min(estimate, SimulatedBitsPerSecond) : estimate;
        }
    }

    private bool IsLimited => _estimate.IsKnown || SimulatedBitsPerSecond > 0;

    public void OnEstimate(Timestamp now, in BandwidthEstimate estimate)
    {
        _estimate = estimate;
        _lately.Observe(now, BitsPerSecond);
        _isDue = true;
        if (_isLimiting && Reserve(now) + _plan.Granted > BitsPerSecond)
            Divide(now);
    }

    public void Simulate(Timestamp now, long bitsPerSecond)
    {
        SimulatedBitsPerSecond = bitsPerSecond;
        Divide(now);
    }

    /// <summary>Something is there, or is not there any more: looked at soon.</summary>
    public void Review() => _isDue = true;

    /// <summary>The subscriber wants something else.</summary>
    public void OnWantedChanged(Timestamp now)
    {
        _isDue = true;
        _hold.Reset(now);
    }

    /// <summary>A video begins to flow. Clients with two connections are told, as LiveKit does.</summary>
    public void OnStarted(Subscription video)
    {
        if (!participant.HasTwoConnections)
            return;
        var update = new StreamStateUpdate { StreamStates = { PausedVideos.State(video.Track, StreamState.Active) } };
        participant.Send(new SignalResponse { StreamStateUpdate = update });
    }

    /// <summary>The client is back on a new socket: it may have missed which videos are paused, and which are not any more.</summary>
    public void TellStates() =>
        _paused.TellAll(participant.Subscriptions.All.Where(static video => video is { Track.Kind: MediaKind.Video, Stream: not null }));

    /// <summary>Divides when there is a reason to.</summary>
    public void Tick(Timestamp now)
    {
        if (_isDue || (IsLimited && now >= _next))
            Divide(now);
    }

    private void Divide(Timestamp now)
    {
        _isDue = false;
        _next = now + Interval;
        if (!IsLimited)
        {
            Release(now);
            return;
        }

        _isLimiting = true;
        Collect(now);
        var reserve = Reserve(now);
        var reliably = _lately.Observe(now, BitsPerSecond);
        var mayRaise = _hold.MayRaise(now, reliably) && !_estimate.IsCongested;
        _plan.Apply(_demands, Math.Max(0, BitsPerSecond - reserve), Math.Max(0, reliably - reserve), mayRaise);
        _hold.Observe(now, _plan, BitsPerSecond);
        foreach (var video in _videos)
            video.SetGranted(now, video.Demand.Granted);
        _paused.Tell(_videos);
        participant.SubscriberLink.SetBandwidthDemand(_plan.ToDemand(reserve));
    }

    private void Release(Timestamp now)
    {
        if (!_isLimiting)
            return;
        _isLimiting = false;
        _videos.Clear();
        foreach (var subscription in participant.Subscriptions.All)
        {
            subscription.Demand.Forget();
            subscription.SetGranted(now, LayerTarget.Unbounded);
            if (subscription.Track.Kind == MediaKind.Video)
                _videos.Add(subscription);
        }

        _paused.Tell(_videos);
        participant.SubscriberLink.SetBandwidthDemand(BandwidthDemand.Satisfied);
    }

    /// <summary>Everything that could be sent now, the first ones first, then by size.</summary>
    private void Collect(Timestamp now)
    {
        _videos.Clear();
        _demands.Clear();
        foreach (var subscription in participant.Subscriptions.All)
        {
            if (subscription.Track.Kind != MediaKind.Video || subscription.Stream is null)
                continue;
            if (subscription.Wanted.IsPaused || subscription.Track.Info.Muted)
                subscription.Demand.Forget();
            else
                _videos.Add(subscription);
        }

        for (var i = 0; i < _videos.Count; i++)
            Update(now, _videos[i], i);
        _videos.Sort(static (a, b) => Compare(a.Demand, b.Demand));
        foreach (var video in _videos)
            _demands.Add(video.Demand);
    }

    private void Update(Timestamp now, Subscription video, int order)
    {
        var track = video.Track;
        for (var i = 0; i < _rates.Length; i++)
            _rates[i] = track.BitsPerSecondFor(now, new LayerTarget(i / LayerTarget.MaxLayers, i % LayerTarget.MaxLayers));
        video.Demand.Rebuild(_rates, video.Wanted);
        video.Demand.Order = order;
        video.Demand.MayPause = mayPause;
        video.Demand.IsFirst = track.Info.Source == TrackSource.ScreenShare || track.Publisher == participant.Room.Speaker;
        video.Demand.Weight = Math.Max(1, video.ShownPixels) * (NeutralPriority + video.Priority);
    }

    private static int Compare(VideoDemand a, VideoDemand b)
    {
        if (a.IsFirst != b.IsFirst)
            return a.IsFirst ? -1 : 1;
        return a.Weight == b.Weight ? a.Order - b.Order : b.Weight.CompareTo(a.Weight);
    }

    /// <summary>What is kept for sound: the measured rate of all of it, and never less than some people speaking need.</summary>
    private long Reserve(Timestamp now)
    {
        long measured = 0;
        var count = 0;
        foreach (var subscription in participant.Subscriptions.All)
        {
            if (subscription.Track.Kind != MediaKind.Audio || subscription.Stream is null || subscription.Track.Info.Muted)
                continue;
            count++;
            measured += subscription.Track.BitsPerSecondFor(now, LayerTarget.Lowest);
        }

        return Math.Max(measured, BitsPerSecondOfAudio * Math.Min(count, SpeakersAtATime));
    }
}
