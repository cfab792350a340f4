using Treff.Rtc;
using Treff.Rtc.Rtp;
using Treff.Rtc.Sdp;
using Treff.Sfu.Forwarding;

namespace Treff.Sfu.Signal;

/// <summary>What an m-line carries.</summary>
internal enum SectionKind
{
    Audio,
    Video,
    Data,

    /// <summary>Something we reject.</summary>
    Other,
}

/// <summary>One m-line over the life of a connection: what the client offered last and what it is used for.</summary>
internal sealed class MediaSection(string mid, SectionKind kind)
{
    public string Mid { get; } = mid;

    public SectionKind Kind { get; } = kind;

    /// <summary>The newest offer.</summary>
    public MediaDescription Offer { get; private set; } = new() { Type = "" };

    /// <summary>The offered codecs, the preferred one of a published track first.</summary>
    public IReadOnlyList<OfferedCodec> Codecs { get; private set; } = [];

    /// <summary>Redundant audio, when the client offered it for the first codec.</summary>
    public OfferedCodec? Red { get; private set; }

    /// <summary>The client is told to send its audio with redundancy; where nothing speaks against it.</summary>
    public bool SendsRed => Red is not null && AllowsRed;

    /// <summary>The publisher did not ask for plain audio.</summary>
    public bool AllowsRed { get; set; }

    /// <summary>The client gets audio with redundancy as the publisher sends it.</summary>
    public bool TakesRed { get; set; }

    /// <summary>Extension ids of packets the client sends on this section.</summary>
    public RtpExtensionMap PublishExtensions { get; set; } = RtpExtensionMap.Empty;

    /// <summary>Simulcast layers the client sends, lowest first.</summary>
    public IReadOnlyList<string> Rids { get; private set; } = [];

    /// <summary>Simulcast layers by SSRC (a=ssrc-group:SIM, RFC 5576), lowest first, of clients that do not use rids.</summary>
    public IReadOnlyList<uint> SimulcastSsrcs { get; private set; } = [];

    /// <summary>Simulcast layers, each a stream of its own; 0 without simulcast.</summary>
    public int LayerCount => Math.Max(Rids.Count, SimulcastSsrcs.Count);

    /// <summary>The track that the client publishes here.</summary>
    public PublishedTrack? Track { get; set; }

    /// <summary>The msid track id of the last track published here: after its end the section is not taken for a new one.</summary>
    public string? LastPublishedCid { get; set; }

    /// <summary>What is sent to the client here.</summary>
    public Subscription? Subscription { get; set; }

    /// <summary>Something was sent here once: while unused it is answered inactive, so that browsers notice the next track.</summary>
    public bool WasUsed { get; set; }

    /// <summary>Released since the last answer: it has to be answered inactive before it may carry something else.</summary>
    public bool IsReleasing { get; set; }

    public bool ClientSends => !Offer.IsRejected && Offer.Direction.Sends();

    /// <summary>Pure receiving sections are the ones clients keep for us.</summary>
    public bool ClientOnlyReceives => !Offer.IsRejected && Offer.Direction == SdpDirection.ReceiveOnly;

    public bool IsFree => ClientOnlyReceives && Subscription is null && !IsReleasing && Codecs.Count > 0;

    public MediaKind? Media => Kind switch
    {
        SectionKind.Audio => MediaKind.Audio,
        SectionKind.Video => MediaKind.Video,
        _ => null,
    };

    /// <summary>The client's name for what it sends: the second word of msid, wherever it is written.</summary>
    public string? OfferedCid => Offer.Msid?.Track ?? Offer.Ssrcs.Find(ssrc => ssrc.Msid?.Track is not null)?.Msid?.Track;

    public static SectionKind KindOf(MediaDescription media) => media.Kind switch
    {
        MediaKind.Audio when media.IsRtp => SectionKind.Audio,
        MediaKind.Video when media.IsRtp => SectionKind.Video,
        _ => media.IsDataChannel ? SectionKind.Data : SectionKind.Other,
    };

    public void Take(MediaDescription offer)
    {
        Offer = offer;
        Codecs = OfferedCodec.Read(offer);
        Rids = offer.Simulcast is { Send.Count: > 0 } simulcast
            ? [.. simulcast.Send.Select(stream => stream.Rid)]
            : [.. offer.Rids.Where(rid => rid.Direction == RidDirection.Send).Select(rid => rid.Id)];
        SimulcastSsrcs = offer.SsrcGroups.Find(group => group.Semantics == SsrcGroup.Simulcast)?.Ssrcs ?? [];
        Red = Kind == SectionKind.Audio && Codecs.Count > 0 ? OfferedCodec.ReadRed(offer, Codecs[0]) : null;
        if (Track is { } track)
            Prefer(track.Codec.Name);
    }

    /// <summary>Puts a codec in front: senders use the first one of the answer.</summary>
    public void Prefer(string codecName) => Codecs = [.. Codecs.OrderBy(codec => codec.Name == codecName ? 0 : 1)];

    /// <summary>The layer of a stream by its rid or its place among the announced SSRCs; 0 when it has neither.</summary>
    public int LayerOf(string? rid, uint ssrc)
    {
        for (var i = 0; i < LayerCount; i++)
        {
            if (rid is not null ? i < Rids.Count && Rids[i] == rid : i < SimulcastSsrcs.Count && SimulcastSsrcs[i] == ssrc)
                return i;
        }

        return 0;
    }

    public OfferedCodec? FindPublishCodec(byte payloadType) => Codecs.FirstOrDefault(codec => codec.PayloadType == payloadType);
}
