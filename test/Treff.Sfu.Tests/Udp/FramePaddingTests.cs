using System.Buffers.Binary;
using Treff.Rtc;
using Treff.Sfu.Udp;

namespace Treff.Sfu.Tests.Udp;

public sealed class FramePaddingTests
{
    private static readonly NetworkPath Path = new(0, TransportAddress.FromIPv4(0x7F000001, 5000));

    [Fact]
    public void Packets_of_a_frame_are_made_as_long_as_the_longest() =>
        Assert.Equal([1, 1, 0, 0], Read(Packet(1, 100), Packet(1, 100), Packet(1, 101), Packet(1, 101)));

    [Fact]
    public void The_last_packet_of_a_frame_may_be_shorter() =>
        Assert.Equal([0, 0], Read(Packet(1, 101), Packet(1, 100, marker: true)));

    [Fact]
    public void A_longer_last_packet_counts() =>
        Assert.Equal([1, 0], Read(Packet(1, 100), Packet(1, 101, marker: true)));

    [Fact]
    public void Frames_are_apart_by_timestamp_and_by_source() =>
        Assert.Equal([0, 0, 0], Read(Packet(1, 100), Packet(2, 101), Packet(1, 102, ssrc: 9)));

    [Fact]
    public void Two_senders_with_the_same_numbers_are_apart()
    {
        using var batch = new ReceiveBatch();
        Add(batch, Packet(1, 100), Path);
        Add(batch, Packet(1, 101), Path with { LocalSocket = 1 });
        Assert.Equal([0, 0], Read(batch));
    }

    [Fact]
    public void Large_differences_are_left_alone() =>
        Assert.Equal([0, FramePadding.MaxBytes, 0], Read(Packet(1, 100 - FramePadding.MaxBytes - 1), Packet(1, 100 - FramePadding.MaxBytes), Packet(1, 100)));

    [Fact]
    public void Header_extensions_do_not_count() =>
        Assert.Equal([0, 0], Read(Packet(1, 100, extensionWords: 2), Packet(1, 100)));

    [Fact]
    public void What_is_no_plain_RTP_is_not_looked_at()
    {
        var padded = Packet(1, 100);
        padded[0] |= 0x20;
        var rtcp = Packet(1, 100);
        rtcp[1] = 200;
        var stun = new byte[120];
        byte[] cut = [0x90, 96, 0, 1, 0, 0, 0, 1, 0, 0, 0, 7, 0xBE];
        Assert.Equal([0, 0, 0, 0, 0], Read(padded, rtcp, stun, cut, Packet(1, 101)));
    }

    [Fact]
    public void Nothing_is_remembered_of_the_batch_before()
    {
        var padding = new FramePadding();
        using var first = new ReceiveBatch();
        Add(first, Packet(1, 101), Path);
        padding.Read(first);
        using var second = new ReceiveBatch();
        Add(second, Packet(1, 100), Path);
        padding.Read(second);
        Assert.Equal(0, padding.For(second[0], Path));
    }

    [Fact]
    public void Any_bytes_are_taken()
    {
        var random = new Random(7);
        var padding = new FramePadding();
        for (var round = 0; round < 2000; round++)
        {
            using var batch = new ReceiveBatch();
            for (var i = 0; i < 4; i++)
            {
                var bytes = new byte[random.Next(0, 60)];
                random.NextBytes(bytes);
                if (bytes.Length > 0)
                    bytes[0] = (byte)(0x80 | (bytes[0] & 0x3F));
                Add(batch, bytes, Path);
            }

            padding.Read(batch);
            for (var i = 0; i < batch.Count; i++)
                Assert.InRange(padding.For(batch[i], batch.Path(i)), 0, FramePadding.MaxBytes);
        }
    }

    private static int[] Read(params byte[][] packets)
    {
        using var batch = new ReceiveBatch();
        foreach (var packet in packets)
            Add(batch, packet, Path);
        return Read(batch);
    }

    private static int[] Read(ReceiveBatch batch)
    {
        var padding = new FramePadding();
        padding.Read(batch);
        var found = new int[batch.Count];
        for (var i = 0; i < found.Length; i++)
            found[i] = padding.For(batch[i], batch.Path(i));
        return found;
    }

    private static void Add(ReceiveBatch batch, byte[] packet, in NetworkPath path)
    {
        packet.CopyTo(batch.Slot(batch.Count));
        batch.Add(batch.Count, packet.Length, path);
    }

    private static byte[] Packet(uint timestamp, int payloadBytes, bool marker = false, uint ssrc = 7, int extensionWords = 0)
    {
        var header = 12 + (extensionWords > 0 ? 4 + (4 * extensionWords) : 0);
        var packet = new byte[header + payloadBytes];
        packet[0] = (byte)(extensionWords > 0 ? 0x90 : 0x80);
        packet[1] = (byte)(96 | (marker ? 0x80 : 0));
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(4), timestamp);
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(8), ssrc);
        if (extensionWords > 0)
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(14), (ushort)extensionWords);
        return packet;
    }
}
