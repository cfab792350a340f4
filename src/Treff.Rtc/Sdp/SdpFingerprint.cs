namespace Treff.Rtc.Sdp;

/// <summary>
/// The hash of a DTLS certificate (RFC 8122 section 5), brought to one form: algorithm in lower case, value as "AA:BB:…" in upper case.
/// </summary>
public sealed record SdpFingerprint(string Algorithm, string Value);
