using System.Buffers.Binary;

namespace Treff.Rtc.Ice;

/// <summary>
/// Goes through the attributes of a STUN message, which TURN's messages are too (RFC 8489 section 14): type, length, value padded to four
/// bytes. The message length has been checked.
/// </summary>
/// <param name="message">The whole message.</param>
/// <param name="offset">Where an attribute begins.</param>
internal ref struct StunAttributeReader(ReadOnlySpan<byte> message, int offset = StunMessage.HeaderLength)
{
    private readonly ReadOnlySpan<byte> _message = message;

    /// <summary>Where the next attribute begins.</summary>
    public int Offset { get; private set; } = offset;

    public ushort Type { get; private set; }

    /// <summary>Where the value begins in the message.</summary>
    public int Position { get; private set; }

    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>An attribute is longer than the message. <see cref="MoveNext"/> says no from there on.</summary>
    public bool IsMalformed { get; private set; }

    /// <summary>The types of attributes before MESSAGE-INTEGRITY for which <paramref name="isUnknownRequired"/> says yes, as many as fit.</summary>
    public static int CopyUnknownRequired(ReadOnlySpan<byte> message, Func<ushort, bool> isUnknownRequired, Span<ushort> types)
    {
        var count = 0;
        var reader = new StunAttributeReader(message);
        while (count < types.Length && reader.MoveNext() && reader.Type != StunAttribute.MessageIntegrity)
        {
            if (isUnknownRequired(reader.Type))
                types[count++] = reader.Type;
        }

        return count;
    }

    public bool MoveNext()
    {
        if (IsMalformed || Offset >= _message.Length)
            return false;
        var rest = _message[Offset..];
        if (rest.Length < StunMessage.AttributeHeaderLength)
            return Fail();
        var length = BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
        var padded = (length + 3) & ~3;
        if (padded > rest.Length - StunMessage.AttributeHeaderLength)
            return Fail();
        Type = BinaryPrimitives.ReadUInt16BigEndian(rest);
        Position = Offset + StunMessage.AttributeHeaderLength;
        Value = _message.Slice(Position, length);
        Offset = Position + padded;
        return true;
    }

    private bool Fail()
    {
        IsMalformed = true;
        return false;
    }
}
