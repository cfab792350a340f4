using System.Buffers.Binary;

namespace Treff.Rtc.Rtp;

/// <summary>
/// Audio with redundancy (RED, RFC 2198 section 3): copies of the packets before, oldest first, and last the packet's own audio.
/// </summary>
/// <remarks>
/// <code>
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-+-------------+---------------------------+-------------------+
/// |1|  block PT   |     timestamp offset      |   block length    |  of each copy
/// +-+-------------+---------------------------+-------------------+
/// |0|  block PT   |                                                  of the primary block
/// +-+-------------+
/// </code>
/// https://www.rfc-editor.org/rfc/rfc2198#section-3
/// </remarks>
public readonly ref struct RedPayload
{
    /// <summary>Browsers send one or two copies, native clients up to nine; more is refused.</summary>
    public const int MaxCopies = 16;

    private const int HeaderLength = 4;

    private readonly ReadOnlySpan<byte> _payload;
    private readonly int _primary;

    private RedPayload(ReadOnlySpan<byte> payload, int copies, int primary)
    {
        _payload = payload;
        Copies = copies;
        _primary = primary;
    }

    /// <summary>How many packets before this one are repeated in it.</summary>
    public int Copies { get; }

    public byte PrimaryPayloadType => (byte)(_payload[Copies * HeaderLength] & 0x7F);

    /// <summary>The packet's own audio; may be empty.</summary>
    public ReadOnlySpan<byte> Primary => _payload[_primary..];

    public static bool TryParse(ReadOnlySpan<byte> payload, out RedPayload red)
    {
        red = default;
        var copies = 0;
        var length = 0;
        var offset = 0;
        while (offset < payload.Length && (payload[offset] & 0x80) != 0)
        {
            if (copies == MaxCopies || payload.Length - offset < HeaderLength)
                return false;
            length += BinaryPrimitives.ReadUInt16BigEndian(payload[(offset + 2)..]) & 0x3FF;
            offset += HeaderLength;
            copies++;
        }

        // One more byte stands for the primary block, then the blocks follow.
        if (payload.Length < offset + 1 + length)
            return false;
        red = new RedPayload(payload, copies, offset + 1 + length);
        return true;
    }

    /// <summary>The copy of the packet that many before this one.</summary>
    /// <param name="back">1 to <see cref="Copies"/>.</param>
    public RedCopy Copy(int back)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(back, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(back, Copies);
        var index = Copies - back;
        var start = (Copies * HeaderLength) + 1;
        for (var i = 0; i < index; i++)
            start += (int)(Header(i) & 0x3FF);
        var header = Header(index);
        return new RedCopy((byte)(header >> 24 & 0x7F), (int)(header >> 10 & 0x3FFF), _payload.Slice(start, (int)(header & 0x3FF)));
    }

    private uint Header(int index) => BinaryPrimitives.ReadUInt32BigEndian(_payload[(index * HeaderLength)..]);
}

/// <summary>An earlier packet inside a later one.</summary>
public readonly ref struct RedCopy(byte payloadType, int timestampOffset, ReadOnlySpan<byte> payload)
{
    public byte PayloadType { get; } = payloadType;

    /// <summary>How far back it was, in units of the RTP clock; 14 bits.</summary>
    public int TimestampOffset { get; } = timestampOffset;

    /// <summary>Empty when there was nothing to repeat.</summary>
    public ReadOnlySpan<byte> Payload { get; } = payload;
}
