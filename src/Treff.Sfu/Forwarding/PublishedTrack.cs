using Treff.LiveKit.Protocol;
using Treff.Rtc;
using Treff.Rtc.Rtp;
using Treff.Rtc.Streams;
using Treff.Sfu.Rooms;
using Treff.Sfu.Signal;
using AudioLevel = Treff.Rtc.Rtp.AudioLevel;
using VideoCodec = Treff.Rtc.Rtp.VideoCodec;

namespace Treff.Sfu.Forwarding;

/// <summary>A microphone, camera or screen as one participant publishes it: its layers come in, its subscriptions go out.</summary>
internal sealed class PublishedTrack
{
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
    }

    public Participant Publisher { get; }

    public TrackInfo Info { get; }

    /// <summary>The m-line it is sent on.</summary>
    public MediaSection Section { get; }

    public MediaKind Kind { get; }

    public string Sid => Info.Sid;

    public OfferedCodec Codec => _codec;

    public VideoCodec VideoCodec { get; private set; }

    public IReadOnlyList<TrackLayer> Layers => _layers;

    public IReadOnlyList<Subscription> Subscriptions => _subscriptions;

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
            subscription.SelectLayer();
    }

    public void Add(Subscription subscription) => _subscriptions.Add(subscription);

    public void Remove(Subscription subscription) => _subscriptions.Remove(subscription);

    /// <summary>The publisher learns once that somebody receives the track. Some wait for that before they begin. Hidden people stay unseen.</summary>
    public void TellOfSubscriber(Participant subscriber)
    {
        if (_hasHadSubscriber || subscriber.IsHidden)
            return;
        _hasHadSubscriber = true;
        Publisher.Send(new SignalResponse { TrackSubscribed = new TrackSubscribed { TrackSid = Sid } });
    }

    public void OnRtp(Timestamp now, TrackLayer layer, in RtpPacket packet)
    {
        layer.OnPacket(now);
        if (packet.PayloadType != _codec.PayloadType)
            ChangeCodec(packet.PayloadType);
        if (Kind == MediaKind.Audio)
            MeterLevel(packet);
        if (Info.Muted)
            return;
        var source = Read(packet);
        if (source.CanStart)
            layer.KeyFrames.OnKeyFrame();
        for (var i = 0; i < _subscriptions.Count; i++)
            _subscriptions[i].Forward(now, layer, source);
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
        }

        RequestKeyFrames(now);
    }

    /// <summary>Looks again which layers live, and asks for the key frames that somebody waits for.</summary>
    public void Tick(Timestamp now)
    {
        if (Kind != MediaKind.Video || Info.Muted)
            return;
        foreach (var subscription in _subscriptions)
            subscription.SelectLayer();
        RequestKeyFrames(now);
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

    private SourcePacket Read(in RtpPacket packet)
    {
        if (Kind == MediaKind.Audio)
            return new SourcePacket { Packet = packet, CanStart = true };
        if (VideoCodec == VideoCodec.Vp8)
        {
            var hasVp8 = Vp8Descriptor.TryParse(packet.Payload, out var vp8);
            return new SourcePacket { Packet = packet, CanStart = hasVp8 && vp8.IsKeyFrame, Vp8 = vp8, HasVp8 = hasVp8 };
        }

        return new SourcePacket
        {
            Packet = packet,
            CanStart = KeyFrameDetector.IsKeyFrame(VideoCodec, packet.Payload),
            DependencyDescriptor = FindDependencyDescriptor(packet),
        };
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
        Info.MimeType = (Kind == MediaKind.Audio ? "audio/" : "video/") + _codec.Name;
        if (Info.Codecs.Count > 0)
            Info.Codecs[0].MimeType = Info.MimeType;
    }
}
