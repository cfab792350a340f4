using Treff.Rtc.Rtp;
using Treff.Rtc.Sdp;

namespace Treff.Sfu.Signal;

/// <summary>
/// Writes our offers (RFC 8829 section 5.2) of the connection that a client receives on: ICE-lite, all candidates inside, the codecs and
/// payload types that LiveKit offers, of those that can be forwarded.
/// </summary>
internal static class OfferWriter
{
    // Extension ids of our own choosing: those of LiveKit.
    private const int DependencyDescriptor = 1;
    private const int TransportCc = 4;
    private const int AbsSendTime = 3;

    private static readonly string[] VideoFeedback = ["transport-cc", "ccm fir", "nack", "nack pli", "goog-remb"];

    private static readonly (int PayloadType, string Name, string? Parameters)[] VideoCodecs =
    [
        (96, "VP8", null),
        (98, "VP9", "profile-id=0"),
        (125, "H264", "level-asymmetry-allowed=1;packetization-mode=0;profile-level-id=42e01f"),
        (108, "H264", "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f"),
        (35, "AV1", null),
    ];

    public static string Write(LocalTransport transport, ulong version, IReadOnlyList<MediaSection> sections)
    {
        var offer = new SessionDescription
        {
            Origin = SdpOrigin.Anonymous(transport.SessionId, version),
            IsIceLite = true,
            MsidSemantic = "WMS *",
            ExtmapAllowMixed = true,
        };
        offer.Fingerprints.Add(transport.Fingerprint);
        offer.Groups.Add(new MediaGroup(MediaGroup.Bundle, [.. sections.Select(section => section.Mid)]));
        foreach (var section in sections)
            offer.Media.Add(Describe(transport, section));
        transport.AddCandidates(offer);
        return offer.ToString();
    }

    /// <summary>What every section of a kind offers, whatever track is on it: sections are used again.</summary>
    /// <param name="kind">Audio or video.</param>
    /// <param name="takesRed">The client gets redundant audio as publishers send it.</param>
    public static MediaDescription Template(SectionKind kind, bool takesRed)
    {
        if (kind == SectionKind.Audio)
            return Audio(takesRed);
        var media = new MediaDescription { Type = "video", RtcpMux = true, RtcpRsize = true };
        foreach (var (payloadType, name, parameters) in VideoCodecs)
            AddVideoCodec(media, payloadType, name, parameters);
        media.ExtMaps.Add(new ExtensionMap(DependencyDescriptor, RtpExtensionMap.DependencyDescriptorUri));
        media.ExtMaps.Add(new ExtensionMap(TransportCc, RtpExtensionMap.TransportCcUri));
        media.ExtMaps.Add(new ExtensionMap(AbsSendTime, RtpExtensionMap.AbsSendTimeUri));
        return media;
    }

    private static MediaDescription Audio(bool takesRed)
    {
        var media = new MediaDescription { Type = "audio", RtcpMux = true, RtcpRsize = true };
        media.PayloadTypes.Add(111);
        media.RtpMaps.Add(new RtpMap(111, "opus", 48000, 2));
        media.Fmtp.Add(new FormatParameters(111, "minptime=10;useinbandfec=1"));
        media.RtcpFeedback.Add(new RtcpFeedback(111, "transport-cc"));
        media.RtcpFeedback.Add(new RtcpFeedback(111, "nack"));
        media.ExtMaps.Add(new ExtensionMap(TransportCc, RtpExtensionMap.TransportCcUri));
        if (!takesRed)
            return media;
        media.PayloadTypes.Add(63);
        media.RtpMaps.Add(new RtpMap(63, "red", 48000, 2));
        media.Fmtp.Add(new FormatParameters(63, "111/111"));
        return media;
    }

    /// <summary>Everywhere the payload type of the retransmissions is the next one.</summary>
    private static void AddVideoCodec(MediaDescription media, int payloadType, string name, string? parameters)
    {
        var rtx = payloadType + 1;
        media.PayloadTypes.Add(payloadType);
        media.PayloadTypes.Add(rtx);
        media.RtpMaps.Add(new RtpMap(payloadType, name, 90000));
        media.RtpMaps.Add(new RtpMap(rtx, "rtx", 90000));
        if (parameters is not null)
            media.Fmtp.Add(new FormatParameters(payloadType, parameters));
        media.Fmtp.Add(new FormatParameters(rtx, $"apt={payloadType}"));
        media.RtcpFeedback.AddRange(VideoFeedback.Select(value => new RtcpFeedback(payloadType, value)));
    }

    private static MediaDescription Describe(LocalTransport transport, MediaSection section)
    {
        var media = section.Kind == SectionKind.Data ? LocalTransport.DataSection() : Template(section.Kind, section.TakesRed && section.Subscription?.Track.Section.SendsRed == true);
        media.Mid = section.Mid;
        media.Setup = SdpSetup.ActPass;
        media.IceUfrag = transport.Local.UsernameFragment;
        media.IcePwd = transport.Local.Password;
        if (section.Kind == SectionKind.Data)
            return media;
        // As LiveKit says it: what carries a track is sendrecv, what is free recvonly, which clients answer inactive.
        media.Direction = section.Subscription is null ? SdpDirection.ReceiveOnly : SdpDirection.SendReceive;
        if (section.Subscription is not null)
            AddTrack(media, section);
        return media;
    }

    private static void AddTrack(MediaDescription media, MediaSection section)
    {
        AnswerWriter.AddTrack(media, section);
        if (section.Kind == SectionKind.Audio && section.Subscription!.Track.Info.Stereo)
            media.Fmtp[0] = new FormatParameters(111, media.Fmtp[0].Text + ";sprop-stereo=1");
    }
}
