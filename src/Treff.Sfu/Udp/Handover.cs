namespace Treff.Sfu.Udp;

/// <summary>
/// The rings between the workers of one port, one for each ordered pair. They are filled and emptied by the workers' threads; whoever made
/// this disposes it when all of those have ended.
/// </summary>
internal sealed class Handover : IDisposable
{
    private readonly HandoverRing[] _rings;

    public Handover(int workers)
    {
        Workers = workers;
        _rings = Enumerable.Range(0, workers * workers).Select(_ => new HandoverRing()).ToArray();
    }

    public int Workers { get; }

    public PeerOwners Owners { get; } = new();

    public HandoverRing Between(int from, int to) => _rings[(from * Workers) + to];

    /// <summary>True when something waits for the worker.</summary>
    public bool HasFor(int worker)
    {
        for (var from = 0; from < Workers; from++)
        {
            if (Between(from, worker).Count > 0)
                return true;
        }

        return false;
    }

    public void Dispose()
    {
        foreach (var ring in _rings)
            ring.Dispose();
    }
}
