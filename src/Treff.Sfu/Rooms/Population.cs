namespace Treff.Sfu.Rooms;

/// <summary>
/// How many rooms and participants there are on one worker, and on all of them for the limits of the server. Two workers that let somebody
/// in at the same moment may pass such a limit by one each. Thread-safe.
/// </summary>
/// <param name="server">Of all workers; null = there is only this one.</param>
internal sealed class Population(Population? server = null)
{
    private int _rooms;
    private int _participants;

    public int Rooms => Volatile.Read(ref _rooms);

    public int Participants => Volatile.Read(ref _participants);

    /// <summary>All workers together.</summary>
    public Population Server => server ?? this;

    public void OnRoomStarted()
    {
        Interlocked.Increment(ref _rooms);
        server?.OnRoomStarted();
    }

    public void OnRoomEnded()
    {
        Interlocked.Decrement(ref _rooms);
        server?.OnRoomEnded();
    }

    public void OnJoined()
    {
        Interlocked.Increment(ref _participants);
        server?.OnJoined();
    }

    public void OnLeft()
    {
        Interlocked.Decrement(ref _participants);
        server?.OnLeft();
    }
}
