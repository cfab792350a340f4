namespace Treff.Rtc.Sdp;

/// <summary>a=group (RFC 5888): sections that belong together, e.g. BUNDLE (RFC 9143) for one transport.</summary>
public sealed record MediaGroup(string Semantics, IReadOnlyList<string> Mids)
{
    public const string Bundle = "BUNDLE";
}
