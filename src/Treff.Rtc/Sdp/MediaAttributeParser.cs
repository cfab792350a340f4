using System.Globalization;
using Treff.Rtc.Ice;

namespace Treff.Rtc.Sdp;

/// <summary>Reads the attributes of a section. One that is used here and cannot be read refuses the description; others are skipped.</summary>
internal static class MediaAttributeParser
{
    public static SdpErrorKind Handle(MediaDescription media, ReadOnlySpan<char> name, ReadOnlySpan<char> value)
    {
        switch (name)
        {
            case "mid":
                media.Mid = value.ToString();
                return value.IsEmpty ? SdpErrorKind.BadAttribute : SdpErrorKind.None;
            case "rtcp-mux":
                media.RtcpMux = true;
                return SdpErrorKind.None;
            case "rtcp-rsize":
                media.RtcpRsize = true;
                return SdpErrorKind.None;
            case "bundle-only":
                media.BundleOnly = true;
                return SdpErrorKind.None;
            case "end-of-candidates":
                media.EndOfCandidates = true;
                return SdpErrorKind.None;
            case "candidate":
                return AddCandidate(media, value);
            case "sctp-port":
                return SetSctpPort(media, value);
            case "max-message-size":
                return SetMaxMessageSize(media, value);
            default:
                return HandleRtp(media, name, value);
        }
    }

    private static SdpErrorKind HandleRtp(MediaDescription media, ReadOnlySpan<char> name, ReadOnlySpan<char> value)
    {
        switch (name)
        {
            case "rtpmap":
                return FormatAttributeParser.AddRtpMap(media, value);
            case "fmtp":
                return FormatAttributeParser.AddFmtp(media, value);
            case "rtcp-fb":
                return FormatAttributeParser.AddFeedback(media, value);
            case "extmap":
                return FormatAttributeParser.AddExtension(media, value);
            case "msid":
                media.Msid ??= SourceAttributeParser.ReadMsid(value);
                return SdpErrorKind.None;
            case "ssrc":
                return SourceAttributeParser.AddSsrc(media, value);
            case "ssrc-group":
                return SourceAttributeParser.AddSsrcGroup(media, value);
            case "rid":
                return SimulcastAttributeParser.AddRid(media, value);
            case "simulcast":
                return SimulcastAttributeParser.SetSimulcast(media, value);
            default:
                media.Direction = SdpDirectionExtensions.Parse(name) ?? media.Direction;
                return SdpErrorKind.None;
        }
    }

    // RFC 8839 section 5.1: what is not understood is skipped.
    private static SdpErrorKind AddCandidate(MediaDescription media, ReadOnlySpan<char> value) =>
        IceCandidate.TryParse(value, out var candidate)
            ? media.Candidates.TryAdd(candidate, SdpLimits.MaxCandidates)
            : SdpErrorKind.None;

    private static SdpErrorKind SetSctpPort(MediaDescription media, ReadOnlySpan<char> value)
    {
        if (!ushort.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var port))
            return SdpErrorKind.BadAttribute;
        media.SctpPort = port;
        return SdpErrorKind.None;
    }

    private static SdpErrorKind SetMaxMessageSize(MediaDescription media, ReadOnlySpan<char> value)
    {
        if (!long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var size))
            return SdpErrorKind.BadAttribute;
        media.MaxMessageSize = size;
        return SdpErrorKind.None;
    }
}
