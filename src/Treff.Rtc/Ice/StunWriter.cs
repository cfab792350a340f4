using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Treff.Rtc.Ice;

/// <summary>
/// Writes one STUN message into the caller's span, attribute by attribute; the header's length field is right after each of them. The span must be large
/// enough: what ICE writes fits in <see cref="RecommendedLength"/>.
/// </summary>
public ref struct StunWriter
{
    /// <summary>A check with two user name fragments of ordinary length, or an answer, with room to spare. Fragments of 256 characters need more.</summary>
    public const int RecommendedLength = 256;

    private readonly Span<byte> _buffer;

    public StunWriter(Span<byte> buffer, StunClass messageClass, StunMethod method, in StunTransactionId transactionId)
    {
        _buffer = buffer;
        Length = StunMessage.HeaderLength;
        BinaryPrimitives.WriteUInt16BigEndian(buffer, MessageType(messageClass, method));
        BinaryPrimitives.WriteUInt16BigEndian(buffer[2..], 0);
        BinaryPrimitives.WriteUInt32BigEndian(buffer[4..], StunMessage.MagicCookie);
        transactionId.Write(buffer[8..]);
    }

    /// <summary>Bytes written so far: the message as it would be sent now.</summary>
    public int Length { get; private set; }

    public void AddUsername(scoped ReadOnlySpan<byte> receiverFragment, scoped ReadOnlySpan<byte> senderFragment)
    {
        var value = Reserve(StunAttribute.Username, receiverFragment.Length + 1 + senderFragment.Length);
        receiverFragment.CopyTo(value);
        value[receiverFragment.Length] = (byte)':';
        senderFragment.CopyTo(value[(receiverFragment.Length + 1)..]);
    }

    public void AddPriority(uint priority) => BinaryPrimitives.WriteUInt32BigEndian(Reserve(StunAttribute.Priority, 4), priority);

    public void AddUseCandidate() => Reserve(StunAttribute.UseCandidate, 0);

    public void AddIceControlling(ulong tieBreaker) =>
        BinaryPrimitives.WriteUInt64BigEndian(Reserve(StunAttribute.IceControlling, 8), tieBreaker);

    public void AddIceControlled(ulong tieBreaker) =>
        BinaryPrimitives.WriteUInt64BigEndian(Reserve(StunAttribute.IceControlled, 8), tieBreaker);

    public void AddXorMappedAddress(in TransportAddress address) => AddXorAddress(StunAttribute.XorMappedAddress, address);

    /// <summary>An address that no NAT shall find and "translate": XORed with the message's cookie and transaction id.</summary>
    public void AddXorAddress(ushort type, in TransportAddress address)
    {
        Span<byte> value = stackalloc byte[StunAddress.MaxLength];
        var length = StunAddress.WriteXor(value, address, _buffer[4..StunMessage.HeaderLength]);
        Add(type, value[..length]);
    }

    public void AddErrorCode(int code, scoped ReadOnlySpan<byte> reason)
    {
        var value = Reserve(StunAttribute.ErrorCode, 4 + reason.Length);
        value[0] = value[1] = 0;
        value[2] = (byte)(code / 100);
        value[3] = (byte)(code % 100);
        reason.CopyTo(value[4..]);
    }

    public void AddUnknownAttributes(scoped ReadOnlySpan<ushort> types)
    {
        var value = Reserve(StunAttribute.UnknownAttributes, types.Length * 2);
        for (var i = 0; i < types.Length; i++)
            BinaryPrimitives.WriteUInt16BigEndian(value[(i * 2)..], types[i]);
    }

    /// <summary>An attribute of any type; the value is padded with zeros.</summary>
    public void Add(ushort type, scoped ReadOnlySpan<byte> value) => value.CopyTo(Reserve(type, value.Length));

    /// <summary>MESSAGE-INTEGRITY over everything so far; only FINGERPRINT may follow.</summary>
    public void AddMessageIntegrity(scoped ReadOnlySpan<byte> key)
    {
        var covered = Length;
        var value = Reserve(StunAttribute.MessageIntegrity, StunMessage.IntegrityLength);
        HMACSHA1.HashData(key, _buffer[..covered], value);
    }

    /// <summary>FINGERPRINT over everything so far: the last attribute.</summary>
    public void AddFingerprint()
    {
        var covered = Length;
        var value = Reserve(StunAttribute.Fingerprint, StunMessage.FingerprintLength);
        BinaryPrimitives.WriteUInt32BigEndian(value, Crc32.Compute(_buffer[..covered]) ^ StunMessage.FingerprintMask);
    }

    private static ushort MessageType(StunClass messageClass, StunMethod method)
    {
        var m = (int)method;
        var c = (int)messageClass;
        return (ushort)((m & 0x000F) | ((m & 0x0070) << 1) | ((m & 0x0F80) << 2) | ((c & 1) << 4) | ((c & 2) << 7));
    }

    // The length field is raised before the value is computed, as MESSAGE-INTEGRITY and FINGERPRINT want it.
    private Span<byte> Reserve(ushort type, int length)
    {
        var padded = (length + 3) & ~3;
        var attribute = _buffer.Slice(Length, StunMessage.AttributeHeaderLength + padded);
        BinaryPrimitives.WriteUInt16BigEndian(attribute, type);
        BinaryPrimitives.WriteUInt16BigEndian(attribute[2..], (ushort)length);
        attribute[(StunMessage.AttributeHeaderLength + length)..].Clear();
        Length += attribute.Length;
        BinaryPrimitives.WriteUInt16BigEndian(_buffer[2..], (ushort)(Length - StunMessage.HeaderLength));
        return attribute.Slice(StunMessage.AttributeHeaderLength, length);
    }
}
