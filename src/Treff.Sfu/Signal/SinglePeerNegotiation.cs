using Treff.LiveKit.Protocol;
using Treff.Rtc;
using Treff.Rtc.Dtls;
using Treff.Rtc.Peer;
using Treff.Rtc.Rtp;
using Treff.Rtc.Sdp;
using Treff.Rtc.Streams;
using Treff.Sfu.Forwarding;
using Treff.Sfu.Rooms;
using Sdp = Treff.Rtc.Sdp.SessionDescription;
using SignalDescription = Treff.LiveKit.Protocol.SessionDescription;

namespace Treff.Sfu.Signal;

/// <summary>
/// Negotiation with a client that has one peer connection and always offers: what it publishes is found in the offer, what it is to
/// receive is put on its free receiving sections, and when there are too few it is asked for more.
/// </summary>
internal sealed class SinglePeerNegotiation
{
    // LiveKit's debounce: quick for the first change, slower while changes follow each other.
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan RepeatedDelay = TimeSpan.FromMilliseconds(150);

    // A client that has not offered so long after it was asked to is asked again.
    private static readonly TimeSpan RequirementTimeout = TimeSpan.FromSeconds(5);

    private readonly Participant _participant;
    private readonly List<MediaSection> _sections = [];
    private readonly ulong _sessionId;
    private ulong _version;
    private bool _allowMixed;
    private Timestamp _askedAt = Timestamp.Zero;
    private bool _isAsked;
    private int _askedAudios;
    private int _askedVideos;

    public SinglePeerNegotiation(Participant participant)
    {
        _participant = participant;
        _sessionId = ((ulong)Host.Random.NextUInt32() << 31) | Host.Random.NextUInt32();
    }

    /// <summary>When <see cref="HandleTimeout"/> has something to ask the client for.</summary>
    public Timestamp NextTimeout { get; private set; } = Timestamp.Never;

    public IReadOnlyList<MediaSection> Sections => _sections;

    private IRoomHost Host => _participant.Room.Host;

    /// <summary>The client's offer, answered at once. A description we cannot work with ends the session.</summary>
    public void HandleOffer(SignalDescription offer)
    {
        if (!Sdp.TryParse(offer.Sdp, out var sdp, out _) || !TryTakeSections(sdp) || !TryTakeTransport(sdp))
        {
            _participant.Room.Remove(_participant, DisconnectReason.StateMismatch, LeaveRequest.Types.Action.Reconnect);
            return;
        }

        _isAsked = false;
        _askedAudios = 0;
        _askedVideos = 0;
        _allowMixed = sdp.ExtmapAllowMixed || sdp.Media.Exists(media => media.ExtmapAllowMixed);
        var published = MatchPublications();
        var bound = BindSubscriptions();
        Answer(offer.Id, sdp);
        foreach (var track in published)
            _participant.Room.OnTrackPublished(track);
        foreach (var subscription in bound)
            subscription.Begin(Host.Now);
        Request();
    }

    /// <summary>A track was announced after its section had been offered.</summary>
    public void MatchLate()
    {
        foreach (var track in MatchPublications())
            _participant.Room.OnTrackPublished(track);
    }

    /// <summary>Something waits for a section, or a section is no longer needed: the client is asked for an offer soon.</summary>
    public void Request()
    {
        if (_sections.Count == 0 || !HasNeed())
            return;
        var now = Host.Now;
        var delay = now - _askedAt > RepeatedDelay ? FirstDelay : RepeatedDelay;
        if (NextTimeout == Timestamp.Never || now + delay < NextTimeout)
            NextTimeout = now + delay;
        _participant.Room.Reschedule();
    }

