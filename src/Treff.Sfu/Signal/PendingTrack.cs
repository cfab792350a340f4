using Google.Protobuf.Collections;
using Treff.LiveKit;
using Treff.LiveKit.Protocol;
using Treff.Sfu.Forwarding;

namespace Treff.Sfu.Signal;

/// <summary>A track that was announced and has a sid, but no m-line yet.</summary>
internal sealed class PendingTrack
{
    private readonly int _codec;

    private PendingTrack(string cid, string preferredCodec, TrackInfo info, int codec = 0)
    {
        _codec = codec;
        Cid = cid;
        PreferredCodec = preferredCodec;
        Info = info;
    }

    /// <summary>The client's own name for it.</summary>
    public string Cid { get; }

    public string PreferredCodec { get; }

    public TrackInfo Info { get; }

    /// <summary>The published track that this is the second codec of.</summary>
    public PublishedTrack? Primary { get; private init; }

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
        info.Codecs.Add(CodecInfo(request.Cid, isVideo, codecName, info.Layers));
        if (isVideo)
            AddBackupCodec(info, request, codecName);
        return new PendingTrack(request.Cid, codecName, info);
    }

    /// <summary>
    /// The publisher was told that somebody needs another codec. Which one was agreed when the track was announced; livekit-client names its
    /// first codec here again.
    /// </summary>
    public static PendingTrack CreateBackup(AddTrackRequest request, PublishedTrack primary)
    {
        var info = primary.Info;
        var requested = request.SimulcastCodecs.FirstOrDefault();
        if (info.Codecs.Count < PublishedTrack.MaxCodecs)
            info.Codecs.Add(CodecInfo("", isVideo: true, PublishCodecs.BackupFor(primary.Codec.Name, requested?.Codec ?? ""), request.Layers));
        var codec = info.Codecs[1];
        codec.Cid = request.Cid;
        var layers = requested is { Layers.Count: > 0 } ? requested.Layers : request.Layers;
        if (layers.Count > 0)
        {
            codec.Layers.Clear();
            codec.Layers.AddRange(Sorted(layers));
        }

        return new PendingTrack(request.Cid, PublishCodecs.VideoOrDefault(codec.MimeType), info, codec: 1) { Primary = primary };
    }

    /// <summary>The info of the published track: its m-line, and which rid is which layer.</summary>
    public TrackInfo Complete(MediaSection section, DateTimeOffset utcNow)
    {
        Info.Codecs[_codec].Mid = section.Mid;
        if (section.OfferedCid is { } sdpCid && sdpCid != Cid)
            Info.Codecs[_codec].SdpCid = sdpCid;
        NumberLayers(Info.Codecs[_codec].Layers, section.Rids);
        TakeSsrcs(section);
        if (Primary is not null)
            return Info;
        Info.Mid = section.Mid;
        Info.Version = new TimedVersion { UnixMicro = (utcNow - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond };
        NumberLayers(Info.Layers, section.Rids);
        return Info;
    }

    private void TakeSsrcs(MediaSection section)
    {
        for (var layer = 0; layer < section.SimulcastSsrcs.Count; layer++)
            TakeSsrc(Info, _codec, layer, section.SimulcastSsrcs[layer]);
        if (section.LayerCount == 0 && section.Offer.Ssrcs.Count > 0)
            TakeSsrc(Info, _codec, 0, section.Offer.Ssrcs[0].Ssrc);
    }

    public static void TakeSsrc(TrackInfo info, int codec, int layer, uint ssrc)
    {
        if (codec == 0 && layer < info.Layers.Count)
            info.Layers[layer].Ssrc = ssrc;
        if (codec < info.Codecs.Count && layer < info.Codecs[codec].Layers.Count)
            info.Codecs[codec].Layers[layer].Ssrc = ssrc;
    }

    /// <summary>Announced together with the first codec, published when somebody needs it.</summary>
    private static void AddBackupCodec(TrackInfo info, AddTrackRequest request, string primaryName)
    {
        var backup = request.SimulcastCodecs.Skip(1).FirstOrDefault(codec => PublishCodecs.IsEnabled(codec.Codec));
        if (backup is null || PublishCodecs.VideoOrDefault(backup.Codec) is var name && name == primaryName)
            return;
        info.Codecs.Add(CodecInfo(backup.Cid, isVideo: true, name, backup.Layers.Count > 0 ? Sorted(backup.Layers) : info.Layers));
    }

    private static VideoLayer[] Sorted(IEnumerable<VideoLayer> layers) =>
        [.. layers.OrderBy(layer => layer.Quality).Select(layer => layer.Clone())];

    private static void NumberLayers(RepeatedField<VideoLayer> layers, IReadOnlyList<string> rids)
    {
        for (var i = 0; i < layers.Count; i++)
        {
            layers[i].SpatialLayer = i;
            if (i < rids.Count)
                layers[i].Rid = rids[i];
        }
    }

    private static SimulcastCodecInfo CodecInfo(string cid, bool isVideo, string codecName, IEnumerable<VideoLayer> layers)
    {
        var codec = new SimulcastCodecInfo
        {
            Cid = cid,
            MimeType = isVideo ? "video/" + codecName.ToLowerInvariant() : "",
            VideoLayerMode = isVideo && PublishCodecs.IsScalable(codecName)
                ? VideoLayer.Types.Mode.MultipleSpatialLayersPerStream
                : VideoLayer.Types.Mode.OneSpatialLayerPerStream,
        };
        codec.Layers.AddRange(layers.Select(layer => layer.Clone()));
        return codec;
    }

    private static string StreamOf(TrackSource source) => source switch
    {
        TrackSource.Camera or TrackSource.Microphone => "camera",
        TrackSource.ScreenShare or TrackSource.ScreenShareAudio => "screen",
        _ => "unknown",
    };
}
