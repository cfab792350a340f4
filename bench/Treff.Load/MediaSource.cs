using Treff.Rtc;

namespace Treff.Load;

/// <summary>Something that a publisher sends in equal steps of time. Lives on the publisher's loop.</summary>
internal abstract class MediaSource(TimeSpan interval)
{
    public Timestamp NextSend { get; private set; }

    /// <summary>The first step is anywhere in the interval: cameras of different people do not tick together.</summary>
    public void Begin(Timestamp now, double phase) => NextSend = now + (interval * phase);

    public void HandleTimeout(Timestamp now)
    {
        Send();
        NextSend += interval;
        // After a long halt nothing is made up for.
        if (NextSend < now - interval)
            NextSend = now + interval;
    }

    protected abstract void Send();
}
