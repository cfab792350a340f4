using Treff.Sfu.Udp;

namespace Treff.Sfu.Rooms;

/// <summary>What the embedded media server is started with.</summary>
public sealed record MediaServerOptions
{
    public MediaOptions Media { get; init; } = new();

    public RoomOptions Rooms { get; init; } = new();
}
