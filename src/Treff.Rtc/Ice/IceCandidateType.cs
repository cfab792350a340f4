namespace Treff.Rtc.Ice;

/// <summary>Candidate types (RFC 8445 section 4): "host", "srflx", "prflx", "relay" in SDP.</summary>
public enum IceCandidateType
{
    Host,
    ServerReflexive,
    PeerReflexive,
    Relayed,
}
