namespace Treff.Rtc.Sdp;

/// <summary>
/// What a description may hold. Real ones of a large meeting have some 100 sections of 2 to 4 KiB; the limits leave room and keep a
/// stranger's description from costing more than a few milliseconds.
/// </summary>
public static class SdpLimits
{
    /// <summary>Characters of the whole text.</summary>
    public const int MaxLength = 256 * 1024;

    public const int MaxMedia = 500;

    /// <summary>Formats of one m-line: RTP has 128 payload types.</summary>
    public const int MaxFormats = 200;

    /// <summary>fmtp or rtcp-fb lines of one section; Chromium sends about 70.</summary>
    public const int MaxFormatLines = 1000;

    /// <summary>Header extensions of one section: two-byte ids go to 255.</summary>
    public const int MaxExtensions = 255;

    public const int MaxCandidates = 200;

    /// <summary>SSRCs, and SSRC groups, of one section: simulcast with RTX uses 6.</summary>
    public const int MaxSsrcs = 128;

    public const int MaxRids = 32;

    /// <summary>Groups of the session, fingerprints of one level.</summary>
    public const int MaxGroups = 16;
}
