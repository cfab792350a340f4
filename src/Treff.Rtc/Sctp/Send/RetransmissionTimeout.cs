namespace Treff.Rtc.Sctp.Send;

/// <summary>How long to wait for an acknowledgement (RFC 9260 6.3.1, 6.3.3). All times in microseconds.</summary>
internal sealed class RetransmissionTimeout(SctpOptions options)
{
    /// <summary>
    /// The least that is added to the round-trip time: the delayed acknowledgement of the peer, 200 ms, and a little. Without it a path
    /// of even 300 ms would time out whenever an odd packet ends a burst.
    /// </summary>
    private const long MinMargin = 220_000;

    private readonly long _min = Microseconds(options.MinRto);
    private readonly long _max = Microseconds(options.MaxRto);
    private long _current = Microseconds(options.InitialRto);
    private long _smoothed;
    private long _variation;

    public TimeSpan Value => TimeSpan.FromMicroseconds(_current);

    /// <summary>Smoothed round-trip time; zero before the first measurement.</summary>
    public TimeSpan SmoothedRoundTrip => TimeSpan.FromMicroseconds(_smoothed);

    public void Observe(TimeSpan roundTrip)
    {
        var sample = Math.Clamp(Microseconds(roundTrip), 0, _max);
        if (_smoothed == 0)
        {
            _smoothed = sample;
            _variation = sample / 2;
        }
        else
        {
            _variation = ((3 * _variation) + Math.Abs(_smoothed - sample)) / 4;
            _smoothed = ((7 * _smoothed) + sample) / 8;
        }

        _current = Math.Clamp(_smoothed + Math.Max(4 * _variation, MinMargin), _min, _max);
    }

    /// <summary>After an expiration the time doubles, until a new measurement.</summary>
    public void BackOff() => _current = Math.Min(_current * 2, _max);

    private static long Microseconds(TimeSpan span) => (long)span.TotalMicroseconds;
}
