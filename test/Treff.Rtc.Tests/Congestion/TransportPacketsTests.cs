using Treff.Rtc.Congestion;

namespace Treff.Rtc.Tests.Congestion;

public sealed class TransportPacketsTests
{
    [Fact]
    public void Finds_what_was_sent_across_the_wrap_of_the_numbers()
    {
        var packets = new TransportPackets();
        for (var i = 0; i < 70_000; i++)
        {
            packets.Add(Timestamp.FromMilliseconds(i), i);
            packets[i].Fate = TransportPacketFate.Received;
        }

        Assert.True(packets.TryFind(unchecked((ushort)69_999), out var number));
        Assert.Equal(69_999, number);
        Assert.Equal(69_999, packets[number].Bytes);
        Assert.False(packets.TryFind(unchecked((ushort)70_000), out _));
        Assert.False(packets.TryFind((ushort)60_000, out _));
    }

    [Fact]
    public void Knows_nothing_before_the_first_packet()
    {
        var packets = new TransportPackets();
        for (var i = 0; i <= ushort.MaxValue; i++)
            Assert.False(packets.TryFind((ushort)i, out _));
    }

    [Fact]
    public void Keeps_what_no_report_has_named_yet()
    {
        var packets = new TransportPackets();
        for (var i = 0; i < 3000; i++)
            packets.Add(new Timestamp(i * 500), i);
        Assert.True(packets.TryFind(0, out var first));
        Assert.Equal(0, packets[first].Bytes);
        Assert.True(packets.TryFind(2999, out var last));
        Assert.Equal(2999, packets[last].Bytes);
    }
}
