using Treff.LiveKit.Protocol;
using Treff.Rtc;
using Treff.Rtc.Sctp.DataChannels;
using Treff.Rtc.Sdp;
using Treff.Sfu.Data;
using Treff.Sfu.Forwarding;
using Treff.Sfu.Rooms;
using Sdp = Treff.Rtc.Sdp.SessionDescription;
using SignalDescription = Treff.LiveKit.Protocol.SessionDescription;

namespace Treff.Sfu.Signal;

/// <summary>
/// The peer connection that we offer: the first offer carries data channels alone, each later one the tracks that there are then. One
/// offer is out at a time; what changes meanwhile is in the next.
/// </summary>
internal sealed class SubscriberOffers
{
    // LiveKit's debounce: quick for the first change, slower while changes follow each other.
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan RepeatedDelay = TimeSpan.FromMilliseconds(150);

    // LiveKit: a client that has not answered by then has another idea of the session than we have.
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(15);

    private static readonly DataChannelOptions Lossy = new() { IsOrdered = false, MaxRetransmits = 0 };

    private readonly Participant _participant;
    private readonly List<MediaSection> _sections = [new MediaSection("0", SectionKind.Data)];
    private readonly List<MediaSection> _released = [];
    private readonly ulong _sessionId;
    private ulong _version;
    private uint _id;
    private bool _isStarted;
    private bool _isOut;
    private bool _allowsMixed;
    private Timestamp _offeredAt = Timestamp.Zero;
    private Timestamp _offerAt = Timestamp.Never;

    public SubscriberOffers(Participant participant)
    {
        _participant = participant;
        _sessionId = LocalTransport.NewSessionId(Host.Random);
        // LiveKit begins anywhere from 2 to 256, so that an answer from an earlier session matches none of this one.
        _id = 1 + (Host.Random.NextUInt32() & 0xFF);
    }

    public Timestamp NextTimeout => _isOut ? _offeredAt + AnswerTimeout : _offerAt;

    private IRoomHost Host => _participant.Room.Host;

    private bool HasNeed => _sections.Exists(section => section.IsReleasing) || _participant.Subscriptions.Waiting().Any();

    /// <summary>The first offer. The channels have to exist before, or it would hold no section at all.</summary>
    public void Start()
    {
        if (_isStarted)
            return;
        _isStarted = true;
        if (_participant.SubscriberIsPrimary)
        {
            _participant.SubscriberLink.OpenDataChannel(DataChannelLabels.Reliable, DataChannelOptions.Reliable);
            _participant.SubscriberLink.OpenDataChannel(DataChannelLabels.Lossy, Lossy);
            _participant.SubscriberLink.OpenDataChannel(DataChannelLabels.DataTrack, Lossy);
        }

        Offer();
    }

    public void Request()
    {
        if (!HasNeed)
            return;
        if (!_isStarted)
            Start();
        if (_isOut)
            return;
        var now = Host.Now;
        var delay = now - _offeredAt > RepeatedDelay ? FirstDelay : RepeatedDelay;
        _offerAt = Timestamp.Min(_offerAt, now + delay);
        _participant.Room.Reschedule();
    }

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

    /// <summary>The client is on a new signalling connection: it gets an offer with new credentials, whatever became of the last one.</summary>
    public void Restart()
    {
        if (!_isStarted)
            return;
        _participant.SubscriberLink.RestartIce();
        BindWaiting();
        Offer();
    }

    public void HandleTimeout(Timestamp now)
    {
        if (now < NextTimeout)
            return;
        if (_isOut)
            OnUnanswered(now);
        else
            OfferTracks();
    }

    /// <summary>Ids other than that of the offer that is out belong to something older. Some clients number nothing.</summary>
    public void HandleAnswer(SignalDescription answer)
    {
        if (!_isOut || (answer.Id != 0 && answer.Id != _id))
            return;
        if (!Sdp.TryParse(answer.Sdp, out var sdp, out _) || !IsAnswer(sdp) || !RemoteTransport.TryTakeAnswer(_participant.SubscriberLink, sdp))
        {
            GiveUp();
            return;
        }

        _isOut = false;
        _offerAt = Timestamp.Never;
        _allowsMixed = sdp.ExtmapAllowMixed || sdp.Media.Exists(media => media.ExtmapAllowMixed);
        foreach (var section in _released)
            section.IsReleasing = false;
        _released.Clear();
        _participant.Bandwidth.Tick(Host.Now);
        for (var i = 0; i < _sections.Count && i < sdp.Media.Count; i++)
            TakeAnswer(_sections[i], sdp.Media[i]);
        if (HasNeed)
            OfferTracks();
        else
            _participant.Room.Reschedule();
    }

