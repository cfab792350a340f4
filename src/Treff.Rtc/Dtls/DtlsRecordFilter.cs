using System.Buffers.Binary;

namespace Treff.Rtc.Dtls;

/// <summary>
/// Whether a datagram can be DTLS 1.2 at all. RFC 6347 section 4.1.2.7 wants invalid records discarded silently, but OpenSSL ends the
/// association for some that any stranger can send: a malformed alert in the clear, or an encrypted record too short for its own tag.
/// </summary>
internal static class DtlsRecordFilter
{
    /// <summary>Nonce and tag of AES-GCM, the only kind of cipher that <see cref="DtlsContext"/> offers (RFC 5288 section 3).</summary>
    private const int MinEncryptedLength = 8 + 16;

    /// <summary>OpenSSL takes no longer ones with the settings of <see cref="DtlsContext"/>.</summary>
    private const int MaxMessageLength = 16 * 1024;

    private const int RecordHeaderLength = 13;
    private const int MessageHeaderLength = 12;
    private const byte MajorVersion = 254;
    private const byte ChangeCipherSpec = 20;
    private const byte Alert = 21;
    private const byte Handshake = 22;

    /// <summary>True when the datagram is a row of whole records that are well formed as far as they are in the clear.</summary>
    public static bool IsPlausible(ReadOnlySpan<byte> datagram)
    {
        if (datagram.IsEmpty)
            return false;
        while (!datagram.IsEmpty)
        {
            if (datagram.Length < RecordHeaderLength || datagram[1] != MajorVersion)
                return false;
            var length = BinaryPrimitives.ReadUInt16BigEndian(datagram[(RecordHeaderLength - 2)..]);
            if (datagram.Length < RecordHeaderLength + length)
                return false;
            var epoch = BinaryPrimitives.ReadUInt16BigEndian(datagram[3..]);
            var body = datagram.Slice(RecordHeaderLength, length);
            if (!(epoch == 0 ? IsPlausibleClear(datagram[0], body) : body.Length >= MinEncryptedLength))
                return false;
            datagram = datagram[(RecordHeaderLength + length)..];
        }

        return true;
    }

    private static bool IsPlausibleClear(byte type, ReadOnlySpan<byte> body) => type switch
    {
        ChangeCipherSpec => body is [1],
        Alert => body is [1 or 2, _],
        Handshake => AreMessages(body),
        _ => false,
    };

    /// <summary>One or more fragments of handshake messages (RFC 6347 section 4.2.2).</summary>
    private static bool AreMessages(ReadOnlySpan<byte> body)
    {
        while (body.Length >= MessageHeaderLength)
        {
            var messageLength = ReadUInt24(body[1..]);
            var offset = ReadUInt24(body[6..]);
            var length = ReadUInt24(body[9..]);
            if (messageLength > MaxMessageLength || offset + length > messageLength || length > body.Length - MessageHeaderLength)
                return false;
            body = body[(MessageHeaderLength + length)..];
            if (body.IsEmpty)
                return true;
        }

        return false;
    }

    private static int ReadUInt24(ReadOnlySpan<byte> bytes) => (bytes[0] << 16) | BinaryPrimitives.ReadUInt16BigEndian(bytes[1..]);
}