    /// <summary>The client has a new socket: what it was asked for on the old one may never have arrived.</summary>
    public void OnResumed()
    {
        _isAsked = false;
        _askedAudios = 0;
        _askedVideos = 0;
        NextTimeout = Timestamp.Never;
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

    /// <summary>A subscription has ended: its section is answered inactive next, and may be used again after that.</summary>
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

    private static DtlsFingerprint? PickFingerprint(Sdp sdp, MediaDescription media)
    {
        var fingerprints = sdp.FingerprintsOf(media);
        if (fingerprints.Count == 0)
            return null;
        var best = fingerprints.FirstOrDefault(fingerprint => fingerprint.Algorithm == "sha-256") ?? fingerprints[0];
        return new DtlsFingerprint(best.Algorithm, best.Value);
    }

    private bool TryTakeTransport(Sdp sdp)
    {
        var media = sdp.Media.Find(candidate => !candidate.IsRejected);
        if (media is null || !sdp.TryGetIceCredentials(media, out var credentials) || PickFingerprint(sdp, media) is not { } fingerprint)
            return false;
        var link = _participant.Link;
        // RFC 8839 section 4.4.1.1.1: other credentials are a restart, and the answer to it has new ones too.
        if (link.Peer.Ice.Remote is { } known && known != credentials)
            link.RestartIce();
        link.Peer.SetRemote(credentials, fingerprint);
        return true;
    }

    private bool TryTakeSections(Sdp sdp)
    {
        if (sdp.Media.Count < _sections.Count)
            return false;
        for (var i = 0; i < sdp.Media.Count; i++)
        {
            var media = sdp.Media[i];
            if (media.Mid is not { Length: > 0 } mid)
                return false;
            TakeSection(i, mid, media);
        }

        return true;
    }

    private void TakeSection(int index, string mid, MediaDescription media)
    {
        var kind = MediaSection.KindOf(media);
        if (index == _sections.Count)
        {
            _sections.Add(new MediaSection(mid, kind));
        }
        else if (_sections[index].Mid != mid || _sections[index].Kind != kind)
        {
            // A stopped transceiver's m-line was recycled (RFC 8829 section 5.2.2).
            Vacate(_sections[index]);
            _sections[index] = new MediaSection(mid, kind);
        }

        var section = _sections[index];
        section.Take(media);
        if (section.Track is not null && !section.ClientSends)
            _participant.Publications.Remove(section.Track);
        if (section.Subscription is not null && !section.ClientOnlyReceives)
            Vacate(section);
    }

    private void Vacate(MediaSection section)
    {
        if (section.Track is { } track)
            _participant.Publications.Remove(track);
        if (section.Subscription is not { } subscription)
            return;
        section.Subscription = null;
        section.WasUsed = true;
        subscription.Unbind();
    }

    private List<PublishedTrack> MatchPublications()
    {
        var published = new List<PublishedTrack>();
        foreach (var section in _sections)
        {
            if (section.Media is null || !section.ClientSends)
                continue;
            if (section.Track is null && section.Codecs.Count > 0 && _participant.Publications.Match(section) is { } track)
                published.Add(track);
            section.PublishExtensions =
                RtpExtensionMap.From(AnswerWriter.PublishExtensions(section).Select(map => (map.Id, map.Uri)), _allowMixed);
        }

        _participant.Link.Peer.SetReceiveSections([.. _sections.Where(IsPublishing).Select(ToReceiveSection)]);
        return published;
    }

    private static bool IsPublishing(MediaSection section) => section.Media is not null && section.ClientSends && section.Codecs.Count > 0;

    private static ReceiveSection ToReceiveSection(MediaSection section) => new()
    {
        Mid = section.Mid,
        Kind = section.Media!.Value,
        Payloads = AnswerWriter.PublishPayloads(section),
        Extensions = section.PublishExtensions,
        Rids = section.Rids,
        Ssrcs = [.. Ssrcs(section.Offer)],
    };

    private static IEnumerable<SsrcPair> Ssrcs(MediaDescription media)
    {
        var pairs = media.SsrcGroups.Where(group => group.Semantics == SsrcGroup.FlowIdentification && group.Ssrcs.Count == 2).ToList();
        foreach (var ssrc in media.Ssrcs)
        {
            if (pairs.Exists(pair => pair.Ssrcs[1] == ssrc.Ssrc))
                continue;
            yield return new SsrcPair(ssrc.Ssrc, pairs.Find(pair => pair.Ssrcs[0] == ssrc.Ssrc)?.Ssrcs[1]);
        }
    }

    private List<Subscription> BindSubscriptions()
    {
        var bound = new List<Subscription>();
        foreach (var subscription in _participant.Subscriptions.Waiting())
        {
            var kind = subscription.Track.Kind == MediaKind.Audio ? SectionKind.Audio : SectionKind.Video;
            var section = _sections.Find(candidate => candidate.Kind == kind && candidate.IsFree);
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
        if (section.FindSubscribeCodec(subscription.Track.Codec) is not { } codec)
            return false;
        var stream = _participant.Link.Peer.AddSendStream(new SendStreamOptions
        {
            Ssrc = NewSsrc(),
            RtxSsrc = codec.RtxPayloadType is null ? null : NewSsrc(),
            PayloadType = codec.PayloadType,
            RtxPayloadType = codec.RtxPayloadType,
            Kind = subscription.Track.Kind,
            ClockRate = codec.ClockRate,
            Cname = subscription.Track.Publisher.Sid,
            Extensions = AnswerWriter.SendExtensions(section, _allowMixed),
            Mid = section.Mid,
            FirstRtxSequenceNumber = (ushort)(Host.Random.NextUInt32() & 0x7FFF),
        });
        section.Subscription = subscription;
        section.WasUsed = true;
        subscription.Bind(section, stream);
        return true;
    }

    private uint NewSsrc()
    {
        while (true)
        {
            var ssrc = Host.Random.NextUInt32();
            if (ssrc != 0 && !_sections.Exists(section => section.Subscription?.Stream is { } stream && (stream.Ssrc == ssrc || stream.RtxSsrc == ssrc)))
                return ssrc;
        }
    }

    private void Answer(uint id, Sdp offer)
    {
        var fingerprint = Host.Fingerprint;
        var transport = new AnswerTransport(
            _sessionId,
            _participant.Link.Peer.Ice.Local,
            new SdpFingerprint(fingerprint.Algorithm, fingerprint.Value),
            Host.Candidates);
        var answer = new SignalDescription { Type = "answer", Id = id, Sdp = AnswerWriter.Write(transport, ++_version, offer, _sections) };
        foreach (var section in _sections)
        {
            section.IsReleasing = false;
            if (section.Subscription is { } subscription)
                answer.MidToTrackId[section.Mid] = subscription.Track.Sid;
        }

        _participant.Send(new SignalResponse { Answer = answer });
    }

    private bool HasNeed() => _sections.Count > 0 && (_participant.Subscriptions.Waiting().Any() || _sections.Exists(section => section.IsReleasing));

    /// <summary>Sections of a kind that the client would have to add.</summary>
    private int Missing(SectionKind kind)
    {
        var waiting = _participant.Subscriptions.Waiting()
            .Count(subscription => (subscription.Track.Kind == MediaKind.Audio) == (kind == SectionKind.Audio));
        var usable = _sections.Count(section => section.Kind == kind && (section.IsFree || (section.IsReleasing && section.ClientOnlyReceives)));
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
