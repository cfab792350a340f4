using System.Net;
using Treff.Rtc;
using Treff.Sfu.Udp;

namespace Treff.Sfu.Tests.Udp;

/// <summary>Messages of several datagrams, in both directions, over loopback.</summary>
public sealed class CoalescingTests
{
    private const long Patience = 5_000_000;

    [Fact]
    public void Datagrams_that_came_together_are_taken_apart_again()
    {
        Assert.SkipUnless(UdpFeatures.Available is { Segmentation: true, Coalescing: true }, "This kernel does not put datagrams together.");
        using var receiver = Open(useCoalescing: true);
        using var sender = Open(useCoalescing: false);
        int[] lengths = [100, 100, 100, 100, 60, 300, 300, 1];
        Send(sender, receiver, lengths);
        Assert.Equal(lengths, Receive(receiver, lengths.Length));
        Assert.Equal(2, sender.Statistics.MessagesSent);
        Assert.Equal(2, receiver.Statistics.MessagesReceived);
        Assert.Equal(lengths.Length, receiver.Statistics.DatagramsReceived);
        Assert.Equal(lengths.Sum(), receiver.Statistics.BytesReceived);
    }

    [Fact]
    public void The_most_segments_of_a_message_fit_into_a_batch()
    {
        Assert.SkipUnless(UdpFeatures.Available is { Segmentation: true, Coalescing: true }, "This kernel does not put datagrams together.");
        using var receiver = Open(useCoalescing: true);
        using var sender = Open(useCoalescing: false);
        var lengths = Enumerable.Repeat(200, 3 * SegmentGroups.MaxSegments).ToArray();
        Send(sender, receiver, lengths);
        Assert.Equal(lengths, Receive(receiver, lengths.Length));
    }

    [Fact]
    public void Without_coalescing_each_datagram_is_a_message()
    {
        using var receiver = Open(useCoalescing: false);
        using var sender = Open(useCoalescing: false);
        int[] lengths = [100, 100, 100, 60];
        Send(sender, receiver, lengths);
        Assert.Equal(lengths, Receive(receiver, lengths.Length));
        Assert.Equal(lengths.Length, receiver.Statistics.MessagesReceived);
    }

    [Fact]
    public void What_is_longer_than_a_slot_is_dropped_though_a_message_may_be_longer()
    {
        using var receiver = Open(useCoalescing: true);
        using var client = new System.Net.Sockets.UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        client.Send(new byte[PacketSlots.MaxDatagramBytes + 1], receiver.LocalEndPoints[0]);
        client.Send(new byte[PacketSlots.MaxDatagramBytes], receiver.LocalEndPoints[0]);
        while (receiver.Statistics.DatagramsReceived == 0)
            receiver.Receive(Patience);
        Assert.Equal(PacketSlots.MaxDatagramBytes, receiver.Received[0].Length);
    }

    [Fact]
    public void What_the_kernel_can_do_is_found_by_trying_it()
    {
        var features = UdpFeatures.Probe();
        Assert.Equal(features, UdpFeatures.Available);
        Assert.Equal(UdpFeatures.None with { BatchCalls = features.BatchCalls }, features.Restricted(new MediaOptions { UseSegmentation = false, UseCoalescing = false }));
        Assert.Equal(features, features.Restricted(new MediaOptions()));
        if (OperatingSystem.IsLinux())
            Assert.True(features.BatchCalls);
    }

    [Fact]
    public void The_log_names_what_was_chosen()
    {
        Assert.Equal("received by recvmmsg with UDP_GRO, sent by sendmmsg with UDP_SEGMENT", new UdpFeatures(true, true, true).ToString());
        Assert.Equal("received by recvmmsg, without UDP_GRO, sent by sendmmsg, without UDP_SEGMENT", new UdpFeatures(true, false, false).ToString());
        Assert.Equal("received and sent one datagram a call", UdpFeatures.None.ToString());
    }

    private static UdpTransport Open(bool useCoalescing) =>
        UdpTransport.Open(new MediaOptions { Addresses = [IPAddress.Loopback], UdpPort = 0, UseCoalescing = useCoalescing });

    /// <summary>Every datagram begins with its number.</summary>
    private static void Send(UdpTransport sender, UdpTransport receiver, int[] lengths)
    {
        var path = new NetworkPath(0, TransportAddress.From(receiver.LocalEndPoints[0]));
        for (var i = 0; i < lengths.Length; i++)
        {
            sender.Outgoing.Reserve()[..lengths[i]].Fill((byte)i);
            sender.Outgoing.Commit(lengths[i], path);
        }

        sender.Outgoing.Flush();
    }

    private static List<int> Receive(UdpTransport receiver, int count)
    {
        var lengths = new List<int>();
        while (lengths.Count < count)
        {
            receiver.Receive(Patience);
            Assert.NotEqual(0, receiver.Received.Count);
            for (var i = 0; i < receiver.Received.Count; i++)
            {
                Assert.All(receiver.Received[i].ToArray(), value => Assert.Equal((byte)lengths.Count, value));
                lengths.Add(receiver.Received[i].Length);
            }
        }

        return lengths;
    }
}
