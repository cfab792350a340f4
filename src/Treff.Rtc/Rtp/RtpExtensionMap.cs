namespace Treff.Rtc.Rtp;

/// <summary>The header extensions negotiated for one media section (RFC 8285 section 5): the id of each known URI, 0 = not negotiated.</summary>
public sealed record RtpExtensionMap
{
    public const string MidUri = "urn:ietf:params:rtp-hdrext:sdes:mid";
    public const string RtpStreamIdUri = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id";
    public const string RepairedRtpStreamIdUri = "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id";
    public const string AudioLevelUri = "urn:ietf:params:rtp-hdrext:ssrc-audio-level";
    public const string TransportCcUri = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01";
    public const string AbsSendTimeUri = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time";
    public const string DependencyDescriptorUri =
        "https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension";
    public const string AbsCaptureTimeUri = "http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time";
    public const string VideoOrientationUri = "urn:3gpp:video-orientation";
    public const string PlayoutDelayUri = "http://www.webrtc.org/experiments/rtp-hdrext/playout-delay";

    public static readonly RtpExtensionMap Empty = new();

    /// <summary>RFC 8843: media identification.</summary>
    public byte Mid { get; init; }

    /// <summary>RFC 8852: rid of a simulcast layer.</summary>
    public byte RtpStreamId { get; init; }

    /// <summary>RFC 8852: rid of the layer that an RTX stream repairs.</summary>
    public byte RepairedRtpStreamId { get; init; }

    /// <summary>RFC 6464: client-to-mixer audio level.</summary>
    public byte AudioLevel { get; init; }

    /// <summary>Transport-wide sequence number (draft-holmer-rmcat-transport-wide-cc-extensions-01).</summary>
    public byte TransportCc { get; init; }

    /// <summary>24-bit send time, 6.18 fixed point seconds.</summary>
    public byte AbsSendTime { get; init; }

    /// <summary>AV1 RTP specification, appendix A.</summary>
    public byte DependencyDescriptor { get; init; }

    public byte AbsCaptureTime { get; init; }

    /// <summary>3GPP TS 26.114: rotation of the camera.</summary>
    public byte VideoOrientation { get; init; }

    public byte PlayoutDelay { get; init; }

    /// <summary>True when the two-byte form may be sent (a=extmap-allow-mixed).</summary>
    public bool AllowMixed { get; init; }

    /// <summary>Picks the known URIs; ids outside 1 to 255 and unknown URIs are ignored, the first of a repeated URI counts.</summary>
    public static RtpExtensionMap From(IEnumerable<(int Id, string Uri)> extensions, bool allowMixed = false)
    {
        ArgumentNullException.ThrowIfNull(extensions);
        var ids = new Dictionary<string, byte>(StringComparer.Ordinal);
        foreach (var (id, uri) in extensions)
        {
            if (id is > 0 and <= 255) ids.TryAdd(uri, (byte)id);
        }

        return new RtpExtensionMap
        {
            Mid = ids.GetValueOrDefault(MidUri),
            RtpStreamId = ids.GetValueOrDefault(RtpStreamIdUri),
            RepairedRtpStreamId = ids.GetValueOrDefault(RepairedRtpStreamIdUri),
            AudioLevel = ids.GetValueOrDefault(AudioLevelUri),
            TransportCc = ids.GetValueOrDefault(TransportCcUri),
            AbsSendTime = ids.GetValueOrDefault(AbsSendTimeUri),
            DependencyDescriptor = ids.GetValueOrDefault(DependencyDescriptorUri),
            AbsCaptureTime = ids.GetValueOrDefault(AbsCaptureTimeUri),
            VideoOrientation = ids.GetValueOrDefault(VideoOrientationUri),
            PlayoutDelay = ids.GetValueOrDefault(PlayoutDelayUri),
            AllowMixed = allowMixed,
        };
    }
}
