using System.Globalization;
using System.Text;

namespace Treff.Rtc.Sdp;

/// <summary>Writes a description (RFC 8866 section 5), one attribute per line in the usual order of WebRTC implementations.</summary>
internal static class SdpWriter
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    public static void Write(SessionDescription session, StringBuilder text)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(text);
        var origin = session.Origin;
        text.Append("v=0\r\n");
        text.Append(Invariant, $"o={origin.Username} {origin.SessionId} {origin.SessionVersion} IN {Family(origin.Address)} {origin.Address}\r\n");
        text.Append("s=-\r\nt=0 0\r\n");
        foreach (var group in session.Groups)
            text.Append(Invariant, $"a=group:{group.Semantics} ").AppendJoin(' ', group.Mids).Append("\r\n");
        AppendFlag(text, "extmap-allow-mixed", session.ExtmapAllowMixed);
        if (session.MsidSemantic is not null)
            text.Append(Invariant, $"a=msid-semantic:{session.MsidSemantic}\r\n");
        AppendFlag(text, "ice-lite", session.IsIceLite);
        AppendTransport(text, session);
        foreach (var media in session.Media)
            WriteMedia(media, text);
    }

    private static string Family(string address) => address.Contains(':', StringComparison.Ordinal) ? "IP6" : "IP4";

    private static void WriteMedia(MediaDescription media, StringBuilder text)
    {
        text.Append(Invariant, $"m={media.Type} {media.Port} {media.Protocol}");
        foreach (var payloadType in media.PayloadTypes)
            text.Append(Invariant, $" {payloadType}");
        foreach (var format in media.Formats)
            text.Append(' ').Append(format);
        text.Append("\r\nc=IN IP4 0.0.0.0\r\n");
        AppendTransport(text, media);
        if (media.Mid is not null)
            text.Append(Invariant, $"a=mid:{media.Mid}\r\n");
        AppendFlag(text, "bundle-only", media.BundleOnly);
        AppendFlag(text, "extmap-allow-mixed", media.ExtmapAllowMixed);
        AppendExtensions(text, media);
        text.Append(Invariant, $"a={media.Direction.ToText()}\r\n");
        if (media.Msid is not null)
            AppendMsid(text.Append("a=msid:"), media.Msid).Append("\r\n");
        AppendFlag(text, "rtcp-mux", media.RtcpMux);
        AppendFlag(text, "rtcp-rsize", media.RtcpRsize);
        AppendFormats(text, media);
        AppendRids(text, media);
        AppendSsrcs(text, media);
        AppendSctp(text, media);
        AppendCandidates(text, media);
    }

    private static void AppendFlag(StringBuilder text, string name, bool value)
    {
        if (value)
            text.Append("a=").Append(name).Append("\r\n");
    }

    private static void AppendTransport(StringBuilder text, TransportAttributes transport)
    {
        if (transport.IceUfrag is not null)
            text.Append(Invariant, $"a=ice-ufrag:{transport.IceUfrag}\r\n");
        if (transport.IcePwd is not null)
            text.Append(Invariant, $"a=ice-pwd:{transport.IcePwd}\r\n");
        if (transport.IceOptions.Count > 0)
            text.Append("a=ice-options:").AppendJoin(' ', transport.IceOptions).Append("\r\n");
        foreach (var fingerprint in transport.Fingerprints)
            text.Append(Invariant, $"a=fingerprint:{fingerprint.Algorithm} {fingerprint.Value}\r\n");
        if (transport.Setup is { } setup)
            text.Append(Invariant, $"a=setup:{setup.ToText()}\r\n");
    }

    private static void AppendExtensions(StringBuilder text, MediaDescription media)
    {
        foreach (var map in media.ExtMaps)
        {
            text.Append(Invariant, $"a=extmap:{map.Id}");
            if (map.Direction is { } direction)
                text.Append('/').Append(direction.ToText());
            text.Append(Invariant, $" {map.Uri}\r\n");
        }
    }

    private static StringBuilder AppendMsid(StringBuilder text, Msid msid)
    {
        text.Append(msid.Stream);
        return msid.Track is null ? text : text.Append(' ').Append(msid.Track);
    }

    private static void AppendFormats(StringBuilder text, MediaDescription media)
    {
        foreach (var map in media.RtpMaps)
        {
            text.Append(Invariant, $"a=rtpmap:{map.PayloadType} {map.EncodingName}/{map.ClockRate}");
            if (map.Channels != 1)
                text.Append(Invariant, $"/{map.Channels}");
            text.Append("\r\n");
        }

        foreach (var feedback in media.RtcpFeedback)
        {
            text.Append("a=rtcp-fb:");
            if (feedback.PayloadType == RtcpFeedback.AnyPayloadType)
                text.Append('*');
            else
                text.Append(Invariant, $"{feedback.PayloadType}");
            text.Append(Invariant, $" {feedback.Value}\r\n");
        }

        foreach (var parameters in media.Fmtp)
            text.Append(Invariant, $"a=fmtp:{parameters.PayloadType} {parameters.Text}\r\n");
    }

    private static void AppendRids(StringBuilder text, MediaDescription media)
    {
        foreach (var rid in media.Rids)
        {
            text.Append(Invariant, $"a=rid:{rid.Id} {(rid.Direction == RidDirection.Send ? "send" : "recv")}");
            if (rid.Parameters.Length > 0)
                text.Append(' ').Append(rid.Parameters);
            text.Append("\r\n");
        }

        if (media.Simulcast is not { } simulcast)
            return;
        text.Append("a=simulcast:");
        AppendSimulcast(text, "send", simulcast.Send);
        if (simulcast.Send.Count > 0 && simulcast.Receive.Count > 0)
            text.Append(' ');
        AppendSimulcast(text, "recv", simulcast.Receive);
        text.Append("\r\n");
    }

    private static void AppendSimulcast(StringBuilder text, string direction, IReadOnlyList<SimulcastStream> streams)
    {
        if (streams.Count == 0)
            return;
        text.Append(direction).Append(' ');
        text.AppendJoin(';', streams.Select(stream => stream.IsPaused ? "~" + stream.Rid : stream.Rid));
    }

    private static void AppendSsrcs(StringBuilder text, MediaDescription media)
    {
        foreach (var group in media.SsrcGroups)
            text.Append(Invariant, $"a=ssrc-group:{group.Semantics} ").AppendJoin(' ', group.Ssrcs).Append("\r\n");
        foreach (var ssrc in media.Ssrcs)
        {
            if (ssrc.Cname is not null)
                text.Append(Invariant, $"a=ssrc:{ssrc.Ssrc} cname:{ssrc.Cname}\r\n");
            if (ssrc.Msid is not null)
                AppendMsid(text.Append(Invariant, $"a=ssrc:{ssrc.Ssrc} msid:"), ssrc.Msid).Append("\r\n");
        }
    }

    private static void AppendSctp(StringBuilder text, MediaDescription media)
    {
        if (media.SctpPort is { } port)
            text.Append(Invariant, $"a=sctp-port:{port}\r\n");
        if (media.MaxMessageSize is { } size)
            text.Append(Invariant, $"a=max-message-size:{size}\r\n");
    }

    private static void AppendCandidates(StringBuilder text, MediaDescription media)
    {
        foreach (var candidate in media.Candidates)
        {
            text.Append("a=");
            candidate.WriteTo(text);
            text.Append("\r\n");
        }

        AppendFlag(text, "end-of-candidates", media.EndOfCandidates);
    }
}
