namespace Treff.Sfu.Rooms;

/// <summary>Runs something where rooms live and brings back the result.</summary>
internal interface IRoomLoop
{
    /// <summary>Runs it on the worker that has the room, or would have it.</summary>
    Task<T> RunAsync<T>(string room, Func<RoomRegistry, T> action, CancellationToken cancellationToken);

    /// <summary>Runs it on every worker.</summary>
    Task<IReadOnlyList<T>> RunOnAllAsync<T>(Func<RoomRegistry, T> action, CancellationToken cancellationToken);
}
