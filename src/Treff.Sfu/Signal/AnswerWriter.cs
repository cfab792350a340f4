using Treff.Rtc.Peer;
using Treff.Rtc.Rtp;
using Treff.Rtc.Sdp;

namespace Treff.Sfu.Signal;

/// <summary>
/// Writes answers (RFC 8829 section 5.3) for one peer connection that the client offers and everything is bundled on: ICE-lite, DTLS passive,
/// all candidates inside.
/// </summary>
internal static class AnswerWriter
{
    private static readonly string[] PublishVideoFeedback = ["transport-cc", "ccm fir", "nack", "nack pli"];
    private static readonly string[] PublishAudioFeedback = ["transport-cc", "nack"];
    private static readonly string[] SubscribeVideoFeedback = ["transport-cc", "ccm fir", "nack", "nack pli"];
    private static readonly string[] SubscribeAudioFeedback = ["transport-cc", "nack"];

    // Who cannot report packets tells us an estimate of its own.
    private static readonly string[] VideoFeedbackByEstimate = ["goog-remb", "ccm fir", "nack", "nack pli"];
    private static readonly string[] AudioFeedbackByEstimate = ["nack"];

    private static readonly string[] PublishAudioExtensions =
        [RtpExtensionMap.MidUri, RtpExtensionMap.AudioLevelUri, RtpExtensionMap.TransportCcUri];

    private static readonly string[] PublishVideoExtensions =
        [RtpExtensionMap.MidUri, RtpExtensionMap.RtpStreamIdUri, RtpExtensionMap.RepairedRtpStreamIdUri, RtpExtensionMap.TransportCcUri];

    // What we never send is accepted too: Chromium offers later sections only the extensions that earlier ones negotiated, and refuses
    // its own simulcast offer when that leaves out the rid.
    private static readonly string[] SubscribeAudioExtensions =
        [RtpExtensionMap.MidUri, RtpExtensionMap.AudioLevelUri, RtpExtensionMap.TransportCcUri];

    private static readonly string[] SubscribeVideoExtensions =
    [
        RtpExtensionMap.MidUri, RtpExtensionMap.RtpStreamIdUri, RtpExtensionMap.RepairedRtpStreamIdUri, RtpExtensionMap.TransportCcUri,
        RtpExtensionMap.AbsSendTimeUri, RtpExtensionMap.DependencyDescriptorUri,
    ];

    private static readonly string[] SentAudioExtensions = [RtpExtensionMap.TransportCcUri];

    private static readonly string[] SentVideoExtensions =
        [RtpExtensionMap.TransportCcUri, RtpExtensionMap.AbsSendTimeUri, RtpExtensionMap.DependencyDescriptorUri];

    public static string Write(LocalTransport transport, ulong version, SessionDescription offer, IReadOnlyList<MediaSection> sections)
    {
        var answer = new SessionDescription
        {
            Origin = SdpOrigin.Anonymous(transport.SessionId, version),
            IsIceLite = true,
            MsidSemantic = "WMS *",
            ExtmapAllowMixed = offer.ExtmapAllowMixed,
        };
        answer.Fingerprints.Add(transport.Fingerprint);
        answer.Groups.Add(new MediaGroup(MediaGroup.Bundle, [.. sections.Where(IsAccepted).Select(section => section.Mid)]));
        foreach (var section in sections)
            answer.Media.Add(IsAccepted(section) ? Accept(transport, section) : Reject(section));
        transport.AddCandidates(answer);
        return answer.ToString();
    }

    /// <summary>The extensions a section that the client sends on is answered with.</summary>
    public static IReadOnlyList<ExtensionMap> PublishExtensions(MediaSection section)
    {
        if (section.Kind == SectionKind.Audio)
            return Pick(section, PublishAudioExtensions);
        var scalable = section.Codecs.Count > 0 && PublishCodecs.IsScalable(section.Codecs[0].Name);
        return Pick(section, scalable ? [.. PublishVideoExtensions, RtpExtensionMap.DependencyDescriptorUri] : PublishVideoExtensions);
    }

    /// <summary>The extensions we may put on packets to the client. Sections are told apart by SSRC, so mid is not sent.</summary>
    public static RtpExtensionMap SendExtensions(MediaSection section, bool allowMixed) => SendExtensions(section, section.Offer, allowMixed);

