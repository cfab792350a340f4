namespace Treff.Rtc.Dtls;

/// <summary>Why a <see cref="DtlsTransport"/> is in the state <see cref="DtlsState.Failed"/>.</summary>
public enum DtlsFailure
{
    None,

    /// <summary>No finished handshake within <see cref="DtlsTransport.HandshakeTimeout"/>, or too many retransmissions.</summary>
    HandshakeTimeout,

    /// <summary>The peer sent a fatal alert.</summary>
    PeerAlert,

    /// <summary>The peer broke the protocol, or no version, cipher or certificate suits both sides.</summary>
    Protocol,

    /// <summary>The handshake finished without an SRTP profile (RFC 5764) that both sides have.</summary>
    NoSrtpProfile,

    /// <summary>The peer showed no certificate, so its fingerprint cannot be checked.</summary>
    NoPeerCertificate,
}
