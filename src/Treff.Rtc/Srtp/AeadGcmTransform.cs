using System.Buffers.Binary;

namespace Treff.Rtc.Srtp;

/// <summary>
/// AEAD_AES_128_GCM (RFC 7714). The header is authenticated, the payload encrypted, the 16-byte tag follows; with RTCP the index word
/// is authenticated too and stands behind the tag.
/// </summary>
internal sealed class AeadGcmTransform : SrtpTransform
{
    private const int SaltLength = 12;

    /// <summary>Header and index word of SRTCP, padded to a block as <see cref="Gcm"/> wants its associated data.</summary>
    private const int RtcpAssociatedLength = SrtpHeader.RtcpLength + RtcpIndexLength;

    private readonly Gcm _rtp;
    private readonly Gcm _rtcp;
    private readonly byte[] _rtpSalt;
    private readonly byte[] _rtcpSalt;

    public AeadGcmTransform(byte[] masterKey, byte[] masterSalt, bool useIntrinsics)
    {
        _rtp = CreateGcm(masterKey, masterSalt, SrtpKeyLabel.RtpEncryption, useIntrinsics);
        _rtcp = CreateGcm(masterKey, masterSalt, SrtpKeyLabel.RtcpEncryption, useIntrinsics);
        _rtpSalt = SrtpKeyDerivation.Derive(masterKey, masterSalt, SrtpKeyLabel.RtpSalt, SaltLength);
        _rtcpSalt = SrtpKeyDerivation.Derive(masterKey, masterSalt, SrtpKeyLabel.RtcpSalt, SaltLength);
    }

    public override int RtpOverhead => Gcm.TagLength;

    public override int ProtectRtp(Span<byte> destination, int headerLength, ReadOnlySpan<byte> payload, long packetIndex)
    {
        Span<byte> nonce = stackalloc byte[Gcm.NonceLength];
        WriteRtpNonce(nonce, destination, packetIndex);
        _rtp.Seal(nonce, destination[..headerLength], payload, destination[headerLength..]);
        return headerLength + payload.Length + Gcm.TagLength;
    }

    public override bool TryUnprotectRtp(Span<byte> packet, int headerLength, long packetIndex)
    {
        Span<byte> nonce = stackalloc byte[Gcm.NonceLength];
        WriteRtpNonce(nonce, packet, packetIndex);
        return _rtp.TryOpen(nonce, packet[..headerLength], packet[headerLength..]);
    }

    public override int ProtectRtcp(Span<byte> buffer, int length, uint index)
    {
        var indexWord = index | RtcpEncryptedFlag;
        Span<byte> nonce = stackalloc byte[Gcm.NonceLength];
        Span<byte> associated = stackalloc byte[Gcm.BlockLength];
        WriteRtcpNonce(nonce, buffer, indexWord);
        WriteRtcpAssociated(associated, buffer, indexWord);
        var body = buffer[SrtpHeader.RtcpLength..];
        _rtcp.Seal(nonce, associated[..RtcpAssociatedLength], body[..(length - SrtpHeader.RtcpLength)], body);
        BinaryPrimitives.WriteUInt32BigEndian(buffer[(length + Gcm.TagLength)..], indexWord);
        return length + RtcpOverhead;
    }

    public override uint ReadRtcpIndexWord(ReadOnlySpan<byte> packet) => BinaryPrimitives.ReadUInt32BigEndian(packet[^RtcpIndexLength..]);

    public override bool TryUnprotectRtcp(Span<byte> packet, uint indexWord)
    {
        Span<byte> nonce = stackalloc byte[Gcm.NonceLength];
        Span<byte> associated = stackalloc byte[Gcm.BlockLength];
        WriteRtcpNonce(nonce, packet, indexWord);
        WriteRtcpAssociated(associated, packet, indexWord);
        return _rtcp.TryOpen(nonce, associated[..RtcpAssociatedLength], packet[SrtpHeader.RtcpLength..^RtcpIndexLength]);
    }

    public override void Dispose()
    {
        _rtp.Dispose();
        _rtcp.Dispose();
    }

    private static Gcm CreateGcm(byte[] masterKey, byte[] masterSalt, SrtpKeyLabel label, bool useIntrinsics)
    {
        Span<byte> key = stackalloc byte[SrtpKeyingMaterial.KeyLength];
        SrtpKeyDerivation.Derive(masterKey, masterSalt, label, key);
        var gcm = Gcm.Create(key, useIntrinsics);
        key.Clear();
        return gcm;
    }

    /// <summary>RFC 7714 section 8.1: two zero bytes, SSRC, 48-bit packet index, XORed with the salt.</summary>
    private void WriteRtpNonce(Span<byte> nonce, ReadOnlySpan<byte> packet, long packetIndex)
    {
        var ssrcBytes = BinaryPrimitives.ReadUInt32BigEndian(packet[8..]);
        BinaryPrimitives.WriteUInt32BigEndian(nonce, ssrcBytes >> 16);
        BinaryPrimitives.WriteUInt64BigEndian(nonce[4..], ((ulong)ssrcBytes << 48) | (ulong)packetIndex);
        Mask(nonce, _rtpSalt);
    }

    /// <summary>RFC 7714 section 9.1: two zero bytes, SSRC, two zero bytes, index without the E bit, XORed with the salt.</summary>
    private void WriteRtcpNonce(Span<byte> nonce, ReadOnlySpan<byte> packet, uint indexWord)
    {
        var ssrc = SrtpHeader.RtcpSsrc(packet);
        BinaryPrimitives.WriteUInt32BigEndian(nonce, ssrc >> 16);
        BinaryPrimitives.WriteUInt64BigEndian(nonce[4..], ((ulong)ssrc << 48) | (indexWord & ~RtcpEncryptedFlag));
        Mask(nonce, _rtcpSalt);
    }

    private static void WriteRtcpAssociated(Span<byte> associated, ReadOnlySpan<byte> packet, uint indexWord)
    {
        associated.Clear();
        packet[..SrtpHeader.RtcpLength].CopyTo(associated);
        BinaryPrimitives.WriteUInt32BigEndian(associated[SrtpHeader.RtcpLength..], indexWord);
    }

    private static void Mask(Span<byte> nonce, ReadOnlySpan<byte> salt)
    {
        for (var i = 0; i < SaltLength; i++)
            nonce[i] ^= salt[i];
    }
}
