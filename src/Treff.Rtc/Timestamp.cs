namespace Treff.Rtc;

/// <summary>
/// A point on the monotonic clock that the caller owns, in microseconds since an arbitrary origin. Nothing in this project reads a
/// clock: whoever calls passes the time in, so tests can move it.
/// </summary>
public readonly record struct Timestamp(long Microseconds) : IComparable<Timestamp>
{
    /// <summary>Later than every other timestamp: "no deadline".</summary>
    public static readonly Timestamp Never = new(long.MaxValue);

    public static readonly Timestamp Zero = new(0);

    public static Timestamp FromMilliseconds(long milliseconds) => new(milliseconds * 1000);

    public long Milliseconds => Microseconds / 1000;

    public int CompareTo(Timestamp other) => Microseconds.CompareTo(other.Microseconds);

    /// <summary>The earlier of two deadlines.</summary>
    public static Timestamp Min(Timestamp a, Timestamp b) => a.Microseconds <= b.Microseconds ? a : b;

    public Timestamp AddMilliseconds(long milliseconds) => this == Never ? Never : new(Microseconds + (milliseconds * 1000));

    public static Timestamp operator +(Timestamp time, TimeSpan span) => time == Never ? Never : new(time.Microseconds + (span.Ticks / 10));

    public static Timestamp operator -(Timestamp time, TimeSpan span) => time == Never ? Never : new(time.Microseconds - (span.Ticks / 10));

    public static TimeSpan operator -(Timestamp a, Timestamp b) => new((a.Microseconds - b.Microseconds) * 10);

    public static bool operator <(Timestamp a, Timestamp b) => a.Microseconds < b.Microseconds;

    public static bool operator >(Timestamp a, Timestamp b) => a.Microseconds > b.Microseconds;

    public static bool operator <=(Timestamp a, Timestamp b) => a.Microseconds <= b.Microseconds;

    public static bool operator >=(Timestamp a, Timestamp b) => a.Microseconds >= b.Microseconds;
}
