using Treff.Rtc.Rtp;

namespace Treff.Sfu.Forwarding;

/// <summary>A published packet with what was read from it once for all subscribers.</summary>
internal readonly ref struct SourcePacket
{
    public required RtpPacket Packet { get; init; }

    /// <summary>The first packet of a key frame, or a packet of a codec where every packet is as good as another (audio).</summary>
    public required bool CanStart { get; init; }

    /// <summary>The spatial layer inside the stream; 0 unless the codec is scalable.</summary>
    public int Spatial { get; init; }

    /// <summary>The temporal layer; 0 when the packet does not tell.</summary>
    public int Temporal { get; init; }

    public Vp8Descriptor Vp8 { get; init; }

    public bool HasVp8 { get; init; }

    /// <summary>Bytes of padding that make it as long as the others of its frame.</summary>
    public byte Padding { get; init; }

    /// <summary>The dependency descriptor as it came; only codecs that are forwarded unchanged keep it.</summary>
    public ReadOnlySpan<byte> DependencyDescriptor { get; init; }
}
