using System.Buffers.Binary;

namespace Treff.Rtc.Rtp;

/// <summary>
/// The transport-wide sequence number (draft-holmer-rmcat-transport-wide-cc-extensions-01 section 2): 16 bits, counting every packet of a
/// peer. It is always our first extension, so that it can be filled in when the packet leaves.
/// </summary>
internal static class TransportSequenceNumber
{
    private const int ElementsOffset = RtpPacket.MinHeaderLength + 4;

    /// <summary>Makes room for it; nothing else may have been added before.</summary>
    /// <returns>False when it was not negotiated.</returns>
    public static bool TryReserve(ref RtpHeaderWriter writer, int id) => writer.TryAddExtension(id, [0, 0]);

    /// <summary>Fills it into a header that has room for it. One byte of id and length in the one-byte form, two in the two-byte form.</summary>
    public static void Write(Span<byte> header, ushort number)
    {
        var isOneByte = BinaryPrimitives.ReadUInt16BigEndian(header[RtpPacket.MinHeaderLength..]) == RtpExtensionEnumerator.OneByteProfile;
        BinaryPrimitives.WriteUInt16BigEndian(header[(ElementsOffset + (isOneByte ? 1 : 2))..], number);
    }
}
