using Treff.Rtc.Ice;

namespace Treff.Rtc.Sdp;

/// <summary>One m-line with its attributes (RFC 8866 section 5.14, RFC 8829 section 5.2.1): a "section".</summary>
public sealed class MediaDescription : TransportAttributes
{
    public const string RtpProtocol = "UDP/TLS/RTP/SAVPF";
    public const string SctpProtocol = "UDP/DTLS/SCTP";
    public const string DataChannelFormat = "webrtc-datachannel";

    /// <summary>The port of a section whose address is learned through ICE (RFC 8829 section 5.2.1): "discard".</summary>
    public const int DiscardPort = 9;

    /// <summary>"audio", "video", "application" or something unknown.</summary>
    public required string Type { get; init; }

    /// <summary>Null for everything but audio and video.</summary>
    public MediaKind? Kind => Type switch
    {
        "audio" => MediaKind.Audio,
        "video" => MediaKind.Video,
        _ => null,
    };

    /// <summary>0 rejects the section, unless it is <see cref="BundleOnly"/>.</summary>
    public int Port { get; set; } = DiscardPort;

    public string Protocol { get; init; } = RtpProtocol;

    /// <summary>Payload types in order of preference; empty unless the protocol is RTP.</summary>
    public List<int> PayloadTypes { get; } = [];

    /// <summary>Formats of other protocols, e.g. "webrtc-datachannel"; empty for RTP.</summary>
    public List<string> Formats { get; } = [];

    public string? Mid { get; set; }

    public SdpDirection Direction { get; set; }

    public List<RtpMap> RtpMaps { get; } = [];

    public List<FormatParameters> Fmtp { get; } = [];

    public List<RtcpFeedback> RtcpFeedback { get; } = [];

    public List<ExtensionMap> ExtMaps { get; } = [];

    public List<RtpRid> Rids { get; } = [];

    public SimulcastDescription? Simulcast { get; set; }

    /// <summary>The first a=msid of the section.</summary>
    public Msid? Msid { get; set; }

    public List<SsrcDescription> Ssrcs { get; } = [];

    public List<SsrcGroup> SsrcGroups { get; } = [];

    public bool RtcpMux { get; set; }

    public bool RtcpRsize { get; set; }

    public bool BundleOnly { get; set; }

    public List<IceCandidate> Candidates { get; } = [];

    public bool EndOfCandidates { get; set; }

    public int? SctpPort { get; set; }

    /// <summary>Bytes of the largest data channel message the writer takes; 0 means any size (RFC 8841 section 6).</summary>
    public long? MaxMessageSize { get; set; }

    public bool IsRtp => Protocol.Contains("RTP/", StringComparison.Ordinal);

    public bool IsDataChannel => Type == "application" && Formats.Contains(DataChannelFormat);

    public bool IsRejected => Port == 0 && !BundleOnly;

    /// <summary>A data channel section as RFC 8841 writes it.</summary>
    public static MediaDescription DataChannel(int sctpPort, long maxMessageSize)
    {
        var media = new MediaDescription { Type = "application", Protocol = SctpProtocol, SctpPort = sctpPort, MaxMessageSize = maxMessageSize };
        media.Formats.Add(DataChannelFormat);
        return media;
    }

    public RtpMap? FindRtpMap(int payloadType) => RtpMaps.Find(map => map.PayloadType == payloadType);

    public FormatParameters? FindFmtp(int payloadType) => Fmtp.Find(parameters => parameters.PayloadType == payloadType);

    /// <summary>The payload type of the RTX stream for <paramref name="payloadType"/> (RFC 4588, "apt"); null without one.</summary>
    public int? FindRtxPayloadType(int payloadType)
    {
        foreach (var map in RtpMaps)
        {
            if (map.Is("rtx") && int.TryParse(FindFmtp(map.PayloadType)?.Find("apt"), out var apt) && apt == payloadType)
                return map.PayloadType;
        }

        return null;
    }

    /// <summary>Whether the section lists the feedback, e.g. "nack pli", for the payload type or for all.</summary>
    public bool HasFeedback(int payloadType, string value) => RtcpFeedback.Exists(feedback =>
        feedback.Value == value && (feedback.PayloadType == payloadType || feedback.PayloadType == Sdp.RtcpFeedback.AnyPayloadType));

    /// <summary>The id of a header extension, 0 when it is not listed.</summary>
    public int FindExtension(string uri) => ExtMaps.Find(map => map.Uri == uri)?.Id ?? 0;
}
