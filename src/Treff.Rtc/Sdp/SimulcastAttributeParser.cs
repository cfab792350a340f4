namespace Treff.Rtc.Sdp;

/// <summary>Reads rid and simulcast.</summary>
internal static class SimulcastAttributeParser
{
    // "q send pt=96;max-width=320"
    public static SdpErrorKind AddRid(MediaDescription media, ReadOnlySpan<char> value)
    {
        var words = new WordReader(value);
        var id = words.Next();
        var direction = words.Next();
        if (!IsRid(id) || direction is not ("send" or "recv"))
            return SdpErrorKind.BadAttribute;
        var rid = new RtpRid(id.ToString(), direction is "send" ? RidDirection.Send : RidDirection.Receive, words.Rest.ToString());
        return media.Rids.TryAdd(rid, SdpLimits.MaxRids);
    }

    // "send q;h;~f recv 1;2"
    public static SdpErrorKind SetSimulcast(MediaDescription media, ReadOnlySpan<char> value)
    {
        var send = new List<SimulcastStream>();
        var receive = new List<SimulcastStream>();
        var words = new WordReader(value);
        for (var direction = words.Next(); !direction.IsEmpty; direction = words.Next())
        {
            if (direction is not ("send" or "recv"))
                return SdpErrorKind.BadAttribute;
            var error = AddStreams(direction is "send" ? send : receive, words.Next());
            if (error != SdpErrorKind.None)
                return error;
        }

        media.Simulcast = new(send, receive);
        return send.Count + receive.Count > 0 ? SdpErrorKind.None : SdpErrorKind.BadAttribute;
    }

    private static SdpErrorKind AddStreams(List<SimulcastStream> streams, ReadOnlySpan<char> list)
    {
        foreach (var range in list.Split(';'))
        {
            var stream = list[range];
            var comma = stream.IndexOf(',');
            if (comma >= 0)
                stream = stream[..comma];
            var isPaused = stream.StartsWith('~');
            var rid = isPaused ? stream[1..] : stream;
            if (!IsRid(rid))
                return SdpErrorKind.BadAttribute;
            if (streams.TryAdd(new(rid.ToString(), isPaused), SdpLimits.MaxRids) != SdpErrorKind.None)
                return SdpErrorKind.TooMany;
        }

        return SdpErrorKind.None;
    }

    // RFC 8851 section 10: letters, digits, "-" and "_". The length is what a two-byte header extension can carry.
    private static bool IsRid(ReadOnlySpan<char> text)
    {
        if (text.Length is 0 or > 255)
            return false;
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_'))
                return false;
        }

        return true;
    }
}
