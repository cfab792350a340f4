using Treff.Sfu.Metrics;
using Treff.Sfu.Rooms;

namespace Treff.Server.Statistics;

/// <summary>Looks into the media server of this process, where there is one.</summary>
public sealed class MediaInspection(IServiceProvider services)
{
    // Asked for late: the media server opens its port when the host starts, and says there what is wrong with it.
    private MediaServer? Server => services.GetService<MediaServer>();

    /// <summary>Rooms with everybody in them; null where the media server is elsewhere, or does not run.</summary>
    public async Task<IReadOnlyList<RoomSnapshot>?> InspectAsync(CancellationToken cancellationToken) =>
        Server is { } server ? await server.InspectAsync(cancellationToken) : null;

    /// <summary>One for each worker; empty where the media server is elsewhere.</summary>
    public IReadOnlyList<WorkerSample> Workers => Server?.Samples ?? [];

    /// <summary>Room events that nobody read in time.</summary>
    public long EventsDropped => Server?.EventsDropped ?? 0;
}
