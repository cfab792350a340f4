namespace Treff.Rtc.Congestion;

/// <summary>What retransmissions took of late: an average that forgets with a time constant of one second.</summary>
internal sealed class RetransmissionRate
{
    private const double TimeConstantSeconds = 1;

    private double _bytes;
    private Timestamp _updatedAt = Timestamp.Zero;

    public void Add(Timestamp now, int bytes)
    {
        Decay(now);
        _bytes += bytes;
    }

    public double BitsPerSecond(Timestamp now)
    {
        Decay(now);
        return _bytes * 8 / TimeConstantSeconds;
    }

    private void Decay(Timestamp now)
    {
        if (_bytes > 0)
            _bytes *= Math.Exp(-(now - _updatedAt).TotalSeconds / TimeConstantSeconds);
        _updatedAt = now;
    }
}
