using Treff.Rtc.Ice;

namespace Treff.Rtc.Turn;

/// <summary>
/// One walk over the attributes of a TURN message: where the values stand (−1 when absent; the first of several counts), with their
/// lengths checked. After MESSAGE-INTEGRITY only FINGERPRINT is looked at, and nothing may follow FINGERPRINT.
/// </summary>
internal struct TurnAttributeScanner
{
    private TurnAttributeScanner(int absent)
    {
        Username = Realm = Nonce = MessageIntegrity = Fingerprint = Lifetime = RequestedTransport = absent;
        RequestedAddressFamily = EvenPort = ReservationToken = ChannelNumber = PeerAddress = Data = MappedAddress = RelayedAddress = ErrorCode = absent;
    }

    public int Username { get; private set; }

    public int Realm { get; private set; }

    public int Nonce { get; private set; }

    public int MessageIntegrity { get; private set; }

    public int Fingerprint { get; private set; }

    public int Lifetime { get; private set; }

    public int RequestedTransport { get; private set; }

    public int RequestedAddressFamily { get; private set; }

    public int EvenPort { get; private set; }

    public int ReservationToken { get; private set; }

    public int ChannelNumber { get; private set; }

    public int PeerAddress { get; private set; }

    public int Data { get; private set; }

    public int MappedAddress { get; private set; }

    public int RelayedAddress { get; private set; }

    public int ErrorCode { get; private set; }

    public bool HasUnknownRequired { get; private set; }

    /// <summary>The message length has been checked.</summary>
    public static bool TryScan(ReadOnlySpan<byte> message, out TurnAttributeScanner result)
    {
        result = new TurnAttributeScanner(-1);
        var reader = new StunAttributeReader(message);
        while (reader.MoveNext())
        {
            if (result.Fingerprint >= 0 || !result.Note(reader.Value, reader.Type, reader.Position))
                return false;
        }

        return !reader.IsMalformed;
    }

    /// <summary>The next XOR-PEER-ADDRESS from <paramref name="offset"/> on; CreatePermission may have several.</summary>
    public static bool TryNextPeerAddress(ReadOnlySpan<byte> message, ref int offset, out ReadOnlySpan<byte> value)
    {
        var reader = new StunAttributeReader(message, offset);
        while (reader.MoveNext() && reader.Type != StunAttribute.MessageIntegrity)
        {
            if (reader.Type != TurnAttribute.XorPeerAddress)
                continue;
            offset = reader.Offset;
            value = reader.Value;
            return true;
        }

        offset = message.Length;
        value = default;
        return false;
    }

    // False: the attribute is one we read and its value has an impossible form.
    private bool Note(ReadOnlySpan<byte> value, ushort type, int position)
    {
        if (MessageIntegrity >= 0 && type != StunAttribute.Fingerprint)
            return true;
        switch (type)
        {
            case StunAttribute.Username:
                Username = First(Username, position);
                return value.Length <= 513;
            case StunAttribute.Realm:
                Realm = First(Realm, position);
                return value.Length <= 763; // RFC 8489 sections 14.9 and 14.10
            case StunAttribute.Nonce:
                Nonce = First(Nonce, position);
                return value.Length <= 763;
            case StunAttribute.MessageIntegrity:
                MessageIntegrity = position;
                return value.Length == StunMessage.IntegrityLength;
            case StunAttribute.Fingerprint:
                Fingerprint = position;
                return value.Length == StunMessage.FingerprintLength;
            case StunAttribute.ErrorCode:
                ErrorCode = First(ErrorCode, position);
                return value.Length >= 4;
            default:
                return NoteTurnAttribute(value, type, position);
        }
    }

    private bool NoteTurnAttribute(ReadOnlySpan<byte> value, ushort type, int position)
    {
        switch (type)
        {
            case TurnAttribute.Lifetime:
                Lifetime = First(Lifetime, position);
                return value.Length == 4;
            case TurnAttribute.RequestedTransport:
                RequestedTransport = First(RequestedTransport, position);
                return value.Length == 4;
            case TurnAttribute.RequestedAddressFamily:
                RequestedAddressFamily = First(RequestedAddressFamily, position);
                return value.Length == 4;
            case TurnAttribute.ChannelNumber:
                ChannelNumber = First(ChannelNumber, position);
                return value.Length == 4;
            case TurnAttribute.EvenPort:
                EvenPort = First(EvenPort, position);
                return value.Length == 1;
            case TurnAttribute.ReservationToken:
                ReservationToken = First(ReservationToken, position);
                return value.Length == 8;
            case TurnAttribute.Data:
                Data = First(Data, position);
                return true;
            default:
                return NoteAddress(value, type, position);
        }
    }

    private bool NoteAddress(ReadOnlySpan<byte> value, ushort type, int position)
    {
        switch (type)
        {
            case TurnAttribute.XorPeerAddress:
                PeerAddress = First(PeerAddress, position);
                return StunAddress.IsWellFormed(value);
            case TurnAttribute.XorRelayedAddress:
                RelayedAddress = First(RelayedAddress, position);
                return StunAddress.IsWellFormed(value);
            case StunAttribute.XorMappedAddress:
                MappedAddress = First(MappedAddress, position);
                return StunAddress.IsWellFormed(value);
            default:
                HasUnknownRequired |= TurnAttribute.IsUnknownRequired(type);
                return true;
        }
    }

    private static int First(int known, int position) => known >= 0 ? known : position;
}
