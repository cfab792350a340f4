namespace Treff.Rtc.Sctp;

/// <summary>What an association is to its user. The states of RFC 9260 4 are inside.</summary>
public enum SctpState
{
    /// <summary>Not begun, or ended. A peer that begins is answered nevertheless.</summary>
    Closed,
    Connecting,
    Connected,

    /// <summary>What is queued is still delivered; nothing new is taken.</summary>
    ShuttingDown,
}

/// <summary>Why an association has ended.</summary>
public enum SctpFailure
{
    None,

    /// <summary>INIT or COOKIE ECHO was not answered.</summary>
    ConnectTimeout,

    /// <summary>Data, heartbeats or requests were not answered.</summary>
    PeerUnreachable,
    PeerAborted,

    /// <summary>The peer broke a rule that leaves no way to go on.</summary>
    ProtocolViolation,

    /// <summary>A message over the limit, or more than may be kept of messages that never become whole.</summary>
    ReceiveLimitExceeded,
}
