namespace Treff.Sfu.Tcp;

/// <summary>Counts open connections, altogether and by remote address, for all workers of a server; with what they did. Thread-safe.</summary>
internal sealed class StreamQuota(StreamOptions options)
{
    private readonly Dictionary<UInt128, int> _perAddress = [];
    private int _count;

    public StreamStatistics Statistics { get; } = new();

    /// <summary>False when there are too many already.</summary>
    public bool TryAdd(UInt128 source)
    {
        lock (_perAddress)
        {
            var ofAddress = _perAddress.GetValueOrDefault(source);
            if (_count >= options.MaxConnections || ofAddress >= options.MaxConnectionsPerAddress)
                return false;
            _count++;
            _perAddress[source] = ofAddress + 1;
            return true;
        }
    }

    public void Remove(UInt128 source)
    {
        lock (_perAddress)
        {
            _count--;
            if (--_perAddress[source] == 0)
                _perAddress.Remove(source);
        }
    }
}