    /// <param name="description">What the client offered, or answered when we had offered.</param>
    public static RtpExtensionMap SendExtensions(MediaSection section, MediaDescription description, bool allowMixed)
    {
        var uris = section.Kind == SectionKind.Audio ? SentAudioExtensions : SentVideoExtensions;
        var canReport = CanReportPackets(description);
        return RtpExtensionMap.From(
            Pick(description, uris).Where(map => canReport || map.Uri != RtpExtensionMap.TransportCcUri).Select(map => (map.Id, map.Uri)), allowMixed);
    }

    public static IReadOnlyList<PayloadMapping> PublishPayloads(MediaSection section)
    {
        var transportCc = section.PublishExtensions.TransportCc != 0;
        return
        [
            .. AnsweredCodecs(section).Select(codec => new PayloadMapping(
                codec.PayloadType,
                codec.Name,
                codec.ClockRate,
                codec.RtxPayloadType,
                codec.Feedback.Contains("nack"),
                transportCc && codec.Feedback.Contains("transport-cc"))),
        ];
    }

    private static bool IsAccepted(MediaSection section) =>
        !section.Offer.IsRejected && (section.Kind == SectionKind.Data || (section.Media is not null && section.Codecs.Count > 0));

    private static MediaDescription Reject(MediaSection section)
    {
        var media = new MediaDescription { Type = section.Offer.Type, Protocol = section.Offer.Protocol, Port = 0, Mid = section.Mid };
        media.PayloadTypes.AddRange(section.Offer.PayloadTypes.Take(1));
        media.Formats.AddRange(section.Offer.Formats);
        media.Direction = SdpDirection.Inactive;
        return media;
    }

    private static MediaDescription Accept(LocalTransport transport, MediaSection section)
    {
        var media = section.Kind == SectionKind.Data ? Data(section) : Rtp(section);
        media.Mid = section.Mid;
        media.Setup = SdpSetup.Passive;
        media.IceUfrag = transport.Local.UsernameFragment;
        media.IcePwd = transport.Local.Password;
        return media;
    }

    private static MediaDescription Data(MediaSection section)
    {
        var media = LocalTransport.DataSection();
        if (section.Offer.Protocol == media.Protocol)
            return media;
        var other = new MediaDescription
        {
            Type = media.Type,
            Protocol = section.Offer.Protocol,
            SctpPort = media.SctpPort,
            MaxMessageSize = media.MaxMessageSize,
        };
        other.Formats.Add(MediaDescription.DataChannelFormat);
        return other;
    }

    private static MediaDescription Rtp(MediaSection section)
    {
        var media = new MediaDescription { Type = section.Offer.Type, Protocol = section.Offer.Protocol, RtcpMux = true, RtcpRsize = section.Offer.RtcpRsize };
        var isAudio = section.Kind == SectionKind.Audio;
        if (section.ClientSends)
        {
            AddCodecs(media, section, isAudio ? PublishAudioFeedback : PublishVideoFeedback, PublishParameters);
            media.ExtMaps.AddRange(PublishExtensions(section));
            AddSimulcast(media, section);
            media.Direction = SdpDirection.ReceiveOnly;
            return media;
        }

        AddCodecs(media, section, SubscribeFeedback(section), (_, codec) => SubscribeParameters(codec));
        media.ExtMaps.AddRange(Pick(section, isAudio ? SubscribeAudioExtensions : SubscribeVideoExtensions));
        if (section.Offer.Direction == SdpDirection.Inactive)
            AddSimulcast(media, section);
        if (section.Subscription is { Stream: not null })
            AddTrack(media, section);
        media.Direction = SendDirection(section);
        return media;
    }

    /// <summary>A section never used is answered sendonly without a track, one that was used and is free inactive.</summary>
    private static SdpDirection SendDirection(MediaSection section)
    {
        if (!section.ClientOnlyReceives)
            return SdpDirection.Inactive;
        return section.Subscription is not null || !section.WasUsed ? SdpDirection.SendOnly : SdpDirection.Inactive;
    }

