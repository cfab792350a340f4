using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Treff.Rtc.Srtp;

/// <summary>
/// AES_CM_128_HMAC_SHA1_80 (RFC 3711): counter mode, then HMAC-SHA1 over header, cipher text and roll-over counter, cut to ten bytes;
/// with RTCP the index word takes the place of the roll-over counter and is sent along.
/// </summary>
internal sealed class AesCmTransform : SrtpTransform
{
    private const int TagLength = 10;
    private const int AuthenticationKeyLength = 20;
    private const int SaltLength = 14;
    private const int RollOverCounterLength = 4;

    private readonly Direction _rtp;
    private readonly Direction _rtcp;

    public AesCmTransform(byte[] masterKey, byte[] masterSalt, CipherImplementation implementation)
    {
        _rtp = new Direction(
            masterKey, masterSalt, SrtpKeyLabel.RtpEncryption, SrtpKeyLabel.RtpAuthentication, SrtpKeyLabel.RtpSalt, implementation);
        _rtcp = new Direction(
            masterKey, masterSalt, SrtpKeyLabel.RtcpEncryption, SrtpKeyLabel.RtcpAuthentication, SrtpKeyLabel.RtcpSalt, implementation);
    }

    public override int RtpOverhead => TagLength;

    public override int ProtectRtp(
        Span<byte> destination, int headerLength, ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> payload, long packetIndex)
    {
        if (!prefix.IsEmpty)
        {
            var body = destination.Slice(headerLength, prefix.Length + payload.Length);
            prefix.CopyTo(body);
            payload.CopyTo(body[prefix.Length..]);
            payload = body;
        }

        _rtp.ApplyKeyStream(SrtpHeader.RtpSsrc(destination), packetIndex, payload, destination[headerLength..]);
        var length = headerLength + payload.Length;
        Span<byte> hash = stackalloc byte[HmacSha1.HashLength];
        WriteRollOverCounter(destination[length..], packetIndex);
        _rtp.Hash(destination[..(length + RollOverCounterLength)], hash);
        hash[..TagLength].CopyTo(destination[length..]);
        return length + TagLength;
    }

    public override bool TryUnprotectRtp(Span<byte> packet, int headerLength, long packetIndex)
    {
        var length = packet.Length - TagLength;
        if (!HasValidRtpTag(packet, length, packetIndex))
            return false;
        var payload = packet[headerLength..length];
        _rtp.ApplyKeyStream(SrtpHeader.RtpSsrc(packet), packetIndex, payload, payload);
        return true;
    }

    public override int ProtectRtcp(Span<byte> buffer, int length, uint index)
    {
        var body = buffer[SrtpHeader.RtcpLength..length];
        _rtcp.ApplyKeyStream(SrtpHeader.RtcpSsrc(buffer), index, body, body);
        BinaryPrimitives.WriteUInt32BigEndian(buffer[length..], index | RtcpEncryptedFlag);
        Span<byte> hash = stackalloc byte[HmacSha1.HashLength];
        _rtcp.Hash(buffer[..(length + RtcpIndexLength)], hash);
        hash[..TagLength].CopyTo(buffer[(length + RtcpIndexLength)..]);
        return length + RtcpOverhead;
    }

    public override uint ReadRtcpIndexWord(ReadOnlySpan<byte> packet) =>
        BinaryPrimitives.ReadUInt32BigEndian(packet[^(TagLength + RtcpIndexLength)..]);

    public override bool TryUnprotectRtcp(Span<byte> packet, uint indexWord)
    {
        Span<byte> hash = stackalloc byte[HmacSha1.HashLength];
        _rtcp.Hash(packet[..^TagLength], hash);
        if (!CryptographicOperations.FixedTimeEquals(hash[..TagLength], packet[^TagLength..]))
            return false;
        var body = packet[SrtpHeader.RtcpLength..^RtcpOverhead];
        _rtcp.ApplyKeyStream(SrtpHeader.RtcpSsrc(packet), indexWord & ~RtcpEncryptedFlag, body, body);
        return true;
    }

    public override void Dispose()
    {
        _rtp.Dispose();
        _rtcp.Dispose();
    }

    /// <summary>The roll-over counter is hashed but not sent: it stands where the tag is, for as long as that takes.</summary>
    private bool HasValidRtpTag(Span<byte> packet, int length, long packetIndex)
    {
        Span<byte> received = stackalloc byte[TagLength];
        Span<byte> hash = stackalloc byte[HmacSha1.HashLength];
        var tag = packet[length..];
        tag.CopyTo(received);
        WriteRollOverCounter(tag, packetIndex);
        _rtp.Hash(packet[..(length + RollOverCounterLength)], hash);
        received.CopyTo(tag);
        return CryptographicOperations.FixedTimeEquals(hash[..TagLength], received);
    }

    private static void WriteRollOverCounter(Span<byte> destination, long packetIndex) =>
        BinaryPrimitives.WriteUInt32BigEndian(destination, (uint)(packetIndex >> 16));

    /// <summary>The session keys for either RTP or RTCP.</summary>
    private sealed class Direction : IDisposable
    {
        private readonly AesCtr _cipher;
        private readonly HmacSha1 _hmac;

        // The salt, shifted by 16 bits, as the two words that are XORed with the counter's.
        private readonly ulong _saltStart;
        private readonly ulong _saltEnd;

        public Direction(
            byte[] masterKey, byte[] masterSalt, SrtpKeyLabel encryption, SrtpKeyLabel authentication, SrtpKeyLabel salt, CipherImplementation implementation)
        {
            Span<byte> key = stackalloc byte[SrtpKeyingMaterial.KeyLength];
            Span<byte> authenticationKey = stackalloc byte[AuthenticationKeyLength];
            SrtpKeyDerivation.Derive(masterKey, masterSalt, encryption, key);
            SrtpKeyDerivation.Derive(masterKey, masterSalt, authentication, authenticationKey);
            var saltBytes = SrtpKeyDerivation.Derive(masterKey, masterSalt, salt, SaltLength);
            _saltStart = BinaryPrimitives.ReadUInt64BigEndian(saltBytes);
            _saltEnd = BinaryPrimitives.ReadUInt64BigEndian(saltBytes.AsSpan(SaltLength - 8)) << 16;
            _cipher = AesCtr.Create(key, implementation);
            _hmac = new HmacSha1(authenticationKey);
            key.Clear();
            authenticationKey.Clear();
        }

        public void Hash(ReadOnlySpan<byte> data, Span<byte> hash) => _hmac.Compute(data, hash);

        /// <summary>RFC 3711 section 4.1.1: IV = salt · 2^16 XOR SSRC · 2^64 XOR index · 2^16.</summary>
        public void ApplyKeyStream(uint ssrc, long index, ReadOnlySpan<byte> source, Span<byte> destination)
        {
            Span<byte> counter = stackalloc byte[AesCtr.BlockLength];
            BinaryPrimitives.WriteUInt64BigEndian(counter, ssrc ^ _saltStart);
            BinaryPrimitives.WriteUInt64BigEndian(counter[8..], ((ulong)index << 16) ^ _saltEnd);
            _cipher.Apply(counter, source, destination);
        }

        public void Dispose() => _cipher.Dispose();
    }
}
