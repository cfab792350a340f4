namespace Treff.Rtc.Sdp;

/// <summary>a=rid (RFC 8851): one encoding of the section, with its restrictions as text ("" for none).</summary>
public sealed record RtpRid(string Id, RidDirection Direction, string Parameters = "");

/// <summary>Whether the writer of the line sends or receives the encoding.</summary>
public enum RidDirection
{
    Send,
    Receive,
}
