using Microsoft.Extensions.Logging;
using Treff.Sfu.Metrics;

namespace Treff.Sfu.Rooms;

/// <summary>What every room of a worker shares.</summary>
internal sealed record RoomServices(IRoomHost Host, RoomOptions Options, RoomEvents Events, ILogger Logger)
{
    /// <summary>The number of the worker, from 0.</summary>
    public int Worker { get; init; }

    /// <summary>Of the worker.</summary>
    public Population Population { get; init; } = new();

    /// <summary>Of the worker.</summary>
    public ForwardingStatistics Forwarding { get; init; } = new();

    /// <summary>Where rooms are, for all workers; null when there is one worker only.</summary>
    public RoomPlacements? Placements { get; init; }
}
