using System.Diagnostics;

namespace Treff.Rtc.Sdp;

/// <summary>The direction of a section or header extension as its writer sees it (RFC 8866 section 6.7).</summary>
public enum SdpDirection
{
    SendReceive,
    SendOnly,
    ReceiveOnly,
    Inactive,
}

public static class SdpDirectionExtensions
{
    public static bool Sends(this SdpDirection direction) => direction is SdpDirection.SendReceive or SdpDirection.SendOnly;

    public static bool Receives(this SdpDirection direction) => direction is SdpDirection.SendReceive or SdpDirection.ReceiveOnly;

    internal static string ToText(this SdpDirection direction) => direction switch
    {
        SdpDirection.SendReceive => "sendrecv",
        SdpDirection.SendOnly => "sendonly",
        SdpDirection.ReceiveOnly => "recvonly",
        SdpDirection.Inactive => "inactive",
        _ => throw new UnreachableException(),
    };

    internal static SdpDirection? Parse(ReadOnlySpan<char> text) => text switch
    {
        "sendrecv" => SdpDirection.SendReceive,
        "sendonly" => SdpDirection.SendOnly,
        "recvonly" => SdpDirection.ReceiveOnly,
        "inactive" => SdpDirection.Inactive,
        _ => null,
    };
}
