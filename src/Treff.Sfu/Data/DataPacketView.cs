namespace Treff.Sfu.Data;

/// <summary>
/// LiveKit's <c>DataPacket</c> as it came from a client, looked at and not unpacked: what the server has to know is found, everything else
/// stays the bytes it was. Field numbers as in <c>livekit_data.proto</c>.
/// </summary>
internal readonly ref struct DataPacketView
{
    public const int KindField = 1;
    public const int IdentityField = 4;
    public const int DestinationField = 5;
    public const int SequenceField = 16;
    public const int SidField = 17;
    public const int UserSidField = 1;
    public const int UserDestinationSidField = 3;
    public const int UserIdentityField = 5;
    public const int UserDestinationField = 6;

    private DataPacketView(ReadOnlySpan<byte> message, Fields fields)
    {
        Message = message;
        Type = fields.Type;
        Value = fields.Value;
        Sequence = fields.Sequence;
        ParticipantIdentity = fields.Identity;
        HasDestinations = fields.HasDestinations;
        DestinationCount = fields.DestinationCount;
    }

    public ReadOnlySpan<byte> Message { get; }

    public DataPacketType Type { get; }

    /// <summary>The content of the value field: the inner message.</summary>
    public ReadOnlySpan<byte> Value { get; }

    /// <summary>Of a reliable packet, counted by its sender from 1; 0 for none.</summary>
    public uint Sequence { get; }

    /// <summary>Whom the sender says to be: of interest for agents only.</summary>
    public ReadOnlySpan<byte> ParticipantIdentity { get; }

    /// <summary>Destinations are named on the packet itself; if not, a user packet may name some inside.</summary>
    public bool HasDestinations { get; }

    /// <summary>Everybody named, on the packet and in a user packet, by identity or sid.</summary>
    public int DestinationCount { get; }

    /// <summary>
    /// False for anything that is not a sequence of whole fields, at the top and one level down, or has fields of a wrong type, or two
    /// values. Deeper levels belong to the receivers.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> message, out DataPacketView packet)
    {
        packet = default;
        var fields = default(Fields);
        var reader = new WireReader(message);
        while (reader.TryRead(out var field))
        {
            if (!fields.TryTake(field))
                return false;
        }

        if (reader.IsMalformed || !fields.TryFinish())
            return false;
        packet = new DataPacketView(message, fields);
        return true;
    }

    /// <summary>Whether a participant is to receive the packet: named by identity or sid, or nobody is named.</summary>
    public bool IsFor(ReadOnlySpan<byte> identity, ReadOnlySpan<byte> sid)
    {
        if (DestinationCount == 0)
            return true;
        if (HasDestinations && Contains(Message, DestinationField, identity))
            return true;
        return Type == DataPacketType.User
            && ((!HasDestinations && Contains(Value, UserDestinationField, identity)) || Contains(Value, UserDestinationSidField, sid));
    }

    private static bool Contains(ReadOnlySpan<byte> message, int number, ReadOnlySpan<byte> name)
    {
        var reader = new WireReader(message);
        while (reader.TryRead(out var field))
        {
            if (field.Number == number && field.Value.SequenceEqual(name))
                return true;
        }

        return false;
    }

    /// <summary>What has been seen so far.</summary>
    private ref struct Fields
    {
        public DataPacketType Type;
        public ReadOnlySpan<byte> Value;
        public ReadOnlySpan<byte> Identity;
        public uint Sequence;
        public bool HasDestinations;
        public int DestinationCount;

        public bool TryTake(in WireField field)
        {
            switch (field.Number)
            {
                case KindField:
                    return field.Type == WireType.Varint;
                case SequenceField:
                    Sequence = (uint)field.Varint;
                    return field.Type == WireType.Varint;
                case IdentityField:
                    Identity = field.Value;
                    return field.Type == WireType.LengthDelimited;
                case SidField:
                    return field.Type == WireType.LengthDelimited;
                case DestinationField:
                    HasDestinations = true;
                    DestinationCount++;
                    return field.Type == WireType.LengthDelimited;
                default:
                    return !Enum.IsDefined((DataPacketType)field.Number) || TryTakeValue(field);
            }
        }

        public bool TryFinish() => Type == DataPacketType.User ? TryFinishUser() : WireReader.IsWellFormed(Value);

        private bool TryTakeValue(in WireField field)
        {
            if (field.Type != WireType.LengthDelimited || Type != DataPacketType.None)
                return false;
            Type = (DataPacketType)field.Number;
            Value = field.Value;
            return true;
        }

        private bool TryFinishUser()
        {
            var reader = new WireReader(Value);
            while (reader.TryRead(out var field))
            {
                if (field.Number is not (UserSidField or UserIdentityField or UserDestinationField or UserDestinationSidField))
                    continue;
                if (field.Type != WireType.LengthDelimited)
                    return false;
                if (field.Number == UserDestinationSidField || (field.Number == UserDestinationField && !HasDestinations))
                    DestinationCount++;
            }

            return !reader.IsMalformed;
        }
    }
}
