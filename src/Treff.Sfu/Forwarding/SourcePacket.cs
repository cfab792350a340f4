using Treff.Rtc.Rtp;

namespace Treff.Sfu.Forwarding;

/// <summary>A published packet with what was read from it once for all subscribers.</summary>
internal readonly ref struct SourcePacket
{
    public required ushort SequenceNumber { get; init; }

    public required uint Timestamp { get; init; }

    public required bool Marker { get; init; }

    /// <summary>As it came; with RED that is all its blocks.</summary>
    public required ReadOnlySpan<byte> Payload { get; init; }

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

    public Vp9Descriptor Vp9 { get; init; }

    public bool HasVp9 { get; init; }

    /// <summary>Speaks of this packet while it is forwarded; null without a dependency descriptor that could be read.</summary>
    public DependencyReader? Dependencies { get; init; }

    /// <summary>The dependency descriptor as it came; only codecs that are forwarded unchanged keep it.</summary>
    public ReadOnlySpan<byte> DependencyDescriptor { get; init; }

    /// <summary>The payload is RED (RFC 2198): subscribers that do not take it get <see cref="Plain"/>.</summary>
    public bool IsRed { get; init; }

    /// <summary>The newest block of a RED payload.</summary>
    public ReadOnlySpan<byte> Plain { get; init; }

    /// <summary>A lost packet, made from the redundancy of a later one: nothing for those who take that themselves.</summary>
    public bool IsRecovered { get; init; }

    /// <summary>It came late and was sent to those without RED before, as <see cref="IsRecovered"/>.</summary>
    public bool WasRecovered { get; init; }
}
