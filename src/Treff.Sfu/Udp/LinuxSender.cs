using System.Net.Sockets;
using System.Runtime.InteropServices;
using static Treff.Sfu.Udp.LinuxInterop;

namespace Treff.Sfu.Udp;

/// <summary>Sends a batch by one sendmmsg for each socket that has something in it.</summary>
internal sealed unsafe class LinuxSender : IDisposable
{
    private readonly int[] _descriptors;
    private readonly bool[] _isIPv6;
    private readonly int[] _pending;
    private readonly UdpStatistics _statistics;
    private readonly MMsgHdr* _messages;
    private readonly IoVec* _vectors;
    private readonly byte* _names;

    public LinuxSender(Socket[] sockets, int capacity, UdpStatistics statistics)
    {
        _descriptors = sockets.Select(socket => (int)socket.Handle).ToArray();
        _isIPv6 = sockets.Select(socket => socket.AddressFamily == AddressFamily.InterNetworkV6).ToArray();
        _pending = new int[sockets.Length];
        _statistics = statistics;
        _messages = (MMsgHdr*)NativeMemory.AllocZeroed((nuint)capacity, (nuint)sizeof(MMsgHdr));
        _vectors = (IoVec*)NativeMemory.AllocZeroed((nuint)capacity, (nuint)sizeof(IoVec));
        _names = (byte*)NativeMemory.AllocZeroed((nuint)capacity, SocketAddressFormat.IPv6Bytes);
    }

    public void Send(SendBatch batch)
    {
        CountBySocket(batch);
        for (var socket = 0; socket < _pending.Length; socket++)
        {
            if (_pending[socket] == 0)
                continue;
            var count = Gather(batch, socket);
            SendAll(_descriptors[socket], count);
        }
    }

    public void Dispose()
    {
        NativeMemory.Free(_messages);
        NativeMemory.Free(_vectors);
        NativeMemory.Free(_names);
    }

    private void CountBySocket(SendBatch batch)
    {
        Array.Clear(_pending);
        foreach (ref readonly var path in batch.Paths)
        {
            if ((uint)path.LocalSocket < (uint)_pending.Length)
                _pending[path.LocalSocket]++;
            else
                _statistics.SendsRefused++;
        }
    }

    /// <summary>Headers for the datagrams of one socket, in their order.</summary>
    private int Gather(SendBatch batch, int socket)
    {
        var isIPv6 = _isIPv6[socket];
        var paths = batch.Paths;
        var lengths = batch.Lengths;
        var count = 0;
        for (var i = 0; i < paths.Length; i++)
        {
            if (paths[i].LocalSocket != socket)
                continue;
            var name = _names + (count * SocketAddressFormat.IPv6Bytes);
            *(ushort*)name = isIPv6 ? SocketAddressFormat.LinuxIPv6Family : SocketAddressFormat.LinuxIPv4Family;
            var nameLength = SocketAddressFormat.Write(new Span<byte>(name, SocketAddressFormat.IPv6Bytes), paths[i].Remote, isIPv6);
            _vectors[count] = new IoVec { Base = batch.SlotAddress(i), Length = (nuint)lengths[i] };
            _messages[count].Header = new MsgHdr
            {
                Name = name,
                NameLength = (uint)nameLength,
                Vectors = _vectors + count,
                VectorCount = 1,
            };
            count++;
        }

        return count;
    }

    private void SendAll(int descriptor, int count)
    {
        for (var first = 0; first < count;)
        {
            var sent = SendMessages(descriptor, _messages + first, (uint)(count - first), MsgDontWait);
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
                    _statistics.SendsWithoutRoom += count - first;
                    return;
                default:
                    _statistics.SendsRefused++;
                    first++;
                    break;
            }
        }
    }

    private void CountSent(int first, int sent)
    {
        _statistics.SendCalls++;
        _statistics.DatagramsSent += sent;
        for (var i = first; i < first + sent; i++)
            _statistics.BytesSent += (long)_vectors[i].Length;
    }
}
