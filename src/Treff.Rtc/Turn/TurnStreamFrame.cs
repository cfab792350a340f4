using System.Buffers.Binary;
using Treff.Rtc.Ice;

namespace Treff.Rtc.Turn;

/// <summary>
/// Where a message ends on a TURN connection over TCP (RFC 8656 section 12.5): a STUN message tells by its length field, ChannelData by its
/// own, padded to four bytes.
/// </summary>
public static class TurnStreamFrame
{
    /// <summary>The bytes that <see cref="TryReadLength"/> wants to see.</summary>
    public const int HeaderLength = 4;

    /// <summary>A frame's whole length from its first four bytes; false when no TURN message begins like this.</summary>
    public static bool TryReadLength(ReadOnlySpan<byte> header, out int length)
    {
        length = BinaryPrimitives.ReadUInt16BigEndian(header[2..]);
        switch (header[0] >> 6)
        {
            case 0:
                length += StunMessage.HeaderLength;
                return (length & 3) == 0;
            case 1:
                length = ChannelData.HeaderLength + ((length + 3) & ~3);
                return (header[0] & 0xF0) == 0x40;
            default:
                return false;
        }
    }
}
