using Treff.LiveKit.Protocol;
using Treff.Rtc;
using Treff.Rtc.Rtp;
using Treff.Rtc.Streams;
using Treff.Sfu.Rooms;
using Treff.Sfu.Signal;
using AudioLevel = Treff.Rtc.Rtp.AudioLevel;
using VideoCodec = Treff.Rtc.Rtp.VideoCodec;

namespace Treff.Sfu.Forwarding;

/// <summary>
/// A microphone, camera or screen as one participant publishes it: its layers come in, its subscriptions go out. A video that is published
/// in a second codec too, for subscribers that cannot decode the first, is two of these under one sid.
/// </summary>
internal sealed class PublishedTrack
{
    /// <summary>The codec that is published, and one for those who cannot decode it.</summary>
    public const int MaxCodecs = 2;

    private readonly List<TrackLayer> _layers = [];
    private readonly List<Subscription> _subscriptions = [];
    private OfferedCodec _codec;
    private bool _hasHadSubscriber;

    public PublishedTrack(Participant publisher, TrackInfo info, MediaSection section, OfferedCodec codec)
    {
        Publisher = publisher;
        Info = info;
        Section = section;
        Kind = section.Kind == SectionKind.Audio ? MediaKind.Audio : MediaKind.Video;
        _codec = codec;
        TakeCodec();
        if (Kind == MediaKind.Video)
            Dynacast = new Dynacast(this);
    }

    /// <summary>The same track in its second codec.</summary>
    private PublishedTrack(PublishedTrack primary, MediaSection section, OfferedCodec codec)
    {
        Publisher = primary.Publisher;
        Info = primary.Info;
        Section = section;
        Kind = primary.Kind;
        CodecIndex = 1;
        Primary = primary;
        _codec = codec;
        TakeCodec();
    }

    public Participant Publisher { get; }

    /// <summary>The track in its first codec: this one, unless it is the backup.</summary>
    public PublishedTrack Primary => field ?? this;

    /// <summary>The track in its second codec, once it is published.</summary>
    public PublishedTrack? Backup { get; private set; }

    /// <summary>Which of <see cref="TrackInfo.Codecs"/> this is.</summary>
    public int CodecIndex { get; }

    /// <summary>What the publisher is told of its layers; of video in its first codec.</summary>
    public Dynacast? Dynacast { get; }

    /// <summary>Everybody gets the second codec: it is published, and the publisher does not want to encode both.</summary>
    public bool HasRegressed => Backup is not null && Info.BackupCodecPolicy != BackupCodecPolicy.Simulcast;

    /// <summary>Subscribers wait for the second codec.</summary>
    public bool IsBackupNeeded => _subscriptions.Exists(static subscription => subscription.AwaitsBackup);

    /// <summary>What the publisher said of its layers in this codec, lowest first.</summary>
    public IReadOnlyList<VideoLayer> DeclaredLayers =>
        CodecIndex < Info.Codecs.Count && Info.Codecs[CodecIndex].Layers.Count > 0 ? Info.Codecs[CodecIndex].Layers : Info.Layers;

    public TrackInfo Info { get; }

    /// <summary>The m-line it is sent on.</summary>
    public MediaSection Section { get; }

    public MediaKind Kind { get; }

    public string Sid => Info.Sid;

    public OfferedCodec Codec => _codec;

    public VideoCodec VideoCodec { get; private set; }

    public IReadOnlyList<TrackLayer> Layers => _layers;

    public IReadOnlyList<Subscription> Subscriptions => _subscriptions;

    /// <summary>Spatial layers are inside the one stream (SVC) and can be dropped from it; else each is a stream of its own.</summary>
    public bool IsScalable => PublishCodecs.IsScalable(_codec.Name) && Section.LayerCount <= 1;

    public AudioMeter AudioMeter { get; } = new();

