using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Treff.Rtc.Ice;

/// <summary>MESSAGE-INTEGRITY of a received message (RFC 8489 section 14.5).</summary>
internal static class StunIntegrity
{
    /// <summary>
    /// HMAC-SHA1 over everything before the attribute, with the length field as if the message ended after it. Messages over
    /// <see cref="StunMessage.MaxLength"/> never match.
    /// </summary>
    /// <param name="position">Where the attribute's value begins; its length has been checked.</param>
    public static bool IsValid(ReadOnlySpan<byte> message, int position, ReadOnlySpan<byte> key)
    {
        if (message.Length > StunMessage.MaxLength)
            return false;
        var covered = position - StunMessage.AttributeHeaderLength;
        Span<byte> copy = stackalloc byte[StunMessage.MaxLength];
        copy = copy[..covered];
        message[..covered].CopyTo(copy);
        var length = position + StunMessage.IntegrityLength - StunMessage.HeaderLength;
        BinaryPrimitives.WriteUInt16BigEndian(copy[2..], (ushort)length);
        Span<byte> expected = stackalloc byte[StunMessage.IntegrityLength];
        HMACSHA1.HashData(key, copy, expected);
        return CryptographicOperations.FixedTimeEquals(expected, message.Slice(position, StunMessage.IntegrityLength));
    }

    /// <summary>FINGERPRINT matches (RFC 8489 section 14.7).</summary>
    /// <param name="position">Where the attribute's value begins; its length has been checked.</param>
    public static bool IsFingerprintValid(ReadOnlySpan<byte> message, int position) =>
        (Crc32.Compute(message[..(position - StunMessage.AttributeHeaderLength)]) ^ StunMessage.FingerprintMask)
            == BinaryPrimitives.ReadUInt32BigEndian(message[position..]);
}
