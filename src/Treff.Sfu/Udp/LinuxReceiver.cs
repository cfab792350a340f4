using System.Net.Sockets;
using System.Runtime.InteropServices;
using Treff.Rtc;
using static Treff.Sfu.Udp.LinuxInterop;

namespace Treff.Sfu.Udp;

/// <summary>Takes what one socket holds by recvmmsg.</summary>
internal sealed unsafe class LinuxReceiver(Socket socket, int index, LinuxReceiveRing ring, UdpStatistics statistics)
{
    private readonly int _descriptor = (int)socket.Handle;
    private readonly bool _isIPv6 = socket.AddressFamily == AddressFamily.InterNetworkV6;

    public void Receive(ReceiveBatch batch)
    {
        var first = ring.Used;
        var messages = ring.Prepare();
        var count = ReceiveMessages(_descriptor, messages, (uint)(ReceiveBatch.Capacity - first), MsgDontWait, null);
        if (count < 0)
        {
            if (Marshal.GetLastPInvokeError() is not (EAgain or EIntr))
                statistics.ReceiveErrors++;
            return;
        }

        ring.Take(count);
        for (var slot = first; slot < first + count; slot++)
            Add(batch, slot);
    }

    private void Add(ReceiveBatch batch, int slot)
    {
        var message = ring.Message(slot);
        if ((message->Header.Flags & MsgTrunc) != 0)
        {
            statistics.DatagramsTruncated++;
            return;
        }

        statistics.DatagramsReceived++;
        statistics.BytesReceived += message->Length;
        batch.Add(slot, (int)message->Length, new NetworkPath(index, SocketAddressFormat.Read(ring.Name(slot), _isIPv6)));
    }
}
