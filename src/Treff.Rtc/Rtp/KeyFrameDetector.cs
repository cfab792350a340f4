namespace Treff.Rtc.Rtp;

/// <summary>Finds the packet with which a key frame begins: the only place where forwarding may start or change layers.</summary>
public static class KeyFrameDetector
{
    /// <summary>True for the first packet of a key frame; never for a codec that cannot be looked into.</summary>
    public static bool IsKeyFrame(VideoCodec codec, ReadOnlySpan<byte> payload) => codec switch
    {
        VideoCodec.Vp8 => Vp8Descriptor.TryParse(payload, out var vp8) && vp8.IsKeyFrame,
        VideoCodec.Vp9 => Vp9Descriptor.TryParse(payload, out var vp9) && vp9.IsKeyFrame,
        VideoCodec.H264 => H264Payload.IsKeyFrame(payload),
        VideoCodec.H265 => H265Payload.IsKeyFrame(payload),
        VideoCodec.Av1 => Av1AggregationHeader.TryParse(payload, out var av1) && av1.IsKeyFrame,
        VideoCodec.Unknown => false,
        _ => false,
    };
}
