using System.Buffers.Binary;

namespace Treff.Rtc.Sctp.Packet;

/// <summary>One parameter as framed (RFC 9260 3.2.1): 16-bit type, 16-bit length including these four bytes, value, padding.</summary>
internal readonly ref struct Parameter(ReadOnlySpan<byte> whole)
{
    public const int HeaderLength = 4;

    public ReadOnlySpan<byte> Whole { get; } = whole;

    public ParameterType Type => (ParameterType)BinaryPrimitives.ReadUInt16BigEndian(Whole);

    public ReadOnlySpan<byte> Value => Whole[HeaderLength..];
}

/// <summary>Walks a list of parameters or of error causes, which are framed alike. Bad lengths end the walk.</summary>
internal ref struct ParameterReader(ReadOnlySpan<byte> parameters)
{
    private ReadOnlySpan<byte> _rest = parameters;

    public Parameter Current { get; private set; }

    public bool IsMalformed { get; private set; }

    public bool MoveNext()
    {
        if (_rest.Length == 0)
            return false;
        var length = _rest.Length < Parameter.HeaderLength ? 0 : BinaryPrimitives.ReadUInt16BigEndian(_rest[2..]);
        if (length < Parameter.HeaderLength || length > _rest.Length)
        {
            IsMalformed = true;
            _rest = default;
            return false;
        }

        Current = new Parameter(_rest[..length]);
        _rest = _rest[Math.Min(Padding.RoundUp(length), _rest.Length)..];
        return true;
    }
}

/// <summary>
/// Writes parameters or error causes into a caller's buffer. The padding of the last one is not part of the chunk's length
/// (RFC 9260 3.2), so it is added only when another one follows.
/// </summary>
internal ref struct ParameterWriter(Span<byte> buffer)
{
    private readonly Span<byte> _buffer = buffer;
    private int _length;

    public readonly ReadOnlySpan<byte> Written => _buffer[.._length];

    /// <summary>Room left for the value of one more parameter; negative when there is none.</summary>
    public readonly int Remaining => _buffer.Length - Padding.RoundUp(_length) - Parameter.HeaderLength;

    public Span<byte> Add(ParameterType type, int valueLength) => Add((ushort)type, valueLength);

    public Span<byte> Add(ErrorCauseCode code, int valueLength) => Add((ushort)code, valueLength);

    public void Add(ParameterType type, scoped ReadOnlySpan<byte> value) => value.CopyTo(Add(type, value.Length));

    private Span<byte> Add(ushort type, int valueLength)
    {
        var start = Padding.RoundUp(_length);
        _buffer[_length..start].Clear();
        var whole = _buffer.Slice(start, Parameter.HeaderLength + valueLength);
        BinaryPrimitives.WriteUInt16BigEndian(whole, type);
        BinaryPrimitives.WriteUInt16BigEndian(whole[2..], (ushort)whole.Length);
        _length = start + whole.Length;
        return whole[Parameter.HeaderLength..];
    }
}
