namespace Treff.Rtc.Ice;

/// <summary>Whether the other side can be reached, judged by connectivity checks alone.</summary>
public enum IceState
{
    /// <summary>No check has succeeded yet.</summary>
    New,

    /// <summary>Checks arrive.</summary>
    Connected,

    /// <summary>No check for <see cref="IceTimeouts.Disconnected"/>; one check brings the connection back.</summary>
    Disconnected,

    /// <summary>No check for another <see cref="IceTimeouts.Failed"/>: the owner should give up.</summary>
    Failed,
}

/// <summary>
/// How long silence is believed to be a pause. Deviation: RFC 7675 section 5.1 lets consent live for 30 s; a meeting should notice sooner,
/// and both values are what clients of this kind of server are used to (10 s, then 5 s more).
/// </summary>
public static class IceTimeouts
{
    public static readonly TimeSpan Disconnected = TimeSpan.FromSeconds(10);
    public static readonly TimeSpan Failed = TimeSpan.FromSeconds(5);
}
