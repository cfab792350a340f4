namespace Treff.Rtc.Sdp;

/// <summary>The hash of a DTLS certificate (RFC 8122 section 5): algorithm in lower case, value as "AA:BB:…".</summary>
public sealed record SdpFingerprint(string Algorithm, string Value);
