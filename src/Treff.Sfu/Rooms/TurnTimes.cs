using System.Numerics;

namespace Treff.Sfu.Rooms;

/// <summary>
/// How long the turns of a worker took, in buckets a quarter of a power of two wide: quantiles are at most a fifth too high. For the worker's thread.
/// </summary>
internal sealed class TurnTimes
{
    private const int StepsPerPower = 4;
    private const int Powers = 25; // up to half a minute

    private readonly int[] _counts = new int[Powers * StepsPerPower];
    private int _count;

    /// <summary>Since the last <see cref="Clear"/>.</summary>
    public TimeSpan Longest { get; private set; }

    public void Add(TimeSpan duration)
    {
        _count++;
        _counts[BucketOf(duration.Ticks / TimeSpan.TicksPerMicrosecond)]++;
        if (duration > Longest)
            Longest = duration;
    }

    /// <summary>A time that the given share of turns did not pass; zero without turns.</summary>
    public TimeSpan Quantile(double share)
    {
        var rank = (long)Math.Ceiling(_count * share);
        for (var bucket = 0; bucket < _counts.Length && _count > 0; bucket++)
        {
            rank -= _counts[bucket];
            if (rank <= 0)
                return TimeSpan.FromMicroseconds(Math.Min(TopOf(bucket), Longest.TotalMicroseconds));
        }

        return Longest;
    }

    public void Clear()
    {
        Array.Clear(_counts);
        _count = 0;
        Longest = TimeSpan.Zero;
    }

    private static int BucketOf(long microseconds)
    {
        if (microseconds < StepsPerPower)
            return (int)Math.Max(0, microseconds);
        var power = BitOperations.Log2((ulong)microseconds);
        var step = (int)(microseconds >> (power - 2)) & (StepsPerPower - 1);
        return Math.Min(((power - 1) * StepsPerPower) + step, (Powers * StepsPerPower) - 1);
    }

    private static long TopOf(int bucket)
    {
        if (bucket < StepsPerPower)
            return bucket;
        var power = (bucket / StepsPerPower) + 1;
        return ((long)(StepsPerPower + (bucket % StepsPerPower) + 1) << (power - 2)) - 1;
    }
}
