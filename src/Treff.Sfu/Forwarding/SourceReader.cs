using Treff.Rtc.Rtp;

namespace Treff.Sfu.Forwarding;

/// <summary>Reads of each packet of one stream what forwarding decides by: once, however many receive it.</summary>
internal sealed class SourceReader
{
    // Only streams with dependency descriptors have them read: the tables take some kilobytes.
    private DependencyReader? _dependencies;

    /// <param name="codec">Of the stream.</param>
    /// <param name="descriptor">The dependency descriptor, empty without one.</param>
    /// <param name="source">What was read.</param>
    /// <returns>False for a packet that no receiver could use: its dependency descriptor cannot be read.</returns>
    public bool TryRead(VideoCodec codec, in RtpPacket packet, ReadOnlySpan<byte> descriptor, out SourcePacket source)
    {
        if (!descriptor.IsEmpty)
            return TryReadDependencies(packet, descriptor, out source);
        source = codec switch
        {
            VideoCodec.Vp8 => ReadVp8(packet),
            VideoCodec.Vp9 => ReadVp9(packet),
            _ => Plain(packet, KeyFrameDetector.IsKeyFrame(codec, packet.Payload)),
        };
        return true;
    }

    /// <summary>Of a packet that says nothing about itself.</summary>
    public static SourcePacket Plain(in RtpPacket packet, bool canStart) => new()
    {
        SequenceNumber = packet.SequenceNumber,
        Timestamp = packet.Timestamp,
        Marker = packet.Marker,
        Payload = packet.Payload,
        CanStart = canStart,
    };

    private static SourcePacket ReadVp8(in RtpPacket packet)
    {
        var hasVp8 = Vp8Descriptor.TryParse(packet.Payload, out var vp8);
        return new SourcePacket
        {
            SequenceNumber = packet.SequenceNumber,
            Timestamp = packet.Timestamp,
            Marker = packet.Marker,
            Payload = packet.Payload,
            CanStart = hasVp8 && vp8.IsKeyFrame,
            Temporal = vp8.TemporalId,
            Vp8 = vp8,
            HasVp8 = hasVp8,
        };
    }

    private static SourcePacket ReadVp9(in RtpPacket packet)
    {
        var hasVp9 = Vp9Descriptor.TryParse(packet.Payload, out var vp9);
        return new SourcePacket
        {
            SequenceNumber = packet.SequenceNumber,
            Timestamp = packet.Timestamp,
            Marker = packet.Marker,
            Payload = packet.Payload,
            CanStart = hasVp9 && vp9.IsKeyFrame,
            Spatial = vp9.SpatialId,
            Temporal = vp9.TemporalId,
            Vp9 = vp9,
            HasVp9 = hasVp9,
        };
    }

    private bool TryReadDependencies(in RtpPacket packet, ReadOnlySpan<byte> descriptor, out SourcePacket source)
    {
        source = default;
        _dependencies ??= new DependencyReader();
        if (!_dependencies.TryRead(descriptor))
            return false;
        source = new SourcePacket
        {
            SequenceNumber = packet.SequenceNumber,
            Timestamp = packet.Timestamp,
            Marker = packet.Marker,
            Payload = packet.Payload,
            CanStart = _dependencies.Descriptor.IsKeyFrame,
            Spatial = _dependencies.SpatialId,
            Temporal = _dependencies.TemporalId,
            Dependencies = _dependencies,
            DependencyDescriptor = descriptor,
        };
        return true;
    }
}