    private static void AddCodecs(
        MediaDescription media, MediaSection section, string[] feedback, Func<MediaSection, OfferedCodec, string?> parameters)
    {
        foreach (var codec in AnsweredCodecs(section))
        {
            media.PayloadTypes.Add(codec.PayloadType);
            media.RtpMaps.Add(new RtpMap(codec.PayloadType, codec.Name, codec.ClockRate, codec.Channels));
            if (parameters(section, codec) is { Length: > 0 } text)
                media.Fmtp.Add(new FormatParameters(codec.PayloadType, text));
            foreach (var value in feedback.Where(value => codec.Feedback.Contains(value)))
                media.RtcpFeedback.Add(new RtcpFeedback(codec.PayloadType, value));
            if (codec.RtxPayloadType is not { } rtx)
                continue;
            media.PayloadTypes.Add(rtx);
            media.RtpMaps.Add(new RtpMap(rtx, "rtx", codec.ClockRate));
            media.Fmtp.Add(new FormatParameters(rtx, $"apt={codec.PayloadType}"));
        }
    }

    /// <summary>Senders use the first one: RED where it is to be sent, as LiveKit answers.</summary>
    private static IEnumerable<OfferedCodec> AnsweredCodecs(MediaSection section)
    {
        if (section.ClientSends)
            return section.SendsRed ? [section.Red!, .. section.Codecs] : section.Codecs;
        return section is { TakesRed: true, Red: { } red } ? [.. section.Codecs, red] : section.Codecs;
    }

    private static string? PublishParameters(MediaSection section, OfferedCodec codec)
    {
        if (codec.Name != "opus")
            return codec.Parameters;
        var info = section.Track?.Info;
        return OpusParameters.Receive(codec.Parameters, stereo: info?.Stereo == true, dtx: info?.DisableDtx != true);
    }

    private static string? SubscribeParameters(OfferedCodec codec) =>
        codec.Name == "opus" ? OpusParameters.Send(codec.Parameters) : codec.Parameters;

    private static void AddSimulcast(MediaDescription media, MediaSection section)
    {
        if (section.Rids.Count == 0)
            return;
        foreach (var rid in section.Rids)
            media.Rids.Add(new RtpRid(rid, RidDirection.Receive));
        media.Simulcast = new SimulcastDescription([], [.. section.Rids.Select(rid => new SimulcastStream(rid))]);
    }

    /// <summary>Names the track that is sent on a section, and its streams.</summary>
    public static void AddTrack(MediaDescription media, MediaSection section)
    {
        var subscription = section.Subscription!;
        var stream = subscription.Stream!;
        var msid = new Msid($"{subscription.Track.Publisher.Sid}|{subscription.Track.Sid}", subscription.Track.Sid);
        media.Msid = msid;
        media.Ssrcs.Add(new SsrcDescription(stream.Ssrc) { Cname = stream.Cname, Msid = msid });
        if (stream.RtxSsrc is not { } rtx)
            return;
        media.SsrcGroups.Add(new SsrcGroup(SsrcGroup.FlowIdentification, [stream.Ssrc, rtx]));
        media.Ssrcs.Add(new SsrcDescription(rtx) { Cname = stream.Cname, Msid = msid });
    }

    private static string[] SubscribeFeedback(MediaSection section) => (section.Kind == SectionKind.Audio, CanReportPackets(section.Offer)) switch
    {
        (true, true) => SubscribeAudioFeedback,
        (true, false) => AudioFeedbackByEstimate,
        (false, true) => SubscribeVideoFeedback,
        (false, false) => VideoFeedbackByEstimate,
    };

    /// <summary>Transport-wide feedback needs both: the number in the packets and the word for the messages.</summary>
    private static bool CanReportPackets(MediaDescription description) =>
        description.ExtMaps.Exists(map => map.Uri == RtpExtensionMap.TransportCcUri)
        && description.RtcpFeedback.Exists(feedback => feedback.Value == "transport-cc");

    private static IReadOnlyList<ExtensionMap> Pick(MediaSection section, string[] uris) => Pick(section.Offer, uris);

    private static IReadOnlyList<ExtensionMap> Pick(MediaDescription description, string[] uris) =>
        [.. description.ExtMaps.Where(map => Array.IndexOf(uris, map.Uri) >= 0).Select(map => new ExtensionMap(map.Id, map.Uri))];
}
