using System.Globalization;

namespace Treff.Rtc.Sdp;

/// <summary>Reads rtpmap, fmtp, rtcp-fb and extmap.</summary>
internal static class FormatAttributeParser
{
    private const int MaxExtensionId = 255;

    // "111 opus/48000/2"
    public static SdpErrorKind AddRtpMap(MediaDescription media, ReadOnlySpan<char> value)
    {
        var words = new WordReader(value);
        if (!MediaLineParser.TryReadPayloadType(words.Next(), out var payloadType))
            return SdpErrorKind.BadAttribute;
        var encoding = words.Rest;
        Span<Range> parts = stackalloc Range[4];
        var count = encoding.Split(parts, '/');
        if (count is not (2 or 3) || encoding[parts[0]].IsEmpty || !TryReadPositive(encoding[parts[1]], out var clockRate))
            return SdpErrorKind.BadAttribute;
        var channels = 1;
        if (count == 3 && !TryReadPositive(encoding[parts[2]], out channels))
            return SdpErrorKind.BadAttribute;
        return media.RtpMaps.TryAdd(new(payloadType, encoding[parts[0]].ToString(), clockRate, channels), SdpLimits.MaxFormats);
    }

    // "111 minptime=10;useinbandfec=1"
    public static SdpErrorKind AddFmtp(MediaDescription media, ReadOnlySpan<char> value)
    {
        var words = new WordReader(value);
        return MediaLineParser.TryReadPayloadType(words.Next(), out var payloadType)
            ? media.Fmtp.TryAdd(new(payloadType, words.Rest.ToString()), SdpLimits.MaxFormatLines)
            : SdpErrorKind.BadAttribute;
    }

    // "96 nack pli" or "* nack"
    public static SdpErrorKind AddFeedback(MediaDescription media, ReadOnlySpan<char> value)
    {
        var words = new WordReader(value);
        var format = words.Next();
        var payloadType = RtcpFeedback.AnyPayloadType;
        if (format is not "*" && !MediaLineParser.TryReadPayloadType(format, out payloadType))
            return SdpErrorKind.BadAttribute;
        var feedback = words.Rest;
        return feedback.IsEmpty
            ? SdpErrorKind.BadAttribute
            : media.RtcpFeedback.TryAdd(new(payloadType, feedback.ToString()), SdpLimits.MaxFormatLines);
    }

    // "4/sendonly urn:ietf:params:rtp-hdrext:sdes:mid"
    public static SdpErrorKind AddExtension(MediaDescription media, ReadOnlySpan<char> value)
    {
        var words = new WordReader(value);
        var number = words.Next();
        var uri = words.Next();
        SdpDirection? direction = null;
        var slash = number.IndexOf('/');
        if (slash >= 0)
        {
            direction = SdpDirectionExtensions.Parse(number[(slash + 1)..]);
            number = number[..slash];
        }

        if (uri.IsEmpty || !TryReadPositive(number, out var id))
            return SdpErrorKind.BadAttribute;

        // RFC 8285 section 5: 4096 and up are proposals without an id yet.
        return id > MaxExtensionId
            ? SdpErrorKind.None
            : media.ExtMaps.TryAdd(new(id, uri.ToString(), direction), SdpLimits.MaxExtensions);
    }

    private static bool TryReadPositive(ReadOnlySpan<char> text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value > 0;
}
