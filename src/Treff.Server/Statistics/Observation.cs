using Treff.LiveKit.Protocol;
using Treff.Server.Storage;

namespace Treff.Server.Statistics;

/// <summary>What the recorder's one writer has to do next.</summary>
internal abstract record Observation
{
    private Observation()
    {
    }

    /// <summary>Something happened in a room.</summary>
    public sealed record Event(WebhookEvent Happened) : Observation;

    /// <summary>The media server said who is there.</summary>
    public sealed record Listing(RoomListing Rooms, TaskCompletionSource Written) : Observation;

    /// <summary>Something else that must not happen in between: a deletion, or waiting for what came before.</summary>
    public sealed record Work(Func<TreffDbContext, CancellationToken, Task> Action, TaskCompletionSource Done) : Observation;
}
