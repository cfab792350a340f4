using System.Buffers.Binary;

namespace Treff.Sfu.DataTracks;

/// <summary>
/// One packet of a data track on the channel <c>_data_track</c>; a frame is one or several of them. The server reads what says whose it
/// is, and everything else belongs to the clients:
/// <code>
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-----+---+-+---+---------------+-------------------------------+
/// |Vers.| M |X|   |   reserved    |            handle             |
/// +-----+---+-+---+---------------+-------------------------------+
/// |           sequence            |         frame number          |
/// +-------------------------------+-------------------------------+
/// |                           timestamp                           |
/// +-------------------------------+-------------------------------+
/// |  X: words of extensions - 1   |  extensions, then the payload
/// +-------------------------------+---
/// </code>
/// </summary>
internal static class DataTrackPacket
{
    public const int HeaderLength = 12;

    private const int HandleOffset = 2;
    private const int VersionShift = 5;
    private const byte ExtensionFlag = 0b100;
    private const int WordLength = 4;

    /// <summary>False for a version that came after this server, for a header that is not whole, and for the handle 0, which is nobody's.</summary>
    public static bool TryReadHandle(ReadOnlySpan<byte> packet, out ushort handle)
    {
        handle = 0;
        if (packet.Length < HeaderLength || packet[0] >> VersionShift != 0 || !HasWholeExtensions(packet))
            return false;
        handle = BinaryPrimitives.ReadUInt16BigEndian(packet[HandleOffset..]);
        return handle != 0;
    }

    public static void WriteHandle(Span<byte> packet, ushort handle) => BinaryPrimitives.WriteUInt16BigEndian(packet[HandleOffset..], handle);

    private static bool HasWholeExtensions(ReadOnlySpan<byte> packet)
    {
        if ((packet[0] & ExtensionFlag) == 0)
            return true;
        if (packet.Length < HeaderLength + sizeof(ushort))
            return false;
        // The count itself is the first half of the first word.
        var words = BinaryPrimitives.ReadUInt16BigEndian(packet[HeaderLength..]) + 1;
        return packet.Length >= HeaderLength + (words * WordLength);
    }
}
