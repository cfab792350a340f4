using Treff.LiveKit.Protocol;
using Treff.Rtc;
using Treff.Rtc.Rtp;
using Treff.Rtc.Streams;
using Treff.Sfu.Tests.Support;

namespace Treff.Load;

/// <summary>What a publisher announces, offers and sends.</summary>
internal sealed class PublishedMedia(Scenario scenario, int number)
{
    public const string AudioCid = "microphone";
    public const string VideoCid = "camera";

    private const uint SsrcsPerPublisher = 16;
    private const byte OpusPayloadType = 111;
    private const byte Vp8PayloadType = 96;

    // As TestOffer numbers them.
    private static readonly RtpExtensionMap Extensions = new() { Mid = 4, RtpStreamId = 10 };

    private readonly uint _firstSsrc = 1000 + ((uint)number * SsrcsPerPublisher);

    private bool IsSimulcast => scenario.Layers.Count > 1;

    public IEnumerable<AddTrackRequest> Announcements()
    {
        if (scenario.HasAudio)
            yield return new AddTrackRequest { Cid = AudioCid, Name = AudioCid, Type = TrackType.Audio, Source = TrackSource.Microphone };
        if (scenario.Layers.Count > 0)
            yield return Camera();
    }

    public string Offer(ClientEnd end, string fingerprint)
    {
        // LiveKit would take the active part itself when it could choose; our end can only be that.
        var offer = new TestOffer(end.Credentials.UsernameFragment, end.Credentials.Password) { FingerprintValue = fingerprint, Setup = "active" };
        if (scenario.HasAudio)
            offer.Send("audio", AudioCid, Source(_firstSsrc, AudioCid));
        if (scenario.Layers.Count > 0)
            offer.Send("video", VideoCid, IsSimulcast ? Rids() : Source(_firstSsrc + 1, VideoCid));
        return offer.ToString();
    }

    /// <summary>Makes the streams; on the peer's loop, once it is connected.</summary>
    public void Start(LoadPeer peer, double phase)
    {
        var mid = 0;
        if (scenario.HasAudio)
        {
            var stream = peer.Link.Peer.AddSendStream(Options(_firstSsrc, MediaKind.Audio, OpusPayloadType, mid++, rid: null));
            Add(peer, new AudioSource(peer.Link, stream), phase);
        }

        if (scenario.Layers.Count > 0)
            Add(peer, new VideoSource(peer.Link, [.. scenario.Layers.Select((plan, i) => Layer(peer, plan, i, mid))], scenario.FramesPerSecond), phase);
    }

    private static void Add(LoadPeer peer, MediaSource source, double phase)
    {
        source.Begin(peer.Now, phase);
        peer.Sources.Add(source);
    }

    private static string Source(uint ssrc, string cid) => $"a=ssrc:{ssrc} cname:load\r\na=ssrc:{ssrc} msid:stream {cid}\r\n";

    private VideoLayer Layer(LoadPeer peer, VideoLayerPlan plan, int index, int mid)
    {
        var stream = peer.Link.Peer.AddSendStream(
            Options(_firstSsrc + 1 + (uint)index, MediaKind.Video, Vp8PayloadType, mid, IsSimulcast ? plan.Rid : null));
        var layer = new VideoLayer(stream, plan);
        stream.Owner = layer;
        return layer;
    }

    private static SendStreamOptions Options(uint ssrc, MediaKind kind, byte payloadType, int mid, string? rid) => new()
    {
        Ssrc = ssrc,
        PayloadType = payloadType,
        Kind = kind,
        ClockRate = kind == MediaKind.Audio ? 48_000 : 90_000,
        Cname = "load",
        Extensions = Extensions,
        Mid = mid.ToString(System.Globalization.CultureInfo.InvariantCulture),
        Rid = rid,
    };

    private string Rids() =>
        string.Concat(scenario.Layers.Select(layer => $"a=rid:{layer.Rid} send\r\n"))
        + $"a=simulcast:send {string.Join(';', scenario.Layers.Select(layer => layer.Rid))}\r\n";

    private AddTrackRequest Camera()
    {
        var largest = scenario.Layers[^1];
        var request = new AddTrackRequest
        {
            Cid = VideoCid,
            Name = VideoCid,
            Type = TrackType.Video,
            Source = scenario.SharesScreen ? TrackSource.ScreenShare : TrackSource.Camera,
            Width = (uint)largest.Width,
            Height = (uint)largest.Height,
        };
        request.Layers.AddRange(scenario.Layers.Select((layer, i) => new LiveKit.Protocol.VideoLayer
        {
            Quality = IsSimulcast ? (VideoQuality)i : VideoQuality.High,
            Width = (uint)layer.Width,
            Height = (uint)layer.Height,
            Bitrate = (uint)layer.BitsPerSecond,
        }));
        return request;
    }
}
