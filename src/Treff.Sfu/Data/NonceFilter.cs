using System.Runtime.InteropServices;

namespace Treff.Sfu.Data;

/// <summary>
/// Recognises a call of the server API that was made twice, for example by an SDK that got no answer the first time: by the nonce it
/// carries. Remembers the last thousand.
/// </summary>
internal sealed class NonceFilter
{
    public const int NonceLength = 16;

    private const int Capacity = 1_000;

    private readonly HashSet<UInt128> _known = [];
    private readonly Queue<UInt128> _order = new();

    /// <summary>False when it was here before. A call without a nonce is always new.</summary>
    public bool IsNew(ReadOnlySpan<byte> nonce)
    {
        if (nonce.Length != NonceLength)
            return true;
        var key = MemoryMarshal.Read<UInt128>(nonce);
        if (!_known.Add(key))
            return false;
        _order.Enqueue(key);
        if (_order.Count > Capacity)
            _known.Remove(_order.Dequeue());
        return true;
    }
}
