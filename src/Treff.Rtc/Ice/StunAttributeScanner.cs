namespace Treff.Rtc.Ice;

/// <summary>
/// One walk over the attributes of a STUN message: where the values stand that ICE uses (−1 when absent; the first of several counts,
/// RFC 8489 section 14), with their lengths checked. After MESSAGE-INTEGRITY only FINGERPRINT is looked at (section 14.5), and nothing may
/// follow FINGERPRINT (section 14.7).
/// </summary>
internal struct StunAttributeScanner
{
    private StunAttributeScanner(int absent)
    {
        Username = MessageIntegrity = Fingerprint = ErrorCode = XorMappedAddress = absent;
        Priority = UseCandidate = IceControlled = IceControlling = absent;
    }

    public int Username { get; private set; }

    public int MessageIntegrity { get; private set; }

    public int Fingerprint { get; private set; }

    public int ErrorCode { get; private set; }

    public int XorMappedAddress { get; private set; }

    public int Priority { get; private set; }

    public int UseCandidate { get; private set; }

    public int IceControlled { get; private set; }

    public int IceControlling { get; private set; }

    public bool HasUnknownRequired { get; private set; }

    /// <summary>The message length has been checked by <see cref="StunMessage.LooksLikeStun"/>.</summary>
    public static bool TryScan(ReadOnlySpan<byte> message, out StunAttributeScanner result)
    {
        result = new StunAttributeScanner(-1);
        var reader = new StunAttributeReader(message);
        while (reader.MoveNext())
        {
            if (result.Fingerprint >= 0 || !result.Note(reader.Value, reader.Type, reader.Position))
                return false;
        }

        return !reader.IsMalformed;
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
                return value.Length <= 513; // RFC 8489 section 14.3: fewer than 509 bytes; RFC 5389: fewer than 513
            case StunAttribute.MessageIntegrity:
                MessageIntegrity = position;
                return value.Length == StunMessage.IntegrityLength;
            case StunAttribute.Fingerprint:
                Fingerprint = position;
                return value.Length == StunMessage.FingerprintLength;
            case StunAttribute.ErrorCode:
                ErrorCode = First(ErrorCode, position);
                return value.Length >= 4;
            case StunAttribute.XorMappedAddress:
                XorMappedAddress = First(XorMappedAddress, position);
                return StunAddress.IsWellFormed(value);
            default:
                return NoteIceAttribute(value.Length, type, position);
        }
    }

    private bool NoteIceAttribute(int length, ushort type, int position)
    {
        switch (type)
        {
            case StunAttribute.Priority:
                Priority = First(Priority, position);
                return length == 4;
            case StunAttribute.UseCandidate:
                UseCandidate = First(UseCandidate, position);
                return length == 0;
            case StunAttribute.IceControlled:
                IceControlled = First(IceControlled, position);
                return length == 8;
            case StunAttribute.IceControlling:
                IceControlling = First(IceControlling, position);
                return length == 8;
            default:
                HasUnknownRequired |= StunAttribute.IsUnknownRequired(type);
                return true;
        }
    }

    private static int First(int known, int position) => known >= 0 ? known : position;
}
