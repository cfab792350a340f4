using System.Numerics;

namespace Treff.Load;

/// <summary>Counts delays in classes that are at most 3 % wide, from one microsecond to over an hour: nothing is allocated per sample.</summary>
internal sealed class DelayHistogram
{
    /// <summary>Classes for each power of two.</summary>
    private const int Steps = 32;

    private const int StepBits = 5;

    private readonly long[] _counts = new long[Steps * 33];

    public long Count { get; private set; }

    /// <summary>In microseconds.</summary>
    public long Maximum { get; private set; }

    public void Add(long microseconds)
    {
        var value = (uint)Math.Clamp(microseconds, 0, uint.MaxValue);
        _counts[IndexOf(value)]++;
        Count++;
        Maximum = Math.Max(Maximum, value);
    }

    public void Add(DelayHistogram other)
    {
        ArgumentNullException.ThrowIfNull(other);
        for (var i = 0; i < _counts.Length; i++)
            _counts[i] += other._counts[i];
        Count += other.Count;
        Maximum = Math.Max(Maximum, other.Maximum);
    }

    /// <summary>The delay in microseconds that <paramref name="share"/> (0 to 1) of all samples do not exceed; 0 without samples.</summary>
    public double Percentile(double share)
    {
        var rank = (long)Math.Ceiling(share * Count);
        for (var i = 0; i < _counts.Length && Count > 0; i++)
        {
            rank -= _counts[i];
            if (rank <= 0)
                return Math.Min(UpperBoundOf(i), Maximum);
        }

        return Maximum;
    }

    private static int IndexOf(uint value)
    {
        if (value < Steps)
            return (int)value;
        var exponent = BitOperations.Log2(value) - StepBits;
        return ((exponent + 1) * Steps) + (int)((value >> exponent) - Steps);
    }

    private static long UpperBoundOf(int index)
    {
        if (index < Steps)
            return index;
        var exponent = (index / Steps) - 1;
        return ((Steps + (long)(index % Steps) + 1) << exponent) - 1;
    }
}
