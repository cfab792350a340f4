using System.Buffers.Binary;

namespace Treff.Rtc.Ice;

/// <summary>
/// A view of one STUN message (RFC 8489 section 5). Nothing is copied; every attribute that ICE uses was bounds-checked when
/// <see cref="TryParse"/> said yes.
/// <code>
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// |0 0|     message type          |         message length        |
/// |                  magic cookie 0x2112A442                      |
/// |                  transaction id (96 bits)                     |
/// |        attribute type         |       attribute length        |  repeated; values padded to 4 bytes
/// </code>
/// </summary>
public readonly ref struct StunMessage
{
    public const int HeaderLength = 20;
    public const uint MagicCookie = 0x2112_A442;

    /// <summary>ICE checks are about 100 bytes; RFC 8489 section 6.1 keeps messages below the smallest path MTU, 1,280 for IPv6.</summary>
    public const int MaxLength = 1280;

    internal const int AttributeHeaderLength = 4;
    internal const int IntegrityLength = 20;
    internal const int FingerprintLength = 4;
    internal const uint FingerprintMask = 0x5354_554E;

    private const int NotPresent = -1;

    private readonly ReadOnlySpan<byte> _message;
    private readonly StunAttributeScanner _attributes;

    private StunMessage(ReadOnlySpan<byte> message, StunAttributeScanner attributes)
    {
        _message = message;
        _attributes = attributes;
    }

    public StunClass Class
    {
        get
        {
            var type = BinaryPrimitives.ReadUInt16BigEndian(_message);
            return (StunClass)(((type >> 7) & 2) | ((type >> 4) & 1));
        }
    }

    public StunMethod Method
    {
        get
        {
            var type = BinaryPrimitives.ReadUInt16BigEndian(_message);
            return (StunMethod)((type & 0x000F) | ((type & 0x00E0) >> 1) | ((type & 0x3E00) >> 2));
        }
    }

    public StunTransactionId TransactionId => StunTransactionId.Read(_message[8..]);

    /// <summary>USERNAME, empty when absent: "fragment of the receiver:fragment of the sender" in ICE checks.</summary>
    public ReadOnlySpan<byte> Username => Value(_attributes.Username);

    public bool HasUsername => _attributes.Username != NotPresent;

    /// <summary>PRIORITY that a peer-reflexive candidate would get (RFC 8445 section 7.1.1); null when absent.</summary>
    public uint? Priority => _attributes.Priority == NotPresent ? null : BinaryPrimitives.ReadUInt32BigEndian(Value(_attributes.Priority));

    /// <summary>USE-CANDIDATE: the controlling side nominates this path.</summary>
    public bool UseCandidate => _attributes.UseCandidate != NotPresent;

    /// <summary>The tie-breaker of a sender that believes to be controlled; null when absent.</summary>
    public ulong? IceControlled => TieBreaker(_attributes.IceControlled);

    /// <summary>The tie-breaker of a sender that believes to be controlling; null when absent.</summary>
    public ulong? IceControlling => TieBreaker(_attributes.IceControlling);

    /// <summary>XOR-MAPPED-ADDRESS: the sender's address as the other side saw it; null when absent.</summary>
    public TransportAddress? XorMappedAddress =>
        _attributes.XorMappedAddress == NotPresent ? null : StunAddress.ReadXor(Value(_attributes.XorMappedAddress), _message[4..HeaderLength]);

    /// <summary>ERROR-CODE, 300 to 699; 0 when absent.</summary>
    public int ErrorCode
    {
        get
        {
            var value = Value(_attributes.ErrorCode);
            return value.IsEmpty ? 0 : ((value[2] & 7) * 100) + value[3];
        }
    }

    public bool HasIntegrity => _attributes.MessageIntegrity != NotPresent;

    public bool HasFingerprint => _attributes.Fingerprint != NotPresent;

    /// <summary>True when an attribute below 0x8000 is one we do not know (RFC 8489 section 6.3.1: answer 420).</summary>
    public bool HasUnknownRequired => _attributes.HasUnknownRequired;

    /// <summary>True when FINGERPRINT is there and matches (RFC 8489 section 14.7).</summary>
    public bool HasValidFingerprint =>
        HasFingerprint && StunIntegrity.IsFingerprintValid(_message, _attributes.Fingerprint);

    /// <summary>The test of the demultiplexer (RFC 7983, RFC 8489 section 5): leading zero bits, cookie, and a length that fits exactly.</summary>
    public static bool LooksLikeStun(ReadOnlySpan<byte> datagram) =>
        datagram.Length is >= HeaderLength and <= MaxLength
        && (datagram[0] & 0xC0) == 0
        && BinaryPrimitives.ReadUInt32BigEndian(datagram[4..]) == MagicCookie
        && BinaryPrimitives.ReadUInt16BigEndian(datagram[2..]) == datagram.Length - HeaderLength
        && (datagram.Length & 3) == 0;

    public static bool TryParse(ReadOnlySpan<byte> datagram, out StunMessage message)
    {
        if (!LooksLikeStun(datagram) || !StunAttributeScanner.TryScan(datagram, out var attributes))
        {
            message = default;
            return false;
        }

        message = new(datagram, attributes);
        return true;
    }

    /// <summary>
    /// Reads USERNAME as the server sees it, "its own fragment:the client's fragment", to find the peer that a check from an unknown
    /// address is for. Says nothing about authenticity.
    /// </summary>
    public static bool TryReadUsernameFragments(ReadOnlySpan<byte> datagram, out ReadOnlySpan<byte> local, out ReadOnlySpan<byte> remote)
    {
        local = remote = default;
        if (!TryParse(datagram, out var message))
            return false;
        var username = message.Username;
        var colon = username.IndexOf((byte)':');
        if (colon <= 0)
            return false;
        local = username[..colon];
        remote = username[(colon + 1)..];
        return true;
    }

    /// <summary>True when MESSAGE-INTEGRITY is there and matches (RFC 8489 section 14.5).</summary>
    public bool HasValidIntegrity(ReadOnlySpan<byte> key) => HasIntegrity && StunIntegrity.IsValid(_message, _attributes.MessageIntegrity, key);

    /// <summary>Collects the types behind <see cref="HasUnknownRequired"/>, as many as fit. Returns how many.</summary>
    public int CopyUnknownRequired(Span<ushort> types) =>
        StunAttributeReader.CopyUnknownRequired(_message, StunAttribute.IsUnknownRequired, types);

    private ulong? TieBreaker(int position) =>
        position == NotPresent ? null : BinaryPrimitives.ReadUInt64BigEndian(Value(position));

    private ReadOnlySpan<byte> Value(int position)
    {
        if (position == NotPresent)
            return default;
        var length = BinaryPrimitives.ReadUInt16BigEndian(_message[(position - 2)..]);
        return _message.Slice(position, length);
    }
}
