namespace Treff.Rtc.Dtls;

/// <summary>Where a <see cref="DtlsTransport"/> stands. It only ever moves downwards in this list.</summary>
public enum DtlsState
{
    New,
    Handshaking,
    Connected,

    /// <summary>One side has said close_notify.</summary>
    Closed,

    /// <summary>See <see cref="DtlsTransport.Failure"/>.</summary>
    Failed,
}
