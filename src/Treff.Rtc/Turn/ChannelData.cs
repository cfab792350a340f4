using System.Buffers.Binary;

namespace Treff.Rtc.Turn;

/// <summary>
/// The short framing of relayed datagrams (RFC 8656 section 12.4). Over streams the data is padded to four bytes, over datagrams it may be.
/// <code>
/// |         channel number        |            length             |
/// |                             data                              |
/// </code>
/// </summary>
public static class ChannelData
{
    public const int HeaderLength = 4;
    public const ushort FirstChannel = 0x4000, LastChannel = 0x4FFF;

    /// <summary>The first byte tells it from STUN, DTLS and RTP (RFC 7983).</summary>
    public static bool LooksLikeChannelData(ReadOnlySpan<byte> datagram) => datagram.Length >= HeaderLength && (datagram[0] & 0xF0) == 0x40;

    /// <summary>The data begins at <see cref="HeaderLength"/>.</summary>
    public static bool TryParse(ReadOnlySpan<byte> datagram, out ushort channel, out int length)
    {
        channel = 0;
        length = 0;
        if (!LooksLikeChannelData(datagram))
            return false;
        channel = BinaryPrimitives.ReadUInt16BigEndian(datagram);
        length = BinaryPrimitives.ReadUInt16BigEndian(datagram[2..]);
        return length <= datagram.Length - HeaderLength;
    }

    /// <summary>Moves the first <paramref name="length"/> bytes back and puts the header in front. Returns the new length, padded.</summary>
    public static int Wrap(Span<byte> buffer, int length, ushort channel)
    {
        buffer[..length].CopyTo(buffer[HeaderLength..]);
        BinaryPrimitives.WriteUInt16BigEndian(buffer, channel);
        BinaryPrimitives.WriteUInt16BigEndian(buffer[2..], (ushort)length);
        var padded = (length + 3) & ~3;
        buffer.Slice(HeaderLength + length, padded - length).Clear();
        return HeaderLength + padded;
    }
}
