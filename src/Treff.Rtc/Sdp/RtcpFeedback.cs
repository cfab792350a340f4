namespace Treff.Rtc.Sdp;

/// <summary>a=rtcp-fb (RFC 4585 section 4.2). <see cref="Value"/> is everything behind the payload type: "nack", "nack pli", "ccm fir", "transport-cc" …</summary>
public sealed record RtcpFeedback(int PayloadType, string Value)
{
    /// <summary>The payload type of "a=rtcp-fb:*": all of the section.</summary>
    public const int AnyPayloadType = -1;
}
