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

    private readonly Direction _rtp;
    private readonly Direction _rtcp;

    public AeadGcmTransform(byte[] masterKey, byte[] masterSalt, CipherImplementation implementation)
        : this(
            Direction.Derive(masterKey, masterSalt, SrtpKeyLabel.RtpEncryption, SrtpKeyLabel.RtpSalt, implementation),
            Direction.Derive(masterKey, masterSalt, SrtpKeyLabel.RtcpEncryption, SrtpKeyLabel.RtcpSalt, implementation))
    {
    }

    /// <summary>From session keys, as the vectors of RFC 7714 have them.</summary>
    internal AeadGcmTransform(Direction rtp, Direction rtcp)
    {
        _rtp = rtp;
        _rtcp = rtcp;
    }

    public override int RtpOverhead => Gcm.TagLength;

    public override int ProtectRtp(
        Span<byte> destination, int headerLength, ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> payload, long packetIndex)
    {
        Span<byte> nonce = stackalloc byte[Gcm.NonceLength];
        _rtp.WriteNonce(nonce, SrtpHeader.RtpSsrc(destination), (ulong)packetIndex);
        _rtp.Cipher.Seal(nonce, destination[..headerLength], prefix, payload, destination[headerLength..]);
        return headerLength + prefix.Length + payload.Length + Gcm.TagLength;
    }

    public override bool TryUnprotectRtp(Span<byte> packet, int headerLength, long packetIndex)
    {
        Span<byte> nonce = stackalloc byte[Gcm.NonceLength];
        _rtp.WriteNonce(nonce, SrtpHeader.RtpSsrc(packet), (ulong)packetIndex);
        return _rtp.Cipher.TryOpen(nonce, packet[..headerLength], packet[headerLength..]);
    }

    public override int ProtectRtcp(Span<byte> buffer, int length, uint index)
    {
        var indexWord = index | RtcpEncryptedFlag;
        Span<byte> nonce = stackalloc byte[Gcm.NonceLength];
        Span<byte> associated = stackalloc byte[Gcm.BlockLength];
        _rtcp.WriteNonce(nonce, SrtpHeader.RtcpSsrc(buffer), index);
        WriteRtcpAssociated(associated, buffer, indexWord);
        var body = buffer[SrtpHeader.RtcpLength..];
        _rtcp.Cipher.Seal(nonce, associated[..RtcpAssociatedLength], body[..(length - SrtpHeader.RtcpLength)], body);
        BinaryPrimitives.WriteUInt32BigEndian(buffer[(length + Gcm.TagLength)..], indexWord);
        return length + RtcpOverhead;
    }

    public override uint ReadRtcpIndexWord(ReadOnlySpan<byte> packet) => BinaryPrimitives.ReadUInt32BigEndian(packet[^RtcpIndexLength..]);

    public override bool TryUnprotectRtcp(Span<byte> packet, uint indexWord)
    {
        Span<byte> nonce = stackalloc byte[Gcm.NonceLength];
        Span<byte> associated = stackalloc byte[Gcm.BlockLength];
        _rtcp.WriteNonce(nonce, SrtpHeader.RtcpSsrc(packet), indexWord & ~RtcpEncryptedFlag);
        WriteRtcpAssociated(associated, packet, indexWord);
        return _rtcp.Cipher.TryOpen(nonce, associated[..RtcpAssociatedLength], packet[SrtpHeader.RtcpLength..^RtcpIndexLength]);
    }

    public override void Dispose()
    {
        _rtp.Dispose();
        _rtcp.Dispose();
    }

    private static void WriteRtcpAssociated(Span<byte> associated, ReadOnlySpan<byte> packet, uint indexWord)
    {
        associated.Clear();
        packet[..SrtpHeader.RtcpLength].CopyTo(associated);
        BinaryPrimitives.WriteUInt32BigEndian(associated[SrtpHeader.RtcpLength..], indexWord);
    }

    /// <summary>The session key and salt for either RTP or RTCP.</summary>
    internal sealed class Direction(Gcm cipher, byte[] salt) : IDisposable
    {
        // The salt as the two words that are XORed with the nonce's.
        private readonly ulong _saltStart = BinaryPrimitives.ReadUInt64BigEndian(salt);
        private readonly uint _saltEnd = BinaryPrimitives.ReadUInt32BigEndian(salt.AsSpan(8, SaltLength - 8));

        public Gcm Cipher => cipher;

        public static Direction Derive(
            byte[] masterKey, byte[] masterSalt, SrtpKeyLabel encryption, SrtpKeyLabel salt, CipherImplementation implementation)
        {
            Span<byte> key = stackalloc byte[SrtpKeyingMaterial.KeyLength];
            SrtpKeyDerivation.Derive(masterKey, masterSalt, encryption, key);
            var direction = new Direction(
                Gcm.Create(key, implementation), SrtpKeyDerivation.Derive(masterKey, masterSalt, salt, SaltLength));
            key.Clear();
            return direction;
        }

        /// <summary>
        /// Two zero bytes, SSRC, 48 bits of index, XORed with the salt: RFC 7714 section 8.1, and section 9.1 where the index is that
        /// of SRTCP.
        /// </summary>
        public void WriteNonce(Span<byte> nonce, uint ssrc, ulong index)
        {
            BinaryPrimitives.WriteUInt64BigEndian(nonce, ((ulong)ssrc << 16 | index >> 32) ^ _saltStart);
            BinaryPrimitives.WriteUInt32BigEndian(nonce[8..], (uint)index ^ _saltEnd);
        }

        public void Dispose() => cipher.Dispose();
    }
}
