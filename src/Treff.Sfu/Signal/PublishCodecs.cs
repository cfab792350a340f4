using Treff.LiveKit.Protocol;

namespace Treff.Sfu.Signal;

/// <summary>The codecs that may be published, in the order LiveKit lists them; no H.265.</summary>
internal static class PublishCodecs
{
    private static readonly string[] Video = ["VP8", "H264", "VP9", "AV1"];

    public static IReadOnlyList<Codec> Enabled { get; } =
        [.. Video.Select(name => new Codec { Mime = "video/" + name }), new Codec { Mime = "audio/opus" }, new Codec { Mime = "audio/red" }];

    public static IReadOnlyList<Codec> RoomCodecs { get; } =
        [new Codec { Mime = "audio/opus" }, new Codec { Mime = "audio/red" }, .. Video.Select(name => new Codec { Mime = "video/" + name }), new Codec { Mime = "video/rtx" }];

    /// <summary>The SDP name of the codec a client asks for (<c>vp8</c>, <c>video/H264</c>); the first enabled one when it is unknown.</summary>
    public static string VideoOrDefault(string requested) => FindVideo(requested) ?? Video[0];

    public static bool IsEnabled(string video) => FindVideo(video) is not null;

    /// <summary>The second codec beside another: the one that is asked for, else one that everybody decodes.</summary>
    public static string BackupFor(string primary, string requested)
    {
        var name = VideoOrDefault(requested);
        return name == primary ? Video[0] : name;
    }

    private static string? FindVideo(string requested)
    {
        var name = requested.StartsWith("video/", StringComparison.OrdinalIgnoreCase) ? requested[6..] : requested;
        return Array.Find(Video, candidate => candidate.Equals(name, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Spatial layers inside one stream (SVC) rather than one stream per layer (simulcast).</summary>
    public static bool IsScalable(string codec) => codec is "VP9" or "AV1";
}
