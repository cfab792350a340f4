namespace Treff.Rtc.Sdp;

/// <summary>a=rtpmap (RFC 8866 section 6.6). The clock rate is in Hz; channels are 1 when not given.</summary>
public sealed record RtpMap(int PayloadType, string EncodingName, int ClockRate, int Channels = 1)
{
    /// <summary>Encoding names are compared without regard to case (RFC 4855 section 3).</summary>
    public bool Is(string encodingName) => string.Equals(EncodingName, encodingName, StringComparison.OrdinalIgnoreCase);
}
