using System.ComponentModel;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using static Treff.Sfu.Udp.LinuxInterop;

namespace Treff.Sfu.Udp;

/// <summary>Sockets by ppoll, recvmmsg and sendmmsg: one call moves up to 64 messages. An eventfd wakes the waiting thread.</summary>
internal sealed unsafe class LinuxSockets : IDatagramSockets
{
    private readonly Socket[] _sockets;
    private readonly LinuxReceiver[] _receivers;
    private readonly LinuxSender _sender;
    private readonly PollFd[] _poll;
    private readonly SafeFileHandle _wake; // a handle and not a number: Wake may race with Dispose
    private readonly UdpStatistics _statistics;
    private readonly LinuxReceiveRing _ring;
    private int _first;

    public LinuxSockets(IReadOnlyList<Socket> sockets, ReceiveBatch batch, int sendCapacity, UdpFeatures features, UdpStatistics statistics)
    {
        _sockets = sockets.ToArray();
        _statistics = statistics;
        _wake = new SafeFileHandle(EventFd(0, EfdNonBlock | EfdCloseOnExec), ownsHandle: true);
        if (_wake.IsInvalid)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        if (features.Coalescing)
        {
            foreach (var socket in _sockets)
                UdpFeatures.TrySetOption(socket, UdpGro, 1);
        }

        _ring = new LinuxReceiveRing(batch);
        _receivers = _sockets.Select((socket, index) => new LinuxReceiver(socket, index, _ring, statistics)).ToArray();
        _sender = new LinuxSender(_sockets, sendCapacity, features.Segmentation, statistics);
        _poll = GC.AllocateArray<PollFd>(_sockets.Length + 1, pinned: true);
        for (var i = 0; i < _sockets.Length; i++)
            _poll[i] = new PollFd { Descriptor = (int)_sockets[i].Handle, Events = PollIn };
        _poll[^1] = new PollFd { Descriptor = (int)_wake.DangerousGetHandle(), Events = PollIn };
    }

    public void Receive(ReceiveBatch batch, long timeoutMicroseconds)
    {
        batch.Clear();
        if (!Wait(timeoutMicroseconds))
            return;
        if (_poll[^1].Returned != 0)
            ClearWake();

        // Another socket begins each turn, so that a flood on one cannot starve the others of slots.
        _ring.Reset();
        _first = (_first + 1) % _receivers.Length;
        for (var i = 0; i < _receivers.Length && _ring.Free > 0; i++)
        {
            var index = (_first + i) % _receivers.Length;
            if (_poll[index].Returned != 0)
                _receivers[index].Receive(batch);
        }
    }

    /// <summary>What the kernel told beside the message in a slot of the receive batch; valid until the next <see cref="Receive"/>.</summary>
    public ReceivedControl Control(int slot) => _ring.Control(slot);

    public void Wake()
    {
        ulong one = 1;
        _ = Write(_wake, &one, sizeof(ulong));
    }

    public void Send(SendBatch batch) => _sender.Send(batch);

    public void Dispose()
    {
        foreach (var socket in _sockets)
            socket.Dispose();
        _wake.Dispose();
        _sender.Dispose();
        _ring.Dispose();
    }

    private bool Wait(long timeoutMicroseconds)
    {
        var timeout = new TimeSpec
        {
            Seconds = (nint)(timeoutMicroseconds / 1_000_000),
            Nanoseconds = (nint)(timeoutMicroseconds % 1_000_000 * 1000),
        };
        fixed (PollFd* descriptors = _poll)
        {
            var ready = Poll(descriptors, (nuint)_poll.Length, timeoutMicroseconds < 0 ? null : &timeout, null);
            if (ready < 0 && Marshal.GetLastPInvokeError() != EIntr)
                _statistics.ReceiveErrors++;
            return ready > 0;
        }
    }

    private void ClearWake()
    {
        ulong count;
        _ = Read(_wake, &count, sizeof(ulong));
    }
}
