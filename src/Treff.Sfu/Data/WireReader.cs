namespace Treff.Sfu.Data;

/// <summary>Wire types of protobuf; the group types are not among them, as no message of LiveKit has groups.</summary>
internal enum WireType : byte
{
    Varint = 0,
    Fixed64 = 1,
    LengthDelimited = 2,
    Fixed32 = 5,
}

/// <summary>One field as it stands on the wire.</summary>
internal readonly ref struct WireField(int number, WireType type, ulong varint, ReadOnlySpan<byte> value, ReadOnlySpan<byte> raw)
{
    public int Number { get; } = number;

    public WireType Type { get; } = type;

    /// <summary>The value of a <see cref="WireType.Varint"/>.</summary>
    public ulong Varint { get; } = varint;

    /// <summary>The content, without tag and length; empty for a varint.</summary>
    public ReadOnlySpan<byte> Value { get; } = value;

    /// <summary>Tag, length and content.</summary>
    public ReadOnlySpan<byte> Raw { get; } = raw;
}

/// <summary>
/// Walks over the fields of one protobuf message without copying or interpreting them. It ends at the end of the message or at the first
/// thing that cannot be a field; <see cref="IsMalformed"/> says which.
/// </summary>
internal ref struct WireReader(ReadOnlySpan<byte> message)
{
    private const int MaxVarintBytes = 10;
    private const int TypeBits = 3;
    private const ulong MaxFieldNumber = (1 << 29) - 1;

    private readonly ReadOnlySpan<byte> _message = message;
    private int _position;

    public bool IsMalformed { get; private set; }

    /// <summary>Whether a message is a sequence of whole fields.</summary>
    public static bool IsWellFormed(ReadOnlySpan<byte> message)
    {
        var reader = new WireReader(message);
        while (reader.TryRead(out _))
        {
        }

        return !reader.IsMalformed;
    }

    public bool TryRead(out WireField field)
    {
        field = default;
        if (IsMalformed || _position == _message.Length)
            return false;
        var start = _position;
        if (TryReadTag(out var number, out var type) && TryReadValue(type, out var varint, out var value))
        {
            field = new WireField(number, type, varint, value, _message[start.._position]);
            return true;
        }

        IsMalformed = true;
        return false;
    }

    private bool TryReadTag(out int number, out WireType type)
    {
        var ok = TryReadVarint(out var tag);
        type = (WireType)(tag & ((1 << TypeBits) - 1));
        tag >>= TypeBits;
        number = (int)(tag & MaxFieldNumber);
        return ok && tag is > 0 and <= MaxFieldNumber;
    }

    private bool TryReadValue(WireType type, out ulong varint, out ReadOnlySpan<byte> value)
    {
        varint = 0;
        value = default;
        switch (type)
        {
            case WireType.Varint:
                return TryReadVarint(out varint);
            case WireType.Fixed64:
                return TryTake(sizeof(ulong), out value);
            case WireType.Fixed32:
                return TryTake(sizeof(uint), out value);
            case WireType.LengthDelimited:
                return TryReadVarint(out var length) && TryTake(length, out value);
            default:
                return false; // groups and unassigned types
        }
    }

    private bool TryTake(ulong length, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (length > (ulong)(_message.Length - _position))
            return false;
        value = _message.Slice(_position, (int)length);
        _position += (int)length;
        return true;
    }

    private bool TryReadVarint(out ulong value)
    {
        value = 0;
        for (var i = 0; i < MaxVarintBytes && _position < _message.Length; i++)
        {
            var next = _message[_position++];
            value |= (ulong)(next & 0x7F) << (7 * i);
            if (next < 0x80)
                return true;
        }

        return false;
    }
}
