using Treff.LiveKit.Protocol;

namespace Treff.Server.Statistics;

/// <summary>A track that somebody published.</summary>
public sealed class StayTrack
{
    public required string Sid { get; init; }

    public required string StaySid { get; init; }

    public required TrackSource Source { get; set; }
}
