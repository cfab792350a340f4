namespace Treff.Rtc.Sdp;

/// <summary>a=msid (RFC 8830): the media stream ("-" for none) and the track that a section carries. The track may be missing.</summary>
public sealed record Msid(string Stream, string? Track);
