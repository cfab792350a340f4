namespace Treff.Rtc.Srtp;

/// <summary>
/// The cryptographic transform of one direction of one peer: it knows keys and packet layout, but neither replay nor roll-over, which
/// its callers keep.
/// </summary>
internal abstract class SrtpTransform : IDisposable
{
    /// <summary>The SRTCP index and E bit behind (CM) or behind the tag of (GCM) every RTCP packet.</summary>
    protected const int RtcpIndexLength = 4;

    protected const uint RtcpEncryptedFlag = 0x8000_0000;

    /// <summary>Bytes that protection adds to an RTP packet.</summary>
    public abstract int RtpOverhead { get; }

    /// <summary>Bytes that protection adds to an RTCP packet.</summary>
    public int RtcpOverhead => RtpOverhead + RtcpIndexLength;

    public static SrtpTransform Create(SrtpProfile profile, byte[] masterKey, byte[] masterSalt, CipherImplementation implementation = CipherImplementation.Fastest) =>
        profile switch
        {
            SrtpProfile.AeadAes128Gcm => new AeadGcmTransform(masterKey, masterSalt, implementation),
            SrtpProfile.AesCm128HmacSha1Tag80 => new AesCmTransform(masterKey, masterSalt, implementation),
            _ => throw new ArgumentOutOfRangeException(nameof(profile), profile, "Not an SRTP profile of this project."),
        };

    /// <summary>
    /// Writes the protected payload and tag behind the header that stands in <paramref name="destination"/>; returns the total length.
    /// </summary>
    public int ProtectRtp(Span<byte> destination, int headerLength, ReadOnlySpan<byte> payload, long packetIndex) =>
        ProtectRtp(destination, headerLength, [], payload, packetIndex);

    /// <summary>The same for a payload that begins with <paramref name="prefix"/>, which is at most <see cref="Gcm.MaxPrefix"/> bytes long.</summary>
    public abstract int ProtectRtp(
        Span<byte> destination, int headerLength, ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> payload, long packetIndex);

    /// <summary>In place. False leaves the packet as it was; true leaves the clear packet without its tag.</summary>
    public abstract bool TryUnprotectRtp(Span<byte> packet, int headerLength, long packetIndex);

    /// <summary>In place; returns the new length.</summary>
    public abstract int ProtectRtcp(Span<byte> buffer, int length, uint index);

    /// <summary>The E bit and index word of an SRTCP packet that is long enough to have one.</summary>
    public abstract uint ReadRtcpIndexWord(ReadOnlySpan<byte> packet);

    /// <summary>In place, like <see cref="TryUnprotectRtp"/>.</summary>
    public abstract bool TryUnprotectRtcp(Span<byte> packet, uint indexWord);

    public abstract void Dispose();
}
