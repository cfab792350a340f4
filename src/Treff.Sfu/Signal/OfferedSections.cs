using Treff.LiveKit.Protocol;
using Treff.Rtc.Peer;
using Treff.Rtc.Rtp;
using Treff.Rtc.Sdp;
using Treff.Sfu.Forwarding;
using Treff.Sfu.Rooms;
using Sdp = Treff.Rtc.Sdp.SessionDescription;
using SignalDescription = Treff.LiveKit.Protocol.SessionDescription;

namespace Treff.Sfu.Signal;

/// <summary>The m-lines of the peer connection that the client offers. What it publishes is found in them.</summary>
internal sealed class OfferedSections
{
    private readonly Participant _participant;
    private readonly List<MediaSection> _sections = [];
    private readonly ulong _sessionId;
    private Sdp _offer = new();
    private ulong _version;

    public OfferedSections(Participant participant)
    {
        _participant = participant;
        _sessionId = LocalTransport.NewSessionId(participant.Room.Host.Random);
    }

    public IReadOnlyList<MediaSection> Sections => _sections;

    /// <summary>The client reads header extensions in their two-byte form too.</summary>
    public bool AllowsMixed => _offer.ExtmapAllowMixed || _offer.Media.Exists(media => media.ExtmapAllowMixed);

    /// <summary>False when the offer cannot be worked with.</summary>
    public bool TryTake(SignalDescription offer)
    {
        if (!Sdp.TryParse(offer.Sdp, out var sdp, out _) || !TryTakeSections(sdp) || !RemoteTransport.TryTakeOffer(_participant.PublisherLink, sdp))
            return false;
        _offer = sdp;
        return true;
    }

    /// <summary>A track was announced after its section had been offered.</summary>
    public void MatchLate()
    {
        foreach (var track in MatchPublications(isAnswered: true))
            _participant.Room.OnTrackPublished(track);
    }

    /// <summary>Binds announced tracks to the sections they are sent on; returns the new ones.</summary>
    /// <param name="isAnswered">The answer to the last offer is out.</param>
    public List<PublishedTrack> MatchPublications(bool isAnswered = false)
    {
        var published = new List<PublishedTrack>();
        foreach (var section in _sections)
        {
            if (section.Media is null || !section.ClientSends)
                continue;
            if (section.Track is null && section.Codecs.Count > 0 && _participant.Publications.Match(section, isAnswered) is { } track)
                published.Add(track);
            section.PublishExtensions =
                RtpExtensionMap.From(AnswerWriter.PublishExtensions(section).Select(map => (map.Id, map.Uri)), AllowsMixed);
        }

        _participant.PublisherLink.Peer.SetReceiveSections([.. _sections.Where(IsPublishing).Select(ToReceiveSection)]);
        return published;
    }

    public void Answer(uint id)
    {
        var transport = LocalTransport.Of(_participant.PublisherLink, _participant, _sessionId);
        var answer = new SignalDescription { Type = "answer", Id = id, Sdp = AnswerWriter.Write(transport, ++_version, _offer, _sections) };
        foreach (var section in _sections)
        {
            section.IsReleasing = false;
            if (section.Subscription is { } subscription)
                answer.MidToTrackId[section.Mid] = subscription.Track.Sid;
        }

        _participant.Send(new SignalResponse { Answer = answer });
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
        section.TakesRed = _participant.TakesRed;
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
}
