using System.Buffers.Binary;
using Treff.Rtc.Rtp;

namespace Treff.Rtc.Tests.Streams;

/// <summary>Packets for the stream tests: a header and a payload of zeros.</summary>
internal static class RtpPackets
{
    public const uint Ssrc = 0xAABBCCDD;

    public static byte[] Create(int sequenceNumber, uint timestamp = 0, int payload = 100)
    {
        var bytes = new byte[RtpPacket.MinHeaderLength + payload];
        new RtpHeaderWriter(bytes, new RtpHeader(96, false, (ushort)sequenceNumber, timestamp, Ssrc)).Finish();
        return bytes;
    }

    public static void Renumber(byte[] packet, int sequenceNumber, uint timestamp)
    {
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)sequenceNumber);
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(4), timestamp);
    }

    public static RtpPacket Parse(byte[] bytes)
    {
        Assert.True(RtpPacket.TryParse(bytes, out var packet));
        return packet;
    }
}
