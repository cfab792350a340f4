namespace Treff.Sfu.Rooms;

/// <summary>Runs something where the rooms live and brings back the result.</summary>
internal interface IRoomLoop
{
    Task<T> RunAsync<T>(Func<RoomRegistry, T> action, CancellationToken cancellationToken);
}
