using System.Globalization;

namespace Treff.Rtc.Sdp;

/// <summary>Reads msid, ssrc and ssrc-group.</summary>
internal static class SourceAttributeParser
{
    private const int MaxGroupMembers = 32;

    // "stream track"
    public static Msid? ReadMsid(ReadOnlySpan<char> value)
    {
        var words = new WordReader(value);
        var stream = words.Next();
        var track = words.Next();
        return stream.IsEmpty ? null : new(stream.ToString(), track.IsEmpty ? null : track.ToString());
    }

    // "1234 cname:x", "1234 msid:stream track"; other attributes (mslabel, label) only name the SSRC
    public static SdpErrorKind AddSsrc(MediaDescription media, ReadOnlySpan<char> value)
    {
        var words = new WordReader(value);
        if (!TryReadSsrc(words.Next(), out var ssrc))
            return SdpErrorKind.BadAttribute;
        var description = media.Ssrcs.Find(known => known.Ssrc == ssrc);
        if (description is null)
        {
            description = new(ssrc);
            var error = media.Ssrcs.TryAdd(description, SdpLimits.MaxSsrcs);
            if (error != SdpErrorKind.None)
                return error;
        }

        var attribute = words.Rest;
        if (attribute.StartsWith("cname:"))
            description.Cname = attribute["cname:".Length..].ToString();
        else if (attribute.StartsWith("msid:"))
            description.Msid = ReadMsid(attribute["msid:".Length..]);
        return SdpErrorKind.None;
    }

    // "FID 1234 5678"
    public static SdpErrorKind AddSsrcGroup(MediaDescription media, ReadOnlySpan<char> value)
    {
        var words = new WordReader(value);
        var semantics = words.Next();
        if (semantics.IsEmpty)
            return SdpErrorKind.BadAttribute;
        var ssrcs = new List<uint>();
        for (var word = words.Next(); !word.IsEmpty; word = words.Next())
        {
            if (!TryReadSsrc(word, out var ssrc))
                return SdpErrorKind.BadAttribute;
            if (ssrcs.TryAdd(ssrc, MaxGroupMembers) != SdpErrorKind.None)
                return SdpErrorKind.TooMany;
        }

        return media.SsrcGroups.TryAdd(new(semantics.ToString(), ssrcs), SdpLimits.MaxSsrcs);
    }

    private static bool TryReadSsrc(ReadOnlySpan<char> text, out uint ssrc) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ssrc);
}