    public void AddLayer(Timestamp now, ReceiveStream stream, int index)
    {
        _layers.RemoveAll(layer => layer.Index == index);
        var layer = new TrackLayer(this, stream, index);
        stream.Owner = layer;
        _layers.Add(layer);
        _layers.Sort((a, b) => a.Index - b.Index);
        layer.OnPacket(now);
        foreach (var subscription in _subscriptions)
        {
            subscription.SelectLayer();
            subscription.Subscriber.Bandwidth.Review();
        }
    }

    /// <summary>
    /// Bits per second that arrive of exactly this layer; 0 for one that does not exist or is not sent. Temporal layers count separately:
    /// a frame rate is the sum of those up to it.
    /// </summary>
    public long BitsPerSecond(Timestamp now, int spatial, int temporal)
    {
        if (IsScalable)
            return _layers.Count > 0 ? _layers[0].Rates.BitsPerSecond(now, spatial, temporal) : 0;
        foreach (var layer in _layers)
        {
            if (layer.Index == spatial)
                return layer.Rates.BitsPerSecond(now, 0, temporal);
        }

        return 0;
    }

    /// <summary>The highest spatial layer that arrives inside the one stream of a scalable codec; 0 for others.</summary>
    public int HighestLive(Timestamp now)
    {
        if (!IsScalable)
            return 0;
        for (var spatial = LayerTarget.MaxLayers - 1; spatial > 0; spatial--)
        {
            if (BitsPerSecondFor(now, new LayerTarget(spatial, int.MaxValue)) > BitsPerSecondFor(now, new LayerTarget(spatial - 1, int.MaxValue)))
                return spatial;
        }

        return 0;
    }

    /// <summary>Bits per second that a subscriber of this target gets: with SVC every spatial layer up to it, else only the one.</summary>
    public long BitsPerSecondFor(Timestamp now, LayerTarget target)
    {
        long sum = 0;
        var highest = Math.Min(target.Spatial, LayerTarget.MaxLayers - 1);
        for (var spatial = IsScalable ? 0 : highest; spatial <= highest; spatial++)
        {
            for (var temporal = 0; temporal <= Math.Min(target.Temporal, LayerTarget.MaxLayers - 1); temporal++)
                sum += BitsPerSecond(now, spatial, temporal);
        }

        return sum;
    }

    /// <summary>The sizes of the layers, lowest first: as key frames tell, else as the publisher said.</summary>
    public IReadOnlyList<(uint Width, uint Height)> LayerSizes
    {
        get
        {
            var declared = DeclaredLayers;
            var sizes = new (uint, uint)[Math.Max(declared.Count, IsScalable ? 0 : _layers.Count)];
            for (var i = 0; i < declared.Count; i++)
                sizes[i] = (declared[i].Width, declared[i].Height);
            foreach (var layer in _layers)
            {
                if (layer.Width > 0 && layer.Index < sizes.Length)
                    sizes[layer.Index] = (layer.Width, layer.Height);
            }

            return sizes;
        }
    }

    /// <summary>Frames per second of a layer up to a temporal layer; 0 when none come.</summary>
    public double FramesPerSecond(Timestamp now, int spatial, int temporal)
    {
        double rate = 0;
        foreach (var layer in _layers)
        {
            if (IsScalable || layer.Index <= spatial)
                rate = layer.FrameRates.UpTo(now, temporal);
        }

        return rate;
    }

    public void Add(Subscription subscription) => _subscriptions.Add(subscription);

    public void Remove(Subscription subscription)
    {
        _subscriptions.Remove(subscription);
        ReviewQualities();
    }

    /// <summary>Somebody wants another quality, or another codec, or nothing any more.</summary>
    public void ReviewQualities(Subscription? fresh = null) => Primary.Dynacast?.Review(Publisher.Room.Host.Now, fresh);

    /// <summary>The second codec comes on a section of its own.</summary>
    public PublishedTrack AddBackup(MediaSection section, OfferedCodec codec) => Backup = new PublishedTrack(this, section, codec);

