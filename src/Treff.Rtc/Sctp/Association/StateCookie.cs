using System.Buffers.Binary;
using System.Security.Cryptography;
using Treff.Rtc.Sctp.Packet;

namespace Treff.Rtc.Sctp.Association;

/// <summary>
/// All that is needed to build an association once the peer returns it (RFC 9260 5.1.3), so that an INIT takes no memory. Signed with a
/// key of this association's own. The tie tags are those of an association that exists already, else zero.
/// </summary>
internal readonly record struct StateCookie(
    uint LocalTag,
    uint LocalInitialTsn,
    uint PeerTag,
    uint PeerInitialTsn,
    uint PeerWindow,
    ushort OutboundStreams,
    SctpCapabilities Capabilities,
    uint LocalTieTag,
    uint PeerTieTag,
    Timestamp CreatedAt)
{
    public const int Length = FieldsLength + SignatureLength;

    private const int FieldsLength = 40;
    private const int SignatureLength = HMACSHA256.HashSizeInBytes;

    public void Write(Span<byte> destination, ReadOnlySpan<byte> key)
    {
        BinaryPrimitives.WriteUInt32BigEndian(destination, LocalTag);
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], LocalInitialTsn);
        BinaryPrimitives.WriteUInt32BigEndian(destination[8..], PeerTag);
        BinaryPrimitives.WriteUInt32BigEndian(destination[12..], PeerInitialTsn);
        BinaryPrimitives.WriteUInt32BigEndian(destination[16..], PeerWindow);
        BinaryPrimitives.WriteUInt16BigEndian(destination[20..], OutboundStreams);
        destination[22] = (byte)(Capabilities.PartialReliability ? 1 : 0);
        destination[23] = (byte)(Capabilities.StreamReconfiguration ? 1 : 0);
        BinaryPrimitives.WriteUInt32BigEndian(destination[24..], LocalTieTag);
        BinaryPrimitives.WriteUInt32BigEndian(destination[28..], PeerTieTag);
        BinaryPrimitives.WriteInt64BigEndian(destination[32..], CreatedAt.Microseconds);
        HMACSHA256.HashData(key, destination[..FieldsLength], destination.Slice(FieldsLength, SignatureLength));
    }

    /// <summary>False when the cookie is not one that was written with this key.</summary>
    public static bool TryRead(ReadOnlySpan<byte> data, ReadOnlySpan<byte> key, out StateCookie cookie)
    {
        cookie = default;
        if (data.Length != Length)
            return false;
        Span<byte> signature = stackalloc byte[SignatureLength];
        HMACSHA256.HashData(key, data[..FieldsLength], signature);
        if (!CryptographicOperations.FixedTimeEquals(signature, data[FieldsLength..]))
            return false;
        cookie = new StateCookie(
            BinaryPrimitives.ReadUInt32BigEndian(data),
            BinaryPrimitives.ReadUInt32BigEndian(data[4..]),
            BinaryPrimitives.ReadUInt32BigEndian(data[8..]),
            BinaryPrimitives.ReadUInt32BigEndian(data[12..]),
            BinaryPrimitives.ReadUInt32BigEndian(data[16..]),
            BinaryPrimitives.ReadUInt16BigEndian(data[20..]),
            new SctpCapabilities(data[22] != 0, data[23] != 0),
            BinaryPrimitives.ReadUInt32BigEndian(data[24..]),
            BinaryPrimitives.ReadUInt32BigEndian(data[28..]),
            new Timestamp(BinaryPrimitives.ReadInt64BigEndian(data[32..])));
        return true;
    }
}
