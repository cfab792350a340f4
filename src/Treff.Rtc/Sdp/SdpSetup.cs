using System.Diagnostics;

namespace Treff.Rtc.Sdp;

/// <summary>Who opens the DTLS connection (RFC 4145 section 4, RFC 8842): the active side sends the ClientHello.</summary>
public enum SdpSetup
{
    ActPass,
    Active,
    Passive,
    HoldConnection,
}

internal static class SdpSetupText
{
    public static string ToText(this SdpSetup setup) => setup switch
    {
        SdpSetup.ActPass => "actpass",
        SdpSetup.Active => "active",
        SdpSetup.Passive => "passive",
        SdpSetup.HoldConnection => "holdconn",
        _ => throw new UnreachableException(),
    };

    public static SdpSetup? Parse(ReadOnlySpan<char> text) => text switch
    {
        "actpass" => SdpSetup.ActPass,
        "active" => SdpSetup.Active,
        "passive" => SdpSetup.Passive,
        "holdconn" => SdpSetup.HoldConnection,
        _ => null,
    };
}
