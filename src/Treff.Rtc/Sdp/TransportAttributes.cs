namespace Treff.Rtc.Sdp;

/// <summary>What may stand at session level for all sections or in a section for itself.</summary>
public abstract class TransportAttributes
{
    public string? IceUfrag { get; set; }

    public string? IcePwd { get; set; }

    /// <summary>Tags such as "trickle" and "renomination" (RFC 8839 section 5.6).</summary>
    public List<string> IceOptions { get; } = [];

    public List<SdpFingerprint> Fingerprints { get; } = [];

    public SdpSetup? Setup { get; set; }

    /// <summary>a=extmap-allow-mixed (RFC 8285 section 6): one-byte and two-byte header extensions may be mixed in a stream.</summary>
    public bool ExtmapAllowMixed { get; set; }
}
