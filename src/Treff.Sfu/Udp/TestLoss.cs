namespace Treff.Sfu.Udp;

/// <summary>Decides by a seeded generator which datagrams a test link loses; the same seed loses the same ones.</summary>
internal sealed class TestLoss
{
    private readonly uint _threshold;
    private ulong _state;

    private TestLoss(double probability, int seed)
    {
        _threshold = (uint)(Math.Clamp(probability, 0, 1) * uint.MaxValue);
        _state = ((ulong)(uint)seed << 1) | 1;
    }

    /// <summary>Null for a probability of 0: production pays one null check.</summary>
    public static TestLoss? Create(double probability, int seed) => probability > 0 ? new TestLoss(probability, seed) : null;

    /// <summary>True when the next datagram is lost.</summary>
    public bool Next()
    {
        // SplitMix64: three lines and well distributed from any seed.
        _state += 0x9E37_79B9_7F4A_7C15;
        var z = (_state ^ (_state >> 30)) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
        return (uint)((z ^ (z >> 31)) >> 32) <= _threshold;
    }
}
