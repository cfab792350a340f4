using System.Buffers.Binary;
using Treff.Rtc.Ice;

namespace Treff.Rtc.Turn;

/// <summary>
/// A view of one TURN message (RFC 8656 section 5; the STUN format of RFC 8489 with TURN's methods and attributes). Nothing is copied;
/// every attribute that is read was bounds-checked when <see cref="TryParse"/> said yes.
/// </summary>
public readonly ref struct TurnMessage
{
    /// <summary>Requests are a few hundred bytes; RFC 8489 section 6.1 keeps them below the smallest path MTU.</summary>
    public const int MaxRequestLength = 1280;

    private const int NotPresent = -1;

    private readonly ReadOnlySpan<byte> _message;
    private readonly TurnAttributeScanner _attributes;

    private TurnMessage(ReadOnlySpan<byte> message, TurnAttributeScanner attributes)
    {
        _message = message;
        _attributes = attributes;
    }

    public StunClass Class => ClassOf(BinaryPrimitives.ReadUInt16BigEndian(_message));

    public StunMethod Method => MethodOf(BinaryPrimitives.ReadUInt16BigEndian(_message));

    public StunTransactionId TransactionId => StunTransactionId.Read(_message[8..]);

    public int Length => _message.Length;

    public ReadOnlySpan<byte> Username => Value(_attributes.Username);

    public ReadOnlySpan<byte> Realm => Value(_attributes.Realm);

    public ReadOnlySpan<byte> Nonce => Value(_attributes.Nonce);

    public bool HasUsername => _attributes.Username != NotPresent;

    public bool HasRealm => _attributes.Realm != NotPresent;

    public bool HasNonce => _attributes.Nonce != NotPresent;

    public bool HasIntegrity => _attributes.MessageIntegrity != NotPresent;

    /// <summary>LIFETIME in seconds; null when absent.</summary>
    public uint? Lifetime =>
        _attributes.Lifetime == NotPresent ? null : BinaryPrimitives.ReadUInt32BigEndian(_message[_attributes.Lifetime..]);

    /// <summary>The IP protocol of REQUESTED-TRANSPORT (17 is UDP); null when absent.</summary>
    public byte? RequestedTransport => Byte(_attributes.RequestedTransport);

    /// <summary>1 for IPv4, 2 for IPv6; null when absent.</summary>
    public byte? RequestedAddressFamily => Byte(_attributes.RequestedAddressFamily);

    public bool HasEvenPort => _attributes.EvenPort != NotPresent;

    /// <summary>EVEN-PORT that also asks to reserve the next higher port.</summary>
    public bool ReservesNextPort => HasEvenPort && (_message[_attributes.EvenPort] & 0x80) != 0;

    public bool HasReservationToken => _attributes.ReservationToken != NotPresent;

    /// <summary>CHANNEL-NUMBER; null when absent.</summary>
    public ushort? ChannelNumber =>
        _attributes.ChannelNumber == NotPresent ? null : BinaryPrimitives.ReadUInt16BigEndian(_message[_attributes.ChannelNumber..]);

    /// <summary>The first XOR-PEER-ADDRESS; null when absent.</summary>
    public TransportAddress? PeerAddress => Address(_attributes.PeerAddress);

    public TransportAddress? MappedAddress => Address(_attributes.MappedAddress);

    public TransportAddress? RelayedAddress => Address(_attributes.RelayedAddress);

    /// <summary>ERROR-CODE, 300 to 699; 0 when absent.</summary>
    public int ErrorCode
    {
        get
        {
            var value = Value(_attributes.ErrorCode);
            return value.IsEmpty ? 0 : ((value[2] & 7) * 100) + value[3];
        }
    }

    public bool HasData => _attributes.Data != NotPresent;

    /// <summary>Where the value of DATA stands in the message.</summary>
    public int DataOffset => _attributes.Data;

    public ReadOnlySpan<byte> Data => Value(_attributes.Data);

    public bool HasUnknownRequired => _attributes.HasUnknownRequired;

    /// <summary>FINGERPRINT is optional in TURN, but a wrong one makes it something else (RFC 8489 section 7.3).</summary>
    public bool HasWrongFingerprint =>
        _attributes.Fingerprint != NotPresent && !StunIntegrity.IsFingerprintValid(_message, _attributes.Fingerprint);

    /// <summary>Leading zero bits, cookie, a length that fits exactly, and one of TURN's methods.</summary>
    public static bool LooksLikeTurn(ReadOnlySpan<byte> datagram) =>
        datagram.Length >= StunMessage.HeaderLength
        && (datagram[0] & 0xC0) == 0
        && BinaryPrimitives.ReadUInt32BigEndian(datagram[4..]) == StunMessage.MagicCookie
        && MethodOf(BinaryPrimitives.ReadUInt16BigEndian(datagram))
            is StunMethod.Allocate or StunMethod.Refresh or StunMethod.Send or StunMethod.Data or StunMethod.CreatePermission or StunMethod.ChannelBind
        && BinaryPrimitives.ReadUInt16BigEndian(datagram[2..]) == datagram.Length - StunMessage.HeaderLength
        && (datagram.Length & 3) == 0;

    public static bool TryParse(ReadOnlySpan<byte> datagram, out TurnMessage message)
    {
        if (!LooksLikeTurn(datagram) || !TurnAttributeScanner.TryScan(datagram, out var attributes))
        {
            message = default;
            return false;
        }

        message = new TurnMessage(datagram, attributes);
        return true;
    }

    /// <summary>True when MESSAGE-INTEGRITY is there and matches (RFC 8489 section 14.5).</summary>
    public bool HasValidIntegrity(ReadOnlySpan<byte> key) => HasIntegrity && StunIntegrity.IsValid(_message, _attributes.MessageIntegrity, key);

    /// <summary>Collects the types behind <see cref="HasUnknownRequired"/>, as many as fit. Returns how many.</summary>
    public int CopyUnknownRequired(Span<ushort> types) =>
        StunAttributeReader.CopyUnknownRequired(_message, TurnAttribute.IsUnknownRequired, types);

    public PeerAddressEnumerator PeerAddresses => new(_message);

    private static StunClass ClassOf(ushort type) => (StunClass)(((type >> 7) & 2) | ((type >> 4) & 1));

    private static StunMethod MethodOf(ushort type) => (StunMethod)((type & 0x000F) | ((type & 0x00E0) >> 1) | ((type & 0x3E00) >> 2));

    private byte? Byte(int position) => position == NotPresent ? null : _message[position];

    private TransportAddress? Address(int position) =>
        position == NotPresent ? null : StunAddress.ReadXor(Value(position), _message[4..StunMessage.HeaderLength]);

    private ReadOnlySpan<byte> Value(int position)
    {
        if (position == NotPresent)
            return default;
        var length = BinaryPrimitives.ReadUInt16BigEndian(_message[(position - 2)..]);
        return _message.Slice(position, length);
    }

    /// <summary>All XOR-PEER-ADDRESS attributes before MESSAGE-INTEGRITY.</summary>
    public ref struct PeerAddressEnumerator(ReadOnlySpan<byte> message)
    {
        private readonly ReadOnlySpan<byte> _message = message;
        private int _offset = StunMessage.HeaderLength;

        public TransportAddress Current { get; private set; }

        public readonly PeerAddressEnumerator GetEnumerator() => this;

        public bool MoveNext()
        {
            // A later address of a wrong form was refused by the scanner, as the first would be.
            if (!TurnAttributeScanner.TryNextPeerAddress(_message, ref _offset, out var value))
                return false;
            Current = StunAddress.ReadXor(value, _message[4..StunMessage.HeaderLength]);
            return true;
        }
    }
}
