using Treff.Rtc.Tests.Support;
using Treff.Sfu.DataTracks;

namespace Treff.Sfu.Tests.DataTracks;

public sealed class DataTrackPacketTests
{
    /// <summary>Version 0, a single-packet frame; handle 7, sequence 1, frame 2, timestamp 3.</summary>
    public static readonly byte[] Plain = [0x18, 0, 0, 7, 0, 1, 0, 2, 0, 0, 0, 3, 0xAA, 0xBB];

    /// <summary>The same with two words of extensions (the count is one less) and one byte of payload.</summary>
    public static readonly byte[] Extended = [0x1C, 0, 0, 7, 0, 1, 0, 2, 0, 0, 0, 3, 0, 1, 1, 3, 9, 9, 9, 0, 0xAA];

    [Fact]
    public void The_handle_is_read_and_written_in_place()
    {
        foreach (var packet in new[] { Plain, Extended })
        {
            var copy = packet.ToArray();
            Assert.True(DataTrackPacket.TryReadHandle(copy, out var handle));
            Assert.Equal(7, handle);
            DataTrackPacket.WriteHandle(copy, 0xFFFE);
            Assert.True(DataTrackPacket.TryReadHandle(copy, out handle));
            Assert.Equal(0xFFFE, handle);
            Assert.Equal(packet[..2], copy[..2]);
            Assert.Equal(packet[4..], copy[4..]);
        }
    }

    [Fact]
    public void A_header_that_is_cut_off_is_refused()
    {
        for (var length = 0; length < DataTrackPacket.HeaderLength; length++)
            Assert.False(DataTrackPacket.TryReadHandle(Plain.AsSpan(0, length), out _));
        for (var length = 0; length < Extended.Length - 1; length++)
            Assert.False(DataTrackPacket.TryReadHandle(Extended.AsSpan(0, length), out _));
        Assert.True(DataTrackPacket.TryReadHandle(Plain.AsSpan(0, DataTrackPacket.HeaderLength), out _));
    }

    [Theory]
    [InlineData(0, 0x38)] // version 1
    [InlineData(0, 0xF8)]
    [InlineData(3, 0)] // handle 0
    public void A_newer_version_and_the_reserved_handle_are_refused(int offset, byte value)
    {
        var packet = Plain.ToArray();
        packet[offset] = value;
        Assert.False(DataTrackPacket.TryReadHandle(packet, out _));
    }

    [Fact]
    public void Whatever_is_read_can_be_written()
    {
        var random = new SeededRandom(1);
        for (var i = 0; i < 10_000; i++)
            CheckBytes(Mutations.Damage(i % 2 == 0 ? Plain : Extended, random));
    }

    internal static void CheckBytes(byte[] packet)
    {
        if (!DataTrackPacket.TryReadHandle(packet, out var handle))
            return;
        Assert.NotEqual(0, handle);
        DataTrackPacket.WriteHandle(packet, 0x1234);
        Assert.True(DataTrackPacket.TryReadHandle(packet, out var written));
        Assert.Equal(0x1234, written);
    }
}
