using Treff.Rtc.Turn;
using Treff.Sfu.Tcp;
using Treff.Sfu.Udp;

namespace Treff.Sfu.Rooms;

/// <summary>What the embedded media server is started with.</summary>
public sealed record MediaServerOptions
{
    public MediaOptions Media { get; init; } = new();

    /// <summary>DTLS handshakes that may wait for the processor.</summary>
    public int MaxPendingHandshakes { get; init; } = DtlsHandshakePool.DefaultCapacity;

    /// <summary>Limits of media connections over TCP.</summary>
    public StreamOptions Streams { get; init; } = new();

    /// <summary>The TURN server; null = there is none.</summary>
    public TurnServerOptions? Turn { get; init; } = new();

    public RoomOptions Rooms { get; init; } = new();
}
