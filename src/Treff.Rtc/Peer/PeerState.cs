namespace Treff.Rtc.Peer;

/// <summary>The state of a peer: ICE and DTLS taken together, as RTCPeerConnectionState has it.</summary>
public enum PeerState
{
    /// <summary>Nothing heard yet.</summary>
    New,

    /// <summary>A connectivity check was answered; the DTLS handshake is not finished.</summary>
    Connecting,

    /// <summary>Media can flow.</summary>
    Connected,

    /// <summary>No consent check for a while (RFC 7675); it may come back.</summary>
    Disconnected,

    /// <summary>The path or the handshake is lost for good.</summary>
    Failed,

    /// <summary>Closed by us, or by the peer's close_notify.</summary>
    Closed,
}
