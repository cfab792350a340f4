namespace Treff.Sfu.Tcp;

/// <summary>Limits of media connections over TCP. All of them are for strangers; a participant needs two or three connections.</summary>
public sealed record StreamOptions
{
    /// <summary>Beyond, connections are refused. Each takes up to 200 KiB while it is busy.</summary>
    public int MaxConnections { get; init; } = 2000;

    /// <summary>Per remote IP address: a school behind one address has a few for each pupil.</summary>
    public int MaxConnectionsPerAddress { get; init; } = 200;

    /// <summary>
    /// Bytes that wait for a slow connection; what comes on top is dropped. 64 KiB are 0.25 s of 2 Mbit/s, and the key frame of a 720p video.
    /// </summary>
    public int MaxQueuedBytes { get; init; } = 64 * 1024;

    /// <summary>Without a valid connectivity check or a TURN allocation a connection is closed after so long.</summary>
    public TimeSpan AuthenticationTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>An ICE connection on which nothing comes for so long is closed; clients check every few seconds.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(60);
}
