using Treff.Rtc.Turn;
using Treff.Sfu.Tcp;
using Treff.Sfu.Udp;

namespace Treff.Sfu.Rooms;

/// <summary>What the embedded media server is started with.</summary>
public sealed record MediaServerOptions
{
    public MediaOptions Media { get; init; } = new();

    /// <summary>More media threads are refused.</summary>
    public const int MaxWorkers = MediaWorkers.MaxCount;

    /// <summary>One for each processor, 8 at most.</summary>
    public static int DefaultWorkers => MediaWorkers.DefaultCount;

    /// <summary>
    /// Media threads, each with its own rooms, 1 to <see cref="MaxWorkers"/>. There is one where the system does not share a port between sockets.
    /// </summary>
    public int Workers { get; init; } = DefaultWorkers;

    /// <summary>DTLS handshakes that may wait for the processor.</summary>
    public int MaxPendingHandshakes { get; init; } = DtlsHandshakePool.DefaultCapacity;

    /// <summary>Limits of media connections over TCP.</summary>
    public StreamOptions Streams { get; init; } = new();

    /// <summary>The TURN server; null = there is none.</summary>
    public TurnServerOptions? Turn { get; init; } = new();

    public RoomOptions Rooms { get; init; } = new();
}
