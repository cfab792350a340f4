namespace Treff.Sfu.Tcp;

/// <summary>What media connections over TCP did. Thread-safe; values may be a moment old.</summary>
public sealed class StreamStatistics
{
    internal long _opened, _refused, _malformed, _timedOut, _framesReceived, _framesSent, _framesDropped, _open;

    /// <summary>Connections that are open now.</summary>
    public long Open => Interlocked.Read(ref _open);

    public long Opened => Interlocked.Read(ref _opened);

    /// <summary>Turned away: too many, altogether or from one address.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Closed for a frame that is too long or none at all.</summary>
    public long Malformed => Interlocked.Read(ref _malformed);

    /// <summary>Closed because they did not prove who they are, or went silent.</summary>
    public long TimedOut => Interlocked.Read(ref _timedOut);

    public long FramesReceived => Interlocked.Read(ref _framesReceived);

    public long FramesSent => Interlocked.Read(ref _framesSent);

    /// <summary>Datagrams thrown away because their connection was too slow or gone.</summary>
    public long FramesDropped => Interlocked.Read(ref _framesDropped);
}
