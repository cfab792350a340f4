using Google.Protobuf.Collections;
using Treff.LiveKit;
using Treff.LiveKit.Protocol;

namespace Treff.Sfu.Signal;

/// <summary>A track that was announced and has a sid, but no m-line yet.</summary>
internal sealed class PendingTrack
{
    private PendingTrack(string cid, string preferredCodec, TrackInfo info)
    {
        Cid = cid;
        PreferredCodec = preferredCodec;
        Info = info;
    }

    /// <summary>The client's own name for it.</summary>
    public string Cid { get; }

    public string PreferredCodec { get; }

    public TrackInfo Info { get; }

    public static PendingTrack Create(AddTrackRequest request)
    {
        var isVideo = request.Type == TrackType.Video;
        var primary = request.SimulcastCodecs.FirstOrDefault();
        var codecName = isVideo ? PublishCodecs.VideoOrDefault(primary?.Codec ?? "") : "opus";
        var layers = primary is { Layers.Count: > 0 } ? primary.Layers : request.Layers;
        var info = new TrackInfo
        {
            Sid = Sid.NewTrack(request.Type, request.Source),
            Type = request.Type,
            Name = request.Name,
            Source = request.Source,
            Muted = request.Muted,
            Width = request.Width,
            Height = request.Height,
            Simulcast = isVideo && layers.Count > 1 && !PublishCodecs.IsScalable(codecName),
            DisableDtx = request.DisableDtx || request.AudioFeatures.Contains(AudioTrackFeature.TfNoDtx),
            DisableRed = request.DisableRed,
            Stereo = request.Stereo || request.AudioFeatures.Contains(AudioTrackFeature.TfStereo),
            Encryption = request.Encryption,
            Stream = request.Stream.Length > 0 ? request.Stream : StreamOf(request.Source),
            // Audio has no second codec; LiveKit reports it so.
            BackupCodecPolicy = isVideo ? request.BackupCodecPolicy : BackupCodecPolicy.Simulcast,
        };
        info.AudioFeatures.AddRange(request.AudioFeatures);
        info.PacketTrailerFeatures.AddRange(request.PacketTrailerFeatures);
        info.Layers.AddRange(layers.OrderBy(layer => layer.Quality).Select(layer => layer.Clone()));
        info.Codecs.Add(CodecInfo(request.Cid, isVideo, codecName, info));
        return new PendingTrack(request.Cid, codecName, info);
    }

    /// <summary>The info of the published track: its m-line, and which rid is which layer.</summary>
    public TrackInfo Complete(MediaSection section, DateTimeOffset utcNow)
    {
        Info.Mid = section.Mid;
        Info.Codecs[0].Mid = section.Mid;
        if (section.OfferedCid is { } sdpCid && sdpCid != Cid)
            Info.Codecs[0].SdpCid = sdpCid;
        Info.Version = new TimedVersion { UnixMicro = (utcNow - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond };
        NumberLayers(Info.Layers, section.Rids);
        NumberLayers(Info.Codecs[0].Layers, section.Rids);
        for (var layer = 0; layer < section.SimulcastSsrcs.Count; layer++)
            TakeSsrc(Info, layer, section.SimulcastSsrcs[layer]);
        if (section.LayerCount == 0 && section.Offer.Ssrcs.Count > 0)
            TakeSsrc(Info, 0, section.Offer.Ssrcs[0].Ssrc);
        return Info;
    }

    public static void TakeSsrc(TrackInfo info, int layer, uint ssrc)
    {
        if (layer < info.Layers.Count)
            info.Layers[layer].Ssrc = ssrc;
        if (info.Codecs.Count > 0 && layer < info.Codecs[0].Layers.Count)
            info.Codecs[0].Layers[layer].Ssrc = ssrc;
    }

    private static void NumberLayers(RepeatedField<VideoLayer> layers, IReadOnlyList<string> rids)
    {
        for (var i = 0; i < layers.Count; i++)
        {
            layers[i].SpatialLayer = i;
            if (i < rids.Count)
                layers[i].Rid = rids[i];
        }
    }

    private static SimulcastCodecInfo CodecInfo(string cid, bool isVideo, string codecName, TrackInfo info)
    {
        var codec = new SimulcastCodecInfo
        {
            Cid = cid,
            MimeType = isVideo ? "video/" + codecName.ToLowerInvariant() : "",
            VideoLayerMode = isVideo && PublishCodecs.IsScalable(codecName)
                ? VideoLayer.Types.Mode.MultipleSpatialLayersPerStream
                : VideoLayer.Types.Mode.OneSpatialLayerPerStream,
        };
        codec.Layers.AddRange(info.Layers.Select(layer => layer.Clone()));
        return codec;
    }

    private static string StreamOf(TrackSource source) => source switch
    {
        TrackSource.Camera or TrackSource.Microphone => "camera",
        TrackSource.ScreenShare or TrackSource.ScreenShareAudio => "screen",
        _ => "unknown",
    };
}
