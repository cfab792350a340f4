namespace Treff.Rtc.Sdp;

/// <summary>a=extmap (RFC 8285 section 5): the id that a header extension has in this section; 1 to 14 fit the one-byte form.</summary>
public sealed record ExtensionMap(int Id, string Uri, SdpDirection? Direction = null);
