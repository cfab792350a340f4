using System.Net;

namespace Treff.Server.Operations;

/// <summary>Counts what each address has open. Thread-safe; addresses that have nothing open take no memory.</summary>
public sealed class AddressLimit(int limit)
{
    private readonly Dictionary<UInt128, int> _open = [];

    /// <summary>False when the address has as many as it may; else <see cref="Leave"/> ends it.</summary>
    public bool TryEnter(IPAddress address)
    {
        var key = ClientAddress.NetworkOf(address);
        lock (_open)
        {
            var count = _open.GetValueOrDefault(key);
            if (count >= limit)
                return false;
            _open[key] = count + 1;
            return true;
        }
    }

    public void Leave(IPAddress address)
    {
        var key = ClientAddress.NetworkOf(address);
        lock (_open)
        {
            var left = _open.GetValueOrDefault(key) - 1;
            if (left > 0)
                _open[key] = left;
            else
                _open.Remove(key);
        }
    }
}
