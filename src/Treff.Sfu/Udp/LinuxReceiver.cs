using System.Net.Sockets;
using System.Runtime.InteropServices;
using Treff.Rtc;
using static Treff.Sfu.Udp.LinuxInterop;

namespace Treff.Sfu.Udp;

/// <summary>Takes what one socket holds by recvmmsg; messages that the kernel put together (UDP_GRO) are cut into their datagrams again.</summary>
internal sealed unsafe class LinuxReceiver(Socket socket, int index, LinuxReceiveRing ring, UdpStatistics statistics)
{
    private readonly int _descriptor = (int)socket.Handle;
    private readonly bool _isIPv6 = socket.AddressFamily == AddressFamily.InterNetworkV6;

    public void Receive(ReceiveBatch batch)
    {
        var first = ring.Used;
        var messages = ring.Prepare();
        var count = ReceiveMessages(_descriptor, messages, (uint)ring.Free, MsgDontWait, null);
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
        var length = (int)ring.Message(slot)->Length;
        var isCut = (ring.Message(slot)->Header.Flags & MsgTrunc) != 0;
        var path = new NetworkPath(index, SocketAddressFormat.Read(ring.Name(slot), _isIPv6));
        var segment = ring.SegmentBytes(slot);
        if (segment == 0)
            segment = length;
        statistics.MessagesReceived++;
        statistics.BytesReceived += length;
        var offset = 0;
        do
        {
            var rest = Math.Min(segment, length - offset);
            if (isCut || rest > PacketSlots.MaxDatagramBytes)
            {
                statistics.DatagramsTruncated++;
            }
            else
            {
                statistics.DatagramsReceived++;
                batch.Add(slot, offset, rest, path);
            }

            offset += segment;
        }
        while (offset < length);
    }
}
