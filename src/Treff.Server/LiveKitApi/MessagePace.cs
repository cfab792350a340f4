namespace Treff.Server.LiveKitApi;

/// <summary>How fast one client's messages are taken: so many per second in the long run, five seconds' worth at once.</summary>
public sealed class MessagePace(int perSecond, TimeProvider time)
{
    private const int BurstSeconds = 5;

    private double _left = perSecond * BurstSeconds;
    private long _last = time.GetTimestamp();

    /// <summary>For one message: how long to wait before the next is read; zero for a client that keeps within its pace.</summary>
    public TimeSpan Take()
    {
        var now = time.GetTimestamp();
        _left = Math.Min(_left + (time.GetElapsedTime(_last, now).TotalSeconds * perSecond), perSecond * BurstSeconds) - 1;
        _last = now;
        return _left >= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(-_left / perSecond);
    }
}