    private static bool Accepts(MediaDescription answer, Subscription subscription) =>
        !answer.IsRejected && answer.PayloadTypes.Contains(subscription.Stream!.PayloadType);

    /// <summary>A client that wants to be passive in DTLS, as we are, cannot be connected to (RFC 5763 section 5 wants it active).</summary>
    private bool IsAnswer(Sdp sdp) =>
        sdp.Media.Count == _sections.Count && sdp.SetupOf(sdp.Media.Find(media => !media.IsRejected)) != SdpSetup.Passive;

    private void TakeAnswer(MediaSection section, MediaDescription answer)
    {
        if (section.Subscription is not { AwaitsAnswer: true } subscription)
            return;
        subscription.AwaitsAnswer = false;
        _participant.SubscriberLink.Peer.SetExtensions(subscription.Stream!, AnswerWriter.SendExtensions(section, answer, _allowsMixed));
        if (Accepts(answer, subscription))
        {
            if (subscription.RedPayloadType is { } red && !answer.PayloadTypes.Contains(red))
                subscription.RedPayloadType = null;
            subscription.Begin(Host.Now);
            return;
        }

        Release(subscription);
        subscription.Decodable = answer.IsRejected ? [] : OfferedCodec.Read(answer);
        if (CodecChoice.Choose(subscription, subscription.Decodable) is null)
            _participant.Subscriptions.OnUnsupported(subscription);
    }

    private void OfferTracks()
    {
        _offerAt = Timestamp.Never;
        if (!HasNeed)
            return;
        BindWaiting();
        Offer();
    }

    private void BindWaiting()
    {
        foreach (var subscription in _participant.Subscriptions.Waiting())
        {
            var section = FreeSection(subscription.Track);
            // What the client can decode shows in its answer.
            if (CodecChoice.Choose(subscription, subscription.Decodable ?? section.Codecs) is not { } codec)
            {
                _participant.Subscriptions.OnUnsupported(subscription);
                continue;
            }

            var extensions = AnswerWriter.SendExtensions(section, _allowsMixed);
            subscription.Bind(section, SendStreams.Add(_participant, section, subscription.Track, codec, extensions));
            subscription.AwaitsAnswer = true;
            section.Subscription = subscription;
            section.WasUsed = true;
        }
    }

    /// <summary>One that was released, or a new one. Safari notices no track on a section that was in use.</summary>
    private MediaSection FreeSection(PublishedTrack track)
    {
        var kind = track.Kind == MediaKind.Audio ? SectionKind.Audio : SectionKind.Video;
        var free = _participant.ReusesSections
            ? _sections.Find(section => section.Kind == kind && section.Subscription is null && !section.IsReleasing)
            : null;
        if (free is not null)
            return free;
        var created = new MediaSection(_sections.Count.ToString(System.Globalization.CultureInfo.InvariantCulture), kind);
        created.Take(OfferWriter.Template(kind, _participant.TakesRed));
        created.TakesRed = _participant.TakesRed;
        _sections.Add(created);
        return created;
    }

    private void Offer()
    {
        _isOut = true;
        _offeredAt = Host.Now;
        _offerAt = Timestamp.Never;
        _id++;
        _released.Clear();
        _released.AddRange(_sections.Where(section => section.IsReleasing));
        var transport = LocalTransport.Of(_participant.SubscriberLink, _participant, _sessionId);
        var offer = new SignalDescription { Type = "offer", Id = _id, Sdp = OfferWriter.Write(transport, ++_version, _sections) };
        foreach (var section in _sections)
        {
            if (section.Subscription is { } subscription)
                offer.MidToTrackId[section.Mid] = subscription.Track.Sid;
        }

        _participant.Send(new SignalResponse { Offer = offer });
        _participant.Room.Reschedule();
    }

    /// <summary>Without a signalling connection there is nobody to answer: either the client comes back, or ICE ends it.</summary>
    private void OnUnanswered(Timestamp now)
    {
        if (_participant.SignalIsClosed)
            _offeredAt = now;
        else
            GiveUp();
    }

    private void GiveUp() =>
        _participant.Room.Remove(_participant, DisconnectReason.StateMismatch, LeaveRequest.Types.Action.Reconnect);
}
