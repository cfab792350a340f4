namespace Treff.Rtc.Sctp.Association;

internal enum RetryOutcome
{
    NotExpired,
    Retry,
    GiveUp,
}

/// <summary>A deadline that doubles with each expiration, a limited number of times: T1-init, T1-cookie, T2-shutdown.</summary>
internal sealed class RetryTimer(TimeSpan duration, TimeSpan maxDuration, int maxRetries)
{
    private TimeSpan _duration = duration;
    private int _retries;

    public Timestamp Deadline { get; private set; } = Timestamp.Never;

    public void Start(Timestamp now) => Deadline = now + _duration;

    public RetryOutcome HandleTimeout(Timestamp now)
    {
        if (Deadline > now)
            return RetryOutcome.NotExpired;
        if (_retries++ >= maxRetries)
        {
            Deadline = Timestamp.Never;
            return RetryOutcome.GiveUp;
        }

        _duration = _duration * 2 < maxDuration ? _duration * 2 : maxDuration;
        Start(now);
        return RetryOutcome.Retry;
    }
}
