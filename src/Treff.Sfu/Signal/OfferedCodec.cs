using System.Globalization;
using Treff.Rtc.Sdp;

namespace Treff.Sfu.Signal;

/// <summary>A codec of an offered section that we can forward, with its payload types there.</summary>
/// <param name="Name">The usual spelling of the encoding name.</param>
/// <param name="Parameters">The fmtp text, null without one.</param>
/// <param name="Feedback">The offered rtcp-fb values.</param>
internal sealed record OfferedCodec(
    byte PayloadType, string Name, int ClockRate, int Channels, string? Parameters, byte? RtxPayloadType, IReadOnlyList<string> Feedback)
{
    private static readonly string[] Known = ["opus", "VP8", "H264", "VP9", "AV1"];

    /// <summary>
    /// The codecs of a section that can be forwarded, in the order of the publish codecs. Of H.264 constrained baseline, which everybody
    /// decodes, when it is offered; of VP9 and AV1 profile 0.
    /// </summary>
    public static IReadOnlyList<OfferedCodec> Read(MediaDescription media)
    {
        var codecs = new List<OfferedCodec>();
        foreach (var map in media.RtpMaps)
        {
            if (media.PayloadTypes.Contains(map.PayloadType) && Create(media, map) is { } codec)
                codecs.Add(codec);
        }

        if (codecs.Exists(IsConstrainedBaseline))
            codecs.RemoveAll(codec => codec.Name == "H264" && !IsConstrainedBaseline(codec));
        return [.. codecs.OrderBy(codec => Array.IndexOf(Known, codec.Name)).ThenBy(codec => PacketizationOrder(codec))];
    }

    /// <summary>Redundant audio (RED, RFC 2198) of a codec of the same section; null when it is not offered for it.</summary>
    public static OfferedCodec? ReadRed(MediaDescription media, OfferedCodec audio)
    {
        foreach (var map in media.RtpMaps)
        {
            if (!map.Is("red") || map.ClockRate != audio.ClockRate || map.PayloadType is < 0 or > 127 || !media.PayloadTypes.Contains(map.PayloadType))
                continue;
            var blocks = media.FindFmtp(map.PayloadType)?.Text;
            if (blocks?.Split('/').All(block => block == audio.PayloadType.ToString(CultureInfo.InvariantCulture)) == true)
                return new OfferedCodec((byte)map.PayloadType, "red", map.ClockRate, map.Channels, blocks, null, []);
        }

        return null;
    }

    /// <summary>The one among these that is the same codec as another, preferably packetized the same way.</summary>
    public static OfferedCodec? Find(IReadOnlyList<OfferedCodec> codecs, OfferedCodec published) =>
        codecs.FirstOrDefault(codec => codec.Name == published.Name && PacketizationOrder(codec) == PacketizationOrder(published))
        ?? codecs.FirstOrDefault(codec => codec.Name == published.Name);

    private static OfferedCodec? Create(MediaDescription media, RtpMap map)
    {
        if (map.PayloadType is < 0 or > 127 || Array.Find(Known, map.Is) is not { } name)
            return null;
        var fmtp = media.FindFmtp(map.PayloadType);
        if (!HasUsableProfile(name, fmtp))
            return null;
        var rtx = media.FindRtxPayloadType(map.PayloadType);
        return new OfferedCodec(
            (byte)map.PayloadType,
            name,
            map.ClockRate,
            map.Channels,
            fmtp?.Text,
            rtx is >= 0 and <= 127 ? (byte)rtx : null,
            [.. media.RtcpFeedback
                .Where(feedback => feedback.PayloadType == map.PayloadType || feedback.PayloadType == RtcpFeedback.AnyPayloadType)
                .Select(feedback => feedback.Value)]);
    }

    private static bool HasUsableProfile(string name, FormatParameters? fmtp) => name switch
    {
        "VP9" => fmtp?.Find("profile-id") is null or "0",
        "AV1" => fmtp?.Find("profile") is null or "0",
        _ => true,
    };

    private static bool IsConstrainedBaseline(OfferedCodec codec) =>
        codec.Name == "H264" && codec.Parameters?.Contains("profile-level-id=42e0", StringComparison.OrdinalIgnoreCase) == true;

    private static int PacketizationOrder(OfferedCodec codec) =>
        codec.Name == "H264" && codec.Parameters?.Contains("packetization-mode=1", StringComparison.Ordinal) != true ? 1 : 0;
}
