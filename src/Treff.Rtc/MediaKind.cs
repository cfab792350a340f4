namespace Treff.Rtc;

/// <summary>The media types of SDP m-lines that carry RTP.</summary>
public enum MediaKind
{
    Audio,
    Video,
}
