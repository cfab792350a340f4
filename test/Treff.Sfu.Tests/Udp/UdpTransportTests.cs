using System.Net;
using System.Net.Sockets;
using Treff.Rtc;
using Treff.Sfu.Udp;

namespace Treff.Sfu.Tests.Udp;

public sealed class UdpTransportTests
{
    private const long Patience = 20_000_000;

    public static TheoryData<string, bool> Backends()
    {
        var rows = new TheoryData<string, bool>();
        foreach (var address in Socket.OSSupportsIPv6 ? new[] { "127.0.0.1", "::1" } : ["127.0.0.1"])
        {
            rows.Add(address, true);
            if (OperatingSystem.IsLinux())
                rows.Add(address, false);
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void Answers_by_the_path_a_datagram_came_on(string address, bool managed)
    {
        using var transport = Open(managed, address);
        using var client = Client(transport.LocalEndPoints[0]);
        client.Send("hello"u8);

        transport.Receive(Patience);
        var path = transport.Received.Path(0);
        Assert.Equal("hello"u8, transport.Received[0]);
        Assert.Equal((IPEndPoint)client.LocalEndPoint!, path.Remote.ToIPEndPoint());
        Send(transport, "world"u8, path);
        transport.Outgoing.Flush();

        Assert.Equal("world", Receive(client));
        Assert.Equal(1, transport.Statistics.DatagramsReceived);
        Assert.Equal(1, transport.Statistics.DatagramsSent);
        Assert.Equal(5, transport.Statistics.BytesSent);
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void Binds_one_socket_for_each_address_on_one_port(string address, bool managed)
    {
        var addresses = OperatingSystem.IsLinux() ? new[] { address, "127.0.0.2" } : [address];
        using var transport = Open(managed, addresses);
        Assert.Equal(addresses.Length, transport.LocalEndPoints.Count);
        Assert.All(transport.LocalEndPoints, local => Assert.Equal(transport.Port, local.Port));

        var clients = transport.LocalEndPoints.Select(Client).ToArray();
        foreach (var client in clients)
            client.Send("x"u8);
        var seen = new HashSet<NetworkPath>();
        while (seen.Count < clients.Length)
        {
            transport.Receive(Patience);
            Assert.NotEqual(0, transport.Received.Count);
            for (var i = 0; i < transport.Received.Count; i++)
                seen.Add(transport.Received.Path(i));
        }

        foreach (var path in seen)
            Send(transport, "y"u8, path);
        transport.Outgoing.Flush();
        Assert.All(clients, client => Assert.Equal("y", Receive(client)));
        foreach (var client in clients)
            client.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_wake_ends_the_wait_of_another_thread(bool managed)
    {
        using var transport = Open(managed || !OperatingSystem.IsLinux(), "127.0.0.1");
        using var started = new ManualResetEventSlim();
        var thread = new Thread(() =>
        {
            started.Set();
            transport.Receive(-1);
        });
        thread.Start();
        started.Wait(TimeSpan.FromSeconds(20));
        transport.Wake();
        Assert.True(thread.Join(TimeSpan.FromSeconds(20)));
        Assert.Equal(0, transport.Received.Count);
    }

    [Fact]
    public void Waits_no_longer_than_the_time_out()
    {
        using var transport = Open(!OperatingSystem.IsLinux(), "127.0.0.1");
        transport.Receive(1000);
        Assert.Equal(0, transport.Received.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Takes_a_burst_larger_than_a_batch_in_order(bool managed)
    {
        using var transport = Open(managed || !OperatingSystem.IsLinux(), "127.0.0.1");
        using var client = Client(transport.LocalEndPoints[0]);
        const int Burst = ReceiveBatch.Capacity + 20;
        for (var i = 0; i < Burst; i++)
            client.Send([(byte)i]);
        for (var next = 0; next < Burst;)
        {
            transport.Receive(Patience);
            Assert.NotEqual(0, transport.Received.Count);
            for (var i = 0; i < transport.Received.Count; i++)
                Assert.Equal(next++, transport.Received[i][0]);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_datagram_larger_than_a_slot_is_counted_and_dropped(bool managed)
    {
        using var transport = Open(managed || !OperatingSystem.IsLinux(), "127.0.0.1");
        using var client = Client(transport.LocalEndPoints[0]);
        client.Send(new byte[PacketSlots.MaxDatagramBytes + 1]);
        client.Send(new byte[PacketSlots.MaxDatagramBytes]);
        while (transport.Received.Count == 0)
            transport.Receive(Patience);
        Assert.Equal(PacketSlots.MaxDatagramBytes, transport.Received[0].Length);
        if (!managed)
            Assert.Equal(1, transport.Statistics.DatagramsTruncated);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_refused_destination_does_not_stop_the_rest_of_the_batch(bool managed)
    {
        using var transport = Open(managed || !OperatingSystem.IsLinux(), "127.0.0.1");
        using var client = Client(transport.LocalEndPoints[0]);
        var good = new NetworkPath(0, TransportAddress.From((IPEndPoint)client.LocalEndPoint!));
        var portless = new NetworkPath(0, TransportAddress.From(IPAddress.Loopback, 0));
        Send(transport, "1"u8, good);
        Send(transport, "2"u8, portless);
        Send(transport, "3"u8, good);
        Send(transport, "4"u8, good with { LocalSocket = 7 });
        transport.Outgoing.Flush();
        Assert.Equal("1", Receive(client));
        Assert.Equal("3", Receive(client));
        Assert.Equal(2, transport.Statistics.SendsRefused);
        Assert.Equal(2, transport.Statistics.DatagramsSent);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public void A_frame_to_one_destination_shares_messages_and_arrives_as_sent(string address)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "UDP_SEGMENT is Linux's.");
        using var transport = Open(managed: false, address);
        using var client = Client(transport.LocalEndPoints[0]);
        var path = new NetworkPath(0, TransportAddress.From((IPEndPoint)client.LocalEndPoint!));
        string[] frame = ["aaaa", "bbbb", "cc", "dddd", "eeeee", "fffff"];
        foreach (var packet in frame)
            Send(transport, System.Text.Encoding.ASCII.GetBytes(packet), path);
        transport.Outgoing.Flush();
        Assert.All(frame, packet => Assert.Equal(packet, Receive(client)));
        Assert.Equal(frame.Length, transport.Statistics.DatagramsSent);
        Assert.Equal(3, transport.Statistics.MessagesSent);
        Assert.Equal(frame.Sum(packet => packet.Length), transport.Statistics.BytesSent);
    }

    [Fact]
    public void Refuses_a_wildcard_address()
    {
        var options = new MediaOptions { Addresses = [IPAddress.Any], UdpPort = 0 };
        Assert.Throws<ArgumentException>(() => UdpTransport.Open(options));
    }

    [Fact]
    public void A_taken_port_is_an_error_and_leaves_nothing_open()
    {
        using var first = Open(!OperatingSystem.IsLinux(), "127.0.0.1");
        var options = new MediaOptions { Addresses = [IPAddress.Loopback], UdpPort = first.Port };
        var e = Assert.Throws<SocketException>(() => UdpTransport.Open(options));
        Assert.Equal(SocketError.AddressAlreadyInUse, e.SocketErrorCode);
    }

    [Fact]
    public void Binds_the_addresses_of_this_host_when_none_are_configured()
    {
        using var transport = UdpTransport.Open(new MediaOptions { UdpPort = 0 });
        Assert.Contains(transport.LocalEndPoints, local => IPAddress.IsLoopback(local.Address));
        Assert.DoesNotContain(transport.LocalEndPoints, local => local.Address.IsIPv6LinkLocal);
    }

    [Fact]
    public void The_test_link_loses_inbound_datagrams_by_its_seed()
    {
        int[] Survivors()
        {
            var options = new MediaOptions { Addresses = [IPAddress.Loopback], UdpPort = 0, TestInboundLoss = 0.5, TestLossSeed = 42 };
            using var transport = UdpTransport.Open(options);
            using var client = Client(transport.LocalEndPoints[0]);
            var survivors = new List<int>();
            for (var i = 0; i < 40; i++)
            {
                client.Send([(byte)i]);
                transport.Receive(Patience);
                if (transport.Received.Count > 0)
                    survivors.Add(transport.Received[0][0]);
            }

            return [.. survivors];
        }

        var first = Survivors();
        Assert.InRange(first.Length, 5, 35);
        Assert.Equal(first, Survivors());
    }

    private static UdpTransport Open(bool managed, params string[] addresses) => UdpTransport.Open(
        new MediaOptions { Addresses = addresses.Select(IPAddress.Parse).ToArray(), UdpPort = 0 }, managed);

    private static Socket Client(IPEndPoint server)
    {
        var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 20_000 };
        socket.Connect(server);
        return socket;
    }

    private static void Send(UdpTransport transport, ReadOnlySpan<byte> datagram, in NetworkPath path)
    {
        datagram.CopyTo(transport.Outgoing.Reserve());
        transport.Outgoing.Commit(datagram.Length, path);
    }

    private static string Receive(Socket client)
    {
        Span<byte> buffer = stackalloc byte[2048];
        return System.Text.Encoding.ASCII.GetString(buffer[..client.Receive(buffer)]);
    }
}
