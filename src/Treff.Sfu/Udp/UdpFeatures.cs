using System.Net;
using System.Net.Sockets;
using Treff.Rtc;

namespace Treff.Sfu.Udp;

/// <summary>
/// What the kernel can do with many datagrams at once, found by trying it on two sockets of our own: containers and sandboxes refuse calls that
/// the kernel's version promises.
/// </summary>
/// <param name="BatchCalls">recvmmsg, sendmmsg and ppoll work; otherwise one call of System.Net.Sockets moves one datagram.</param>
/// <param name="Segmentation">UDP_SEGMENT: a message is cut into datagrams at the end of the kernel's send path.</param>
/// <param name="Coalescing">UDP_GRO: datagrams of one sender that come together are received as one message.</param>
internal sealed record UdpFeatures(bool BatchCalls, bool Segmentation, bool Coalescing)
{
    private const int ProbeBytes = 100;
    private const long PatienceMicroseconds = 200_000;

    private static readonly Lazy<UdpFeatures> OfThisHost = new(Probe);

    public static readonly UdpFeatures None = new(false, false, false);

    /// <summary>Tried once per process.</summary>
    public static UdpFeatures Available => OfThisHost.Value;

    /// <summary>These, without what the options do not want.</summary>
    public UdpFeatures Restricted(MediaOptions options) =>
        new(BatchCalls, Segmentation && options.UseSegmentation, Coalescing && options.UseCoalescing);

    /// <summary>For the log.</summary>
    public override string ToString() => BatchCalls
        ? $"received by recvmmsg{(Coalescing ? " with UDP_GRO" : ", without UDP_GRO")}, sent by sendmmsg{(Segmentation ? " with UDP_SEGMENT" : ", without UDP_SEGMENT")}"
        : "received and sent one datagram a call";

    /// <summary>Two datagrams go from one socket to the other: how many messages leave, and how many arrive, says what works.</summary>
    internal static UdpFeatures Probe()
    {
        if (!OperatingSystem.IsLinux())
            return None;
        try
        {
            using var receiver = Bind();
            using var sender = Bind();
            var coalesces = TrySetOption(receiver, LinuxInterop.UdpGro, 1);
            using var received = new ReceiveBatch(coalesces);
            var receiving = new UdpStatistics();
            using var target = new LinuxSockets([receiver], received, 1, None with { BatchCalls = true }, receiving);
            using var unused = new ReceiveBatch();
            var sending = new UdpStatistics();
            using var source = new LinuxSockets([sender], unused, 2, new UdpFeatures(true, true, false), sending);
            SendTwo(source, (IPEndPoint)receiver.LocalEndPoint!);
            while (receiving.DatagramsReceived < 2)
            {
                var before = receiving.DatagramsReceived;
                target.Receive(received, PatienceMicroseconds);
                if (receiving.DatagramsReceived == before)
                    return None;
            }

            return new UdpFeatures(true, sending.MessagesSent == 1, coalesces && (sending.MessagesSent > 1 || receiving.MessagesReceived == 1));
        }
        catch (Exception e) when (e is SocketException or System.ComponentModel.Win32Exception or EntryPointNotFoundException or DllNotFoundException)
        {
            // Not these calls, then: what is left works everywhere.
            return None;
        }
    }

    /// <summary>False when the kernel does not know the option.</summary>
    internal static bool TrySetOption(Socket socket, int option, int value)
    {
        try
        {
            socket.SetRawSocketOption(LinuxInterop.SolUdp, option, BitConverter.GetBytes(value));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static Socket Bind()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { Blocking = false };
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    private static void SendTwo(LinuxSockets source, IPEndPoint target)
    {
        using var batch = new SendBatch(source, 3);
        var path = new NetworkPath(0, TransportAddress.From(target));
        for (var i = 0; i < 2; i++)
        {
            batch.Reserve()[..ProbeBytes].Clear();
            batch.Commit(ProbeBytes, path);
        }

        batch.Flush();
    }
}
