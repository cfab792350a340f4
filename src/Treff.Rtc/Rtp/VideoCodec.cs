namespace Treff.Rtc.Rtp;

/// <summary>The video codecs whose payloads this project can look into.</summary>
public enum VideoCodec
{
    /// <summary>Forwarded without looking inside.</summary>
    Unknown,
    Vp8,
    Vp9,
    H264,
    H265,
    Av1,
}

public static class VideoCodecs
{
    /// <summary>From the encoding name of an rtpmap line or the last part of a mime type, case-insensitive.</summary>
    public static VideoCodec FromName(ReadOnlySpan<char> encodingName)
    {
        if (Is(encodingName, "VP8")) return VideoCodec.Vp8;
        if (Is(encodingName, "VP9")) return VideoCodec.Vp9;
        if (Is(encodingName, "H264")) return VideoCodec.H264;
        if (Is(encodingName, "H265")) return VideoCodec.H265;
        return Is(encodingName, "AV1") ? VideoCodec.Av1 : VideoCodec.Unknown;
    }

    private static bool Is(ReadOnlySpan<char> name, string codec) => name.Equals(codec, StringComparison.OrdinalIgnoreCase);
}
