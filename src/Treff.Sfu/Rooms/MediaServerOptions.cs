using Treff.Sfu.Udp;

namespace Treff.Sfu.Rooms;

/// <summary>What the embedded media server is started with.</summary>
public sealed record MediaServerOptions
{
    public MediaOptions Media { get; init; } = new();

    /// <summary>DTLS handshakes that may wait for the processor.</summary>
    public int MaxPendingHandshakes { get; init; } = DtlsHandshakePool.DefaultCapacity;

    public RoomOptions Rooms { get; init; } = new();
}
