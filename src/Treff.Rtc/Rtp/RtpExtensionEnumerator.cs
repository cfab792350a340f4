namespace Treff.Rtc.Rtp;

/// <summary>
/// Walks the elements of a header extension block (RFC 8285): the one-byte form (profile 0xBEDE) and the two-byte form (0x100x).
/// A block of another profile has no elements. A truncated element ends the walk; what stood before it counts.
/// </summary>
/// <remarks>
/// <code>
/// one-byte form                        two-byte form
///  0 1 2 3 4 5 6 7                      0 1 2 3 4 5 6 7   0 1 2 3 4 5 6 7
/// +-------+-------+---------           +---------------+ +---------------+---------
/// |  ID   | len−1 | value …            |      ID       | |    length     | value …
/// +-------+-------+---------           +---------------+ +---------------+---------
/// </code>
/// https://www.rfc-editor.org/rfc/rfc8285#section-4.2 and 4.3
/// </remarks>
public ref struct RtpExtensionEnumerator
{
    internal const ushort OneByteProfile = 0xBEDE;
    internal const ushort TwoByteProfile = 0x1000;

    private readonly bool _twoByte;
    private ReadOnlySpan<byte> _rest;

    internal RtpExtensionEnumerator(ushort profile, ReadOnlySpan<byte> elements)
    {
        // The low four bits of the two-byte profile are "appbits" and mean nothing here.
        _twoByte = (profile & 0xFFF0) == TwoByteProfile;
        _rest = _twoByte || profile == OneByteProfile ? elements : default;
    }

    public RtpExtensionElement Current { get; private set; }

    public readonly RtpExtensionEnumerator GetEnumerator() => this;

    public bool MoveNext()
    {
        while (!_rest.IsEmpty && _rest[0] == 0) _rest = _rest[1..];
        return !_rest.IsEmpty && (_twoByte ? MoveNextTwoByte() : MoveNextOneByte());
    }

    private bool MoveNextOneByte()
    {
        var id = _rest[0] >> 4;
        var length = (_rest[0] & 0x0F) + 1;

        // Section 4.2: id 15 and id 0 with a length end the processing of the whole block.
        return id is not (0 or 15) && Take(id, 1, length);
    }

    private bool MoveNextTwoByte() => _rest.Length >= 2 && Take(_rest[0], 2, _rest[1]);

    private bool Take(int id, int offset, int length)
    {
        if (_rest.Length < offset + length)
        {
            _rest = default;
            return false;
        }

        Current = new RtpExtensionElement(id, _rest.Slice(offset, length));
        _rest = _rest[(offset + length)..];
        return true;
    }
}

/// <summary>One header extension element: its local id and its bytes.</summary>
public readonly ref struct RtpExtensionElement(int id, ReadOnlySpan<byte> value)
{
    public int Id { get; } = id;

    public ReadOnlySpan<byte> Value { get; } = value;
}
