using Treff.LiveKit.Protocol;
using Treff.Rtc;
using Treff.Sfu.Forwarding;
using Treff.Sfu.Rooms;
using SignalDescription = Treff.LiveKit.Protocol.SessionDescription;

namespace Treff.Sfu.Signal;

/// <summary>
/// Negotiation with a client that has one peer connection and always offers: what it publishes is found in the offer, what it is to
/// receive is put on its free receiving sections, and when there are too few it is asked for more.
/// </summary>
internal sealed class SinglePeerNegotiation : INegotiation
{
    // LiveKit's debounce: quick for the first change, slower while changes follow each other.
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan RepeatedDelay = TimeSpan.FromMilliseconds(150);

    // A client that has not offered so long after it was asked to is asked again.
    private static readonly TimeSpan RequirementTimeout = TimeSpan.FromSeconds(5);

    private readonly Participant _participant;
    private readonly OfferedSections _offered;
    private Timestamp _askedAt = Timestamp.Zero;
    private bool _isAsked;
    private int _askedAudios;
    private int _askedVideos;

    public SinglePeerNegotiation(Participant participant)
    {
        _participant = participant;
        _offered = new OfferedSections(participant);
    }

    public Timestamp NextTimeout { get; private set; } = Timestamp.Never;

    private IReadOnlyList<MediaSection> Sections => _offered.Sections;

    private IRoomHost Host => _participant.Room.Host;

    public void HandleOffer(SignalDescription offer)
    {
        if (!_offered.TryTake(offer))
        {
            _participant.Room.Remove(_participant, DisconnectReason.StateMismatch, LeaveRequest.Types.Action.Reconnect);
            return;
        }

        _isAsked = false;
        _askedAudios = 0;
        _askedVideos = 0;
        var published = _offered.MatchPublications();
        var bound = BindSubscriptions();
        _offered.Answer(offer.Id);
        foreach (var track in published)
            _participant.Room.OnTrackPublished(track);
        _participant.Bandwidth.Tick(Host.Now);
        foreach (var subscription in bound)
            subscription.Begin(Host.Now);
        Request();
    }

    public void Start()
    {
        // The client begins.
    }

    public void HandleAnswer(SignalDescription answer)
    {
        // Nothing was offered.
    }

    public void OnResumed()
    {
        // What was asked for may have been lost with the signalling connection; the client offers anew anyway.
        _isAsked = false;
        _askedAudios = 0;
        _askedVideos = 0;
        NextTimeout = Timestamp.Never;
    }

    public void MatchLate() => _offered.MatchLate();

    /// <summary>The client is asked for an offer soon.</summary>
    public void Request()
    {
        if (Sections.Count == 0 || !HasNeed())
            return;
        var now = Host.Now;
        var delay = now - _askedAt > RepeatedDelay ? FirstDelay : RepeatedDelay;
        if (NextTimeout == Timestamp.Never || now + delay < NextTimeout)
            NextTimeout = now + delay;
        _participant.Room.Reschedule();
    }

    public void HandleTimeout(Timestamp now)
    {
        if (now < NextTimeout)
            return;
        NextTimeout = Timestamp.Never;
        if (!HasNeed())
            return;
        var audios = Missing(SectionKind.Audio) - _askedAudios;
        var videos = Missing(SectionKind.Video) - _askedVideos;
        var isOverdue = _isAsked && now - _askedAt >= RequirementTimeout;
        if (!_isAsked || isOverdue || audios > 0 || videos > 0)
            Ask(now, Math.Max(0, audios), Math.Max(0, videos));
        NextTimeout = _askedAt + RequirementTimeout;
    }

    /// <summary>The section is answered inactive next, and may be used again after that.</summary>
    public void Release(Subscription subscription)
    {
        if (subscription.Section is { } section)
        {
            section.Subscription = null;
            section.IsReleasing = true;
        }

        subscription.Unbind();
        Request();
    }

    private List<Subscription> BindSubscriptions()
    {
        var bound = new List<Subscription>();
        foreach (var subscription in _participant.Subscriptions.Waiting())
        {
            var kind = subscription.Track.Kind == MediaKind.Audio ? SectionKind.Audio : SectionKind.Video;
            var section = Sections.FirstOrDefault(candidate => candidate.Kind == kind && candidate.IsFree);
            if (section is null)
                continue;
            if (TryBind(subscription, section))
                bound.Add(subscription);
            else
                _participant.Subscriptions.OnUnsupported(subscription);
        }

        return bound;
    }

    private bool TryBind(Subscription subscription, MediaSection section)
    {
        if (CodecChoice.Choose(subscription, section.Codecs) is not { } codec)
            return false;
        var extensions = AnswerWriter.SendExtensions(section, _offered.AllowsMixed);
        subscription.Bind(section, SendStreams.Add(_participant, section, subscription.Track, codec, extensions));
        section.Subscription = subscription;
        section.WasUsed = true;
        return true;
    }

    private bool HasNeed() => Sections.Count > 0 && (_participant.Subscriptions.Waiting().Any() || Sections.Any(section => section.IsReleasing));

    /// <summary>Sections of a kind that the client would have to add.</summary>
    private int Missing(SectionKind kind)
    {
        var waiting = _participant.Subscriptions.Waiting()
            .Count(subscription => (subscription.Track.Kind == MediaKind.Audio) == (kind == SectionKind.Audio));
        var usable = Sections.Count(section => section.Kind == kind && (section.IsFree || (section.IsReleasing && section.ClientOnlyReceives)));
        return Math.Max(0, waiting - usable);
    }

    private void Ask(Timestamp now, int audios, int videos)
    {
        _isAsked = true;
        _askedAt = now;
        _askedAudios += audios;
        _askedVideos += videos;
        _participant.Send(new SignalResponse
        {
            MediaSectionsRequirement = new MediaSectionsRequirement { NumAudios = (uint)audios, NumVideos = (uint)videos },
        });
    }
}