    public void RemoveBackup() => Backup = null;

    /// <summary>The publisher learns once that somebody receives the track. Some wait for that before they begin. Hidden people stay unseen.</summary>
    public void TellOfSubscriber(Participant subscriber)
    {
        if (Primary._hasHadSubscriber || subscriber.IsHidden)
            return;
        Primary._hasHadSubscriber = true;
        Publisher.Send(new SignalResponse { TrackSubscribed = new TrackSubscribed { TrackSid = Sid } });
    }

    public void OnRtp(Timestamp now, TrackLayer layer, in RtpPacket packet)
    {
        layer.OnPacket(now);
        if (Kind == MediaKind.Audio)
            OnAudio(now, layer, packet);
        else
            OnVideo(now, layer, packet);
    }

    public void OnSenderReport(TrackLayer layer)
    {
        Publisher.Clock.Observe(layer.Stream.LastSenderReportNtp, Publisher.Room.Host.UtcNow);
        foreach (var subscription in _subscriptions)
            subscription.OnSenderReport(layer);
    }

    /// <summary>Muted tracks are not forwarded; a picture begins again with a key frame.</summary>
    public void SetMuted(Timestamp now, bool muted)
    {
        Info.Muted = muted;
        foreach (var subscription in _subscriptions)
        {
            if (muted)
                subscription.Pause();
            else
                subscription.SelectLayer();
            subscription.Subscriber.Bandwidth.Review();
        }

        RequestKeyFrames(now);
        Backup?.SetMuted(now, muted);
        if (muted || Dynacast is null)
            return;
        Dynacast.Review(now);
        Dynacast.Tell();
    }

    /// <summary>Looks again which layers live, and asks for the key frames that somebody waits for.</summary>
    public void Tick(Timestamp now)
    {
        if (Kind != MediaKind.Video || Info.Muted)
            return;
        foreach (var subscription in _subscriptions)
            subscription.SelectLayer();
        RequestKeyFrames(now);
        Backup?.Tick(now);
        Dynacast?.Review(now);
    }

    public void RequestKeyFrames(Timestamp now)
    {
        if (Kind != MediaKind.Video || Info.Muted)
            return;
        foreach (var layer in _layers)
        {
            if (layer.KeyFrames.TryTake(now))
                Publisher.PublisherLink.RequestKeyFrame(layer.Stream);
        }
    }

    /// <summary>Only scalable codecs are passed on with it: layer switches inside it are none of ours there.</summary>
    public ReadOnlySpan<byte> FindDependencyDescriptor(in RtpPacket packet)
    {
        var id = Section.PublishExtensions.DependencyDescriptor;
        return id > 0 && PublishCodecs.IsScalable(_codec.Name) && packet.TryGetExtension(id, out var descriptor) ? descriptor : default;
    }

    /// <summary>Payloads with this type are RED (RFC 2198), of the track's codec.</summary>
    public bool IsRed(byte payloadType) => Kind == MediaKind.Audio && Section.Red?.PayloadType == payloadType;

    private void OnVideo(Timestamp now, TrackLayer layer, in RtpPacket packet)
    {
        if (packet.PayloadType != _codec.PayloadType)
            ChangeCodec(packet.PayloadType);
        if (Info.Muted)
            return;
        if (!layer.Reader.TryRead(VideoCodec, packet, FindDependencyDescriptor(packet), out var source))
        {
            // What it belongs to cannot be known before the next key frame.
            Publisher.Room.Forwarding.UnreadableDescriptors++;
            layer.KeyFrames.Want();
            return;
        }

        layer.Rates.Add(now, source.Spatial, source.Temporal, packet.Data.Length);
        if (packet.Marker)
            layer.FrameRates.Add(now, source.Temporal);
        if (source.CanStart)
            OnKeyFrame(layer, packet.Payload);
        Forward(now, layer, source with { Padding = Publisher.Room.Host.FramePadding });
    }

