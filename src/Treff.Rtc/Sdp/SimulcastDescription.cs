namespace Treff.Rtc.Sdp;

/// <summary>One encoding of a simulcast list; "~" in front marks it as paused at first.</summary>
public readonly record struct SimulcastStream(string Rid, bool IsPaused = false);

/// <summary>
/// a=simulcast (RFC 8853): the rids of the encodings sent and received, in the writer's order. Deviation: of alternatives for one encoding
/// ("1,2") only the first is kept; WebRTC does not use them (RFC 8829 section 5.2.1).
/// </summary>
public sealed record SimulcastDescription(IReadOnlyList<SimulcastStream> Send, IReadOnlyList<SimulcastStream> Receive);
