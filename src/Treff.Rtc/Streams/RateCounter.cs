namespace Treff.Rtc.Streams;

/// <summary>Bit rate over the last second, in ten buckets.</summary>
internal sealed class RateCounter
{
    private const int Buckets = 10;
    private const long BucketMicroseconds = 100_000;

    private readonly long[] _bytes = new long[Buckets];
    private long _bucket;
    private long _sum;

    public void Add(Timestamp now, int bytes)
    {
        MoveTo(now);
        _bytes[Slot(_bucket)] += bytes;
        _sum += bytes;
    }

    public long BitsPerSecond(Timestamp now)
    {
        MoveTo(now);
        return _sum * 8;
    }

    private void MoveTo(Timestamp now)
    {
        var bucket = now.Microseconds / BucketMicroseconds;
        if (bucket <= _bucket) return;
        if (bucket - _bucket >= Buckets)
        {
            Array.Clear(_bytes);
            _sum = 0;
        }

        while (_sum != 0 && _bucket < bucket)
        {
            _bucket++;
            _sum -= _bytes[Slot(_bucket)];
            _bytes[Slot(_bucket)] = 0;
        }

        _bucket = bucket;
    }

    private static int Slot(long bucket) => (int)(bucket % Buckets);
}