    private void OnKeyFrame(TrackLayer layer, ReadOnlySpan<byte> payload)
    {
        layer.KeyFrames.OnKeyFrame();
        if (VideoCodec == VideoCodec.Vp8 && Vp8Descriptor.TryParse(payload, out var vp8) && Vp8KeyFrameHeader.TryParse(payload[vp8.Length..], out var header))
            layer.SetSize(header.Width, header.Height);
    }

    private void OnAudio(Timestamp now, TrackLayer layer, in RtpPacket packet)
    {
        MeterLevel(packet);
        var isRed = IsRed(packet.PayloadType);
        if (!isRed && packet.PayloadType != _codec.PayloadType)
            ChangeCodec(packet.PayloadType);
        if (Info.Muted)
            return;
        layer.Rates.Add(now, 0, 0, packet.Data.Length);
        var wasRecovered = layer.Red.OnPacket(packet.SequenceNumber);
        var source = SourceReader.Plain(packet, canStart: true);
        if (!isRed)
        {
            Forward(now, layer, source with { WasRecovered = wasRecovered });
            return;
        }

        if (!RedPayload.TryParse(packet.Payload, out var red) || red.PrimaryPayloadType != _codec.PayloadType)
        {
            if (!packet.Payload.IsEmpty)
                Publisher.Room.Forwarding.MalformedRed++;
            Forward(now, layer, source with { Payload = default, WasRecovered = wasRecovered });
            return;
        }

        Recover(now, layer, source, red);
        Forward(now, layer, source with { IsRed = true, Plain = red.Primary, WasRecovered = wasRecovered });
    }

    /// <summary>Packets that were lost on the way here and are repeated in this one, oldest first.</summary>
    private void Recover(Timestamp now, TrackLayer layer, in SourcePacket source, in RedPayload red)
    {
        for (var back = red.Copies; back > 0; back--)
        {
            var copy = red.Copy(back);
            var sequenceNumber = (ushort)(source.SequenceNumber - back);
            if (copy.Payload.IsEmpty || copy.PayloadType != _codec.PayloadType || !layer.Red.TryRecover(sequenceNumber))
                continue;
            Publisher.Room.Forwarding.RedRecoveries++;
            Forward(now, layer, source with
            {
                SequenceNumber = sequenceNumber,
                Timestamp = source.Timestamp - (uint)copy.TimestampOffset,
                Marker = false,
                Payload = copy.Payload,
                IsRecovered = true,
            });
        }
    }

    private void Forward(Timestamp now, TrackLayer layer, in SourcePacket source)
    {
        for (var i = 0; i < _subscriptions.Count; i++)
            _subscriptions[i].Forward(now, layer, source);
    }

    private void MeterLevel(in RtpPacket packet)
    {
        var id = Section.PublishExtensions.AudioLevel;
        if (id > 0 && packet.TryGetExtension(id, out var value) && AudioLevel.TryParse(value, out var level))
            AudioMeter.Observe(level.Level);
    }

    /// <summary>The publisher sends another of the codecs it negotiated than the one the answer preferred.</summary>
    private void ChangeCodec(byte payloadType)
    {
        if (Section.FindPublishCodec(payloadType) is not { } codec)
            return;
        _codec = codec;
        TakeCodec();
        foreach (var subscription in _subscriptions)
            subscription.OnCodecChanged();
        Publisher.Touch();
        Publisher.Room.Broadcast(Publisher);
    }

    private void TakeCodec()
    {
        VideoCodec = VideoCodecs.FromName(_codec.Name);
        if (CodecIndex == 0)
            Info.MimeType = Kind == MediaKind.Video ? "video/" + _codec.Name : Section.SendsRed ? "audio/red" : "audio/" + _codec.Name;
        if (CodecIndex < Info.Codecs.Count)
            Info.Codecs[CodecIndex].MimeType = CodecIndex == 0 ? Info.MimeType : "video/" + _codec.Name;
    }
}
