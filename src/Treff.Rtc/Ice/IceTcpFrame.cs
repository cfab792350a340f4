using System.Buffers.Binary;

namespace Treff.Rtc.Ice;

/// <summary>
/// The framing of ICE over TCP (RFC 6544 section 3, RFC 4571 section 2): each datagram behind its length in two bytes.
/// <code>
/// |            length             |  STUN, DTLS, SRTP or SRTCP …  |
/// </code>
/// </summary>
public static class IceTcpFrame
{
    public const int HeaderLength = 2;

    public static int ReadDatagramLength(ReadOnlySpan<byte> header) => BinaryPrimitives.ReadUInt16BigEndian(header);

    public static void WriteHeader(Span<byte> destination, int datagramLength) =>
        BinaryPrimitives.WriteUInt16BigEndian(destination, (ushort)datagramLength);
}
