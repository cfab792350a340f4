using System.Buffers.Binary;
using System.Numerics;

namespace Treff.Rtc.Sctp.Packet;

/// <summary>
/// The CRC32c of SCTP (RFC 9260 appendix A). <see cref="BitOperations"/> compiles to the processor's own instruction on x64 and arm64
/// and to a table elsewhere.
/// </summary>
internal static class Crc32c
{
    private const int ChecksumOffset = 8;

    public static uint Compute(ReadOnlySpan<byte> data) => ~Update(~0u, data);

    /// <summary>The checksum of a whole packet, with its own checksum field taken as zero (RFC 9260 6.8).</summary>
    public static uint OfPacket(ReadOnlySpan<byte> packet)
    {
        var crc = Update(~0u, packet[..ChecksumOffset]);
        crc = BitOperations.Crc32C(crc, 0u);
        return ~Update(crc, packet[(ChecksumOffset + 4)..]);
    }

    private static uint Update(uint crc, ReadOnlySpan<byte> data)
    {
        while (data.Length >= 8)
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(data));
            data = data[8..];
        }

        foreach (var value in data)
            crc = BitOperations.Crc32C(crc, value);
        return crc;
    }
}
