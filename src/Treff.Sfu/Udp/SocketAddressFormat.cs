using System.Buffers.Binary;
using Treff.Rtc;

namespace Treff.Sfu.Udp;

/// <summary>
/// sockaddr_in and sockaddr_in6 as the kernel has them. Port, address and scope lie at the same places on Linux, macOS and Windows;
/// only the family field differs, and the caller knows the family.
/// </summary>
internal static class SocketAddressFormat
{
    public const int IPv4Bytes = 16;
    public const int IPv6Bytes = 28;

    /// <summary>AF_INET, the same everywhere.</summary>
    public const ushort LinuxIPv4Family = 2;

    /// <summary>AF_INET6 on Linux.</summary>
    public const ushort LinuxIPv6Family = 10;

    public static TransportAddress Read(ReadOnlySpan<byte> address, bool isIPv6)
    {
        var port = BinaryPrimitives.ReadUInt16BigEndian(address[2..]);
        return isIPv6
            ? TransportAddress.FromIPv6(address.Slice(8, 16), port, BitConverter.ToUInt32(address[24..]))
            : TransportAddress.FromIPv4(BinaryPrimitives.ReadUInt32BigEndian(address[4..]), port);
    }

    /// <summary>Writes everything but the family field; returns the length of the structure.</summary>
    public static int Write(Span<byte> destination, in TransportAddress address, bool isIPv6)
    {
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], address.Port);
        if (!isIPv6)
        {
            BinaryPrimitives.WriteUInt32BigEndian(destination[4..], address.IPv4);
            destination.Slice(8, 8).Clear();
            return IPv4Bytes;
        }

        destination.Slice(4, 4).Clear();
        address.WriteIPv6(destination.Slice(8, 16));
        BitConverter.TryWriteBytes(destination[24..], address.ScopeId);
        return IPv6Bytes;
    }
}
