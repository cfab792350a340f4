using System.Buffers.Binary;

namespace Treff.Rtc.Tests.Support;

/// <summary>
/// Random bytes that are the same in every run: SplitMix64, sixteen lines of our own, so that a test does not depend on what a
/// runtime version does with a seed.
/// </summary>
internal sealed class SeededRandom(ulong seed) : IRandomSource
{
    private ulong _state = seed;

    /// <summary>Begins again, whatever was drawn before.</summary>
    public void Reset(ulong newSeed) => _state = newSeed;

    public ulong NextUInt64()
    {
        _state += 0x9E37_79B9_7F4A_7C15;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
        return z ^ (z >> 31);
    }

    /// <summary>A number from 0 to <paramref name="limit"/> − 1.</summary>
    public int Next(int limit) => (int)((NextUInt64() >> 32) * (ulong)limit >> 32);

    /// <summary>True with the given probability, 0 to 1.</summary>
    public bool Chance(double probability) => (NextUInt64() >> 11) * (1.0 / (1UL << 53)) < probability;

    public void Fill(Span<byte> destination)
    {
        Span<byte> word = stackalloc byte[8];
        while (destination.Length > 0)
        {
            BinaryPrimitives.WriteUInt64BigEndian(word, NextUInt64());
            var count = Math.Min(word.Length, destination.Length);
            word[..count].CopyTo(destination);
            destination = destination[count..];
        }
    }
}
