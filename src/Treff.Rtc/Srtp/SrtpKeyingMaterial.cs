namespace Treff.Rtc.Srtp;

/// <summary>
/// The master keys and salts of both directions, as DTLS-SRTP exports them (RFC 5764 section 4.2). "Client" is whoever was the DTLS
/// client: what it sends is protected with the client key.
/// </summary>
public sealed record SrtpKeyingMaterial(
    SrtpProfile Profile, byte[] ClientKey, byte[] ClientSalt, byte[] ServerKey, byte[] ServerSalt)
{
    internal const int KeyLength = 16;

    /// <summary>Salt bytes of a profile: 14 (RFC 3711) or 12 (RFC 7714); 0 for a profile that is not ours.</summary>
    internal static int SaltLength(SrtpProfile profile) => profile switch
    {
        SrtpProfile.AesCm128HmacSha1Tag80 => 14,
        SrtpProfile.AeadAes128Gcm => 12,
        _ => 0,
    };

    /// <summary>Names the profile only: keys do not belong in a log.</summary>
    public override string ToString() => $"{nameof(SrtpKeyingMaterial)} {{ {nameof(Profile)} = {Profile} }}";
}
