using System.Buffers.Binary;

namespace Treff.Rtc.Rtcp;

/// <summary>
/// Walks the packets of a compound or reduced-size RTCP datagram (RFC 3550 section 6.1, RFC 5506). A packet that claims more bytes than
/// there are ends the walk and sets <see cref="IsMalformed"/>; the packets before it count.
/// </summary>
public ref struct RtcpReader(ReadOnlySpan<byte> datagram)
{
    private ReadOnlySpan<byte> _rest = datagram;

    public RtcpPacket Current { get; private set; }

    public bool IsMalformed { get; private set; }

    public readonly RtcpReader GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_rest.IsEmpty) return false;
        if (_rest.Length < RtcpPacket.HeaderLength || (_rest[0] & 0xC0) != 0x80) return Refuse();

        var length = 4 * (BinaryPrimitives.ReadUInt16BigEndian(_rest[2..]) + 1);
        if (length > _rest.Length) return Refuse();

        var padding = 0;
        if ((_rest[0] & 0x20) != 0)
        {
            padding = _rest[length - 1];
            if (padding == 0 || padding > length - RtcpPacket.HeaderLength) return Refuse();
        }

        var body = _rest[RtcpPacket.HeaderLength..(length - padding)];
        Current = new RtcpPacket((byte)(_rest[0] & 0x1F), (RtcpPacketType)_rest[1], body);
        _rest = _rest[length..];
        return true;
    }

    private bool Refuse()
    {
        _rest = default;
        IsMalformed = true;
        return false;
    }
}
