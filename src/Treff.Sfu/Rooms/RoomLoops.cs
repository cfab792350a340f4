namespace Treff.Sfu.Rooms;

/// <summary>The rooms of all workers. Thread-safe.</summary>
internal sealed class RoomLoops(IReadOnlyList<RoomLoop> loops, RoomPlacements placements) : IRoomLoop
{
    public Task<T> RunAsync<T>(string room, Func<RoomRegistry, T> action, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return RunToTheEndAsync(room, action).WaitAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<T>> RunOnAllAsync<T>(Func<RoomRegistry, T> action, CancellationToken cancellationToken) =>
        await Task.WhenAll(loops.Select(loop => loop.RunAsync(action, cancellationToken))).ConfigureAwait(false);

    // Whoever asked may go away, but until the action has run the room must not be placed elsewhere.
    private async Task<T> RunToTheEndAsync<T>(string room, Func<RoomRegistry, T> action)
    {
        var worker = placements.Take(room);
        try
        {
            return await loops[worker].RunAsync(action, CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            placements.Release(room);
        }
    }
}
