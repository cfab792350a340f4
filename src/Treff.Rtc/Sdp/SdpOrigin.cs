namespace Treff.Rtc.Sdp;

/// <summary>The o-line (RFC 8866 section 5.2): the version grows with every new description of the session.</summary>
public sealed record SdpOrigin(string Username, ulong SessionId, ulong SessionVersion, string Address)
{
    /// <summary>The origin of a server that does not tell its address here (RFC 8829 section 5.2.1).</summary>
    public static SdpOrigin Anonymous(ulong sessionId, ulong sessionVersion) => new("-", sessionId, sessionVersion, "0.0.0.0");
}
