namespace Treff.Sfu.Rooms;

/// <summary>What the embedded media server is started with.</summary>
public sealed record MediaServerOptions
{
    public RoomOptions Rooms { get; init; } = new();
}
