namespace Treff.Rtc.Srtp;

/// <summary>SRTP protection profiles by their DTLS-SRTP numbers (RFC 5764 section 4.1.2, RFC 7714 section 14.2).</summary>
public enum SrtpProfile : ushort
{
    /// <summary>SRTP_AES128_CM_HMAC_SHA1_80: mandatory in WebRTC, and the slower one.</summary>
    AesCm128HmacSha1Tag80 = 1,

    /// <summary>SRTP_AEAD_AES_128_GCM: what browsers take when it is offered.</summary>
    AeadAes128Gcm = 7,
}
