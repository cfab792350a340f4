using System.Security.Cryptography;

namespace Treff.Rtc.Srtp;

/// <summary>Memory for expanded keys: aligned to cache lines, never moved by the collector, wiped when disposed.</summary>
internal sealed unsafe class PinnedKeyMemory : IDisposable
{
    private const int Alignment = 64;

    private readonly byte[] _bytes;

    public PinnedKeyMemory(int length)
    {
        _bytes = GC.AllocateArray<byte>(length + Alignment, pinned: true);
        fixed (byte* start = _bytes)
            Pointer = (byte*)(((nuint)start + Alignment - 1) & ~(nuint)(Alignment - 1));
    }

    /// <summary>Valid for as long as this object is reachable.</summary>
    public byte* Pointer { get; }

    public void Dispose() => CryptographicOperations.ZeroMemory(_bytes);
}
