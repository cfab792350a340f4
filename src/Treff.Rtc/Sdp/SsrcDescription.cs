namespace Treff.Rtc.Sdp;

/// <summary>The a=ssrc lines of one SSRC (RFC 5576): its CNAME and, where clients still write it there, its msid.</summary>
public sealed class SsrcDescription(uint ssrc)
{
    public uint Ssrc { get; } = ssrc;

    public string? Cname { get; set; }

    public Msid? Msid { get; set; }
}

/// <summary>a=ssrc-group (RFC 5576 section 4.2): FID pairs a stream with its RTX stream, SIM lists simulcast streams.</summary>
public sealed record SsrcGroup(string Semantics, IReadOnlyList<uint> Ssrcs)
{
    /// <summary>Flow identification: the stream and its retransmissions.</summary>
    public const string FlowIdentification = "FID";

    public const string Simulcast = "SIM";
}
