using Treff.Rtc;

namespace Treff.Sfu.Rooms;

/// <summary>A time provider's monotonic clock as <see cref="Timestamp"/>. Thread-safe.</summary>
internal sealed class WorkerClock(TimeProvider timeProvider)
{
    private const long MicrosecondsPerSecond = 1_000_000;

    private readonly long _origin = timeProvider.GetTimestamp();
    private readonly long _frequency = timeProvider.TimestampFrequency;

    /// <summary>Begins at one second, so that no real time is <see cref="Timestamp.Zero"/>.</summary>
    public Timestamp Now
    {
        get
        {
            var (seconds, rest) = Math.DivRem(timeProvider.GetTimestamp() - _origin, _frequency);
            return new Timestamp(((seconds + 1) * MicrosecondsPerSecond) + (rest * MicrosecondsPerSecond / _frequency));
        }
    }

    public DateTimeOffset UtcNow => timeProvider.GetUtcNow();

    /// <summary>Wall-clock time (since 1970) minus monotonic time, as of now.</summary>
    public TimeSpan UnixTimeOffset => UtcNow - DateTimeOffset.UnixEpoch - (Now - Timestamp.Zero);
}
