using System.Globalization;

namespace Treff.Rtc.Sdp;

/// <summary>Reads an m-line (RFC 8866 section 5.14): "audio 9 UDP/TLS/RTP/SAVPF 111 63".</summary>
internal static class MediaLineParser
{
    public const int MaxPayloadType = 127;

    public static SdpErrorKind TryParse(ReadOnlySpan<char> value, SdpDirection direction, out MediaDescription? media)
    {
        media = null;
        var words = new WordReader(value);
        var type = words.Next();
        if (!TryReadPort(words.Next(), out var port))
            return SdpErrorKind.BadMedia;
        var protocol = words.Next();
        if (protocol.IsEmpty)
            return SdpErrorKind.BadMedia;
        var result = new MediaDescription { Type = type.ToString(), Port = port, Protocol = protocol.ToString(), Direction = direction };
        var error = ReadFormats(ref words, result);
        media = error == SdpErrorKind.None ? result : null;
        return error;
    }

    // "9/2" is a range of ports, of which only the first matters here.
    private static bool TryReadPort(ReadOnlySpan<char> text, out ushort port)
    {
        var slash = text.IndexOf('/');
        return ushort.TryParse(slash < 0 ? text : text[..slash], NumberStyles.None, CultureInfo.InvariantCulture, out port);
    }

    private static SdpErrorKind ReadFormats(ref WordReader words, MediaDescription media)
    {
        var isRtp = media.IsRtp;
        var error = SdpErrorKind.None;
        for (var format = words.Next(); !format.IsEmpty && error == SdpErrorKind.None; format = words.Next())
        {
            if (!isRtp)
                error = media.Formats.TryAdd(format.ToString(), SdpLimits.MaxFormats);
            else if (TryReadPayloadType(format, out var payloadType))
                error = media.PayloadTypes.TryAdd(payloadType, SdpLimits.MaxFormats);
            else
                error = SdpErrorKind.BadMedia;
        }

        return error;
    }

    public static bool TryReadPayloadType(ReadOnlySpan<char> text, out int payloadType) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out payloadType) && payloadType <= MaxPayloadType;
}
