using System.Net.Sockets;
using System.Runtime.InteropServices;
using static Treff.Sfu.Udp.LinuxInterop;

namespace Treff.Sfu.Udp;

/// <summary>
/// Sends a batch by one sendmmsg for each socket that has something in it; datagrams that one destination gets in a row share a
/// message where the kernel can cut it (UDP_SEGMENT).
/// </summary>
internal sealed unsafe class LinuxSender : IDisposable
{
    private readonly Destination[] _sockets;
    private readonly SegmentGroups _groups;
    private readonly UdpStatistics _statistics;
    private readonly MMsgHdr* _messages;
    private readonly IoVec* _vectors;
    private readonly byte* _names;
    private readonly SegmentControl* _controls;

    public LinuxSender(Socket[] sockets, int capacity, bool useSegmentation, UdpStatistics statistics)
    {
        _sockets = sockets.Select(socket => new Destination(socket, useSegmentation)).ToArray();
        _groups = new SegmentGroups(capacity);
        _statistics = statistics;
        _messages = (MMsgHdr*)NativeMemory.AllocZeroed((nuint)capacity, (nuint)sizeof(MMsgHdr));
        _vectors = (IoVec*)NativeMemory.AllocZeroed((nuint)capacity, (nuint)sizeof(IoVec));
        _names = (byte*)NativeMemory.AllocZeroed((nuint)capacity, SocketAddressFormat.IPv6Bytes);
        _controls = (SegmentControl*)NativeMemory.AllocZeroed((nuint)capacity, (nuint)sizeof(SegmentControl));
    }

    public void Send(SendBatch batch)
    {
        var known = 0;
        for (var index = 0; index < _sockets.Length && known < batch.Count; index++)
        {
            ref var socket = ref _sockets[index];
            _groups.Build(batch.Paths, batch.Lengths, index, socket.UsesSegmentation);
            if (_groups.Count == 0)
                continue;
            known += Gather(batch, socket.IsIPv6);
            SendAll(ref socket);
        }

        _statistics.SendsRefused += batch.Count - known;
    }

    public void Dispose()
    {
        NativeMemory.Free(_messages);
        NativeMemory.Free(_vectors);
        NativeMemory.Free(_names);
        NativeMemory.Free(_controls);
    }

    /// <summary>One message header for each group; returns the number of datagrams in them.</summary>
    private int Gather(SendBatch batch, bool isIPv6)
    {
        var lengths = batch.Lengths;
        var vector = _vectors;
        for (var i = 0; i < _groups.Count; i++)
        {
            ref readonly var group = ref _groups[i];
            var name = _names + (i * SocketAddressFormat.IPv6Bytes);
            *(ushort*)name = isIPv6 ? SocketAddressFormat.LinuxIPv6Family : SocketAddressFormat.LinuxIPv4Family;
            var nameSpan = new Span<byte>(name, SocketAddressFormat.IPv6Bytes);
            var header = new MsgHdr
            {
                Name = name,
                NameLength = (uint)SocketAddressFormat.Write(nameSpan, batch.Paths[group.First].Remote, isIPv6),
                Vectors = vector,
                VectorCount = (nuint)group.Datagrams,
            };
            if (group.Datagrams > 1)
            {
                _controls[i] = SegmentControl.Of(group.SegmentBytes);
                header.Control = _controls + i;
                header.ControlLength = (nuint)sizeof(SegmentControl);
            }

            for (var datagram = group.First; datagram >= 0; datagram = _groups.Next(datagram))
                *vector++ = new IoVec { Base = batch.SlotAddress(datagram), Length = (nuint)lengths[datagram] };
            _messages[i].Header = header;
        }

        return (int)(vector - _vectors);
    }

    private void SendAll(ref Destination socket)
    {
        for (var first = 0; first < _groups.Count;)
        {
            var sent = SendMessages(socket.Descriptor, _messages + first, (uint)(_groups.Count - first), MsgDontWait);
            if (sent > 0)
            {
                CountSent(first, sent);
                first += sent;
                continue;
            }

            switch (Marshal.GetLastPInvokeError())
            {
                case EIntr:
                    break;
                case EAgain or ENoBufs:
                    // Media that waits is worth less than media that is asked for again: nothing is queued here.
                    for (; first < _groups.Count; first++)
                        _statistics.SendsWithoutRoom += _groups[first].Datagrams;
                    break;
                case EIo or EOpNotSupp or EInval or EMsgSize when _groups[first].Datagrams > 1:
                    // The device or this path cannot cut messages: the datagrams go one by one. EIO is the device's answer for good.
                    socket.UsesSegmentation &= Marshal.GetLastPInvokeError() != EIo;
                    SendSingly(socket.Descriptor, first++);
                    break;
                default:
                    _statistics.SendsRefused += _groups[first++].Datagrams;
                    break;
            }
        }
    }

    private void SendSingly(int descriptor, int index)
    {
        var message = _messages[index];
        var vectors = message.Header.Vectors;
        message.Header.Control = null;
        message.Header.ControlLength = 0;
        message.Header.VectorCount = 1;
        for (var i = 0; i < _groups[index].Datagrams; i++)
        {
            message.Header.Vectors = vectors + i;
            if (SendMessages(descriptor, &message, 1, MsgDontWait) == 1)
            {
                _statistics.SendCalls++;
                _statistics.MessagesSent++;
                _statistics.DatagramsSent++;
                _statistics.BytesSent += (long)vectors[i].Length;
            }
            else if (Marshal.GetLastPInvokeError() is EAgain or ENoBufs)
            {
                _statistics.SendsWithoutRoom++;
            }
            else
            {
                _statistics.SendsRefused++;
            }
        }
    }

    private void CountSent(int first, int sent)
    {
        _statistics.SendCalls++;
        _statistics.MessagesSent += sent;
        for (var i = first; i < first + sent; i++)
        {
            _statistics.DatagramsSent += _groups[i].Datagrams;
            _statistics.BytesSent += _groups[i].Bytes;
        }
    }

    private struct Destination(Socket socket, bool useSegmentation)
    {
        public readonly int Descriptor = (int)socket.Handle;

        public readonly bool IsIPv6 = socket.AddressFamily == AddressFamily.InterNetworkV6;

        // Kernels before 4.18 would ignore the control message and send one giant datagram.
        public bool UsesSegmentation = useSegmentation && UdpFeatures.TrySetOption(socket, UdpSegment, 0);
    }
}
