namespace Treff.Rtc.Srtp;

/// <summary>Why an incoming SRTP or SRTCP packet was refused; the caller counts them.</summary>
public enum SrtpFailure
{
    None,

    /// <summary>Not a version 2 packet, or shorter than its own header and tag.</summary>
    Malformed,

    /// <summary>Received before, or older than the replay window (RFC 3711 section 3.3.2).</summary>
    Replayed,

    /// <summary>The tag is wrong: forged, damaged, or protected with another key or roll-over counter.</summary>
    AuthenticationFailed,

    /// <summary>SRTCP without the E bit: nobody in WebRTC sends it.</summary>
    NotEncrypted,

    /// <summary>The peer uses more SSRCs than <see cref="SrtpReceiver.MaxStreams"/>.</summary>
    TooManyStreams,
}
