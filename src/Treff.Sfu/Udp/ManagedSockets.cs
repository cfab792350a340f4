using System.Net;
using System.Net.Sockets;
using Treff.Rtc;

namespace Treff.Sfu.Udp;

/// <summary>
/// Sockets by System.Net.Sockets, one call a datagram, for systems without recvmmsg. A datagram to a loopback socket wakes the
/// waiting thread.
/// </summary>
internal sealed class ManagedSockets : IDatagramSockets
{
    /// <summary>SIO_UDP_CONNRESET: without it Windows fails the next receive when an earlier send met a closed port.</summary>
    private const int SioUdpConnReset = -1744830452;

    private readonly Socket[] _sockets;
    private readonly SocketAddress[] _remotes;
    private readonly bool[] _isIPv6;
    private readonly List<Socket> _ready = [];
    private readonly Socket _wakeReceiver;
    private readonly Socket _wakeSender;
    private readonly UdpStatistics _statistics;
    private int _slot;

    public ManagedSockets(IReadOnlyList<Socket> sockets, UdpStatistics statistics)
    {
        _sockets = sockets.ToArray();
        _statistics = statistics;
        _isIPv6 = _sockets.Select(socket => socket.AddressFamily == AddressFamily.InterNetworkV6).ToArray();
        _remotes = _sockets.Select(socket => new SocketAddress(socket.AddressFamily)).ToArray();
        if (OperatingSystem.IsWindows())
        {
            foreach (var socket in _sockets)
                socket.IOControl(SioUdpConnReset, [0, 0, 0, 0], null);
        }

        _wakeReceiver = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { Blocking = false };
        _wakeReceiver.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _wakeSender = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { Blocking = false };
        _wakeSender.Connect(_wakeReceiver.LocalEndPoint!);
    }

    public void Receive(ReceiveBatch batch, long timeoutMicroseconds)
    {
        batch.Clear();
        _slot = 0;
        _ready.Clear();
        _ready.Add(_wakeReceiver);
        _ready.AddRange(_sockets);
        try
        {
            Socket.Select(_ready, null, null, timeoutMicroseconds < 0 ? -1 : (int)Math.Min(timeoutMicroseconds, int.MaxValue));
        }
        catch (SocketException)
        {
            _statistics.ReceiveErrors++;
            return;
        }

        foreach (var socket in _ready)
        {
            if (socket == _wakeReceiver)
                ClearWake();
            else
                ReceiveFrom(Array.IndexOf(_sockets, socket), batch);
        }
    }

    public void Wake()
    {
        try
        {
            _wakeSender.Send([0]);
        }
        catch (SocketException)
        {
            // Its buffer is full: a wake is pending already.
        }
    }

    public void Send(SendBatch batch)
    {
        for (var i = 0; i < batch.Count; i++)
            SendOne(batch[i], batch.Paths[i]);
    }

    public void Dispose()
    {
        foreach (var socket in _sockets)
            socket.Dispose();
        _wakeReceiver.Dispose();
        _wakeSender.Dispose();
    }

    private void ReceiveFrom(int index, ReceiveBatch batch)
    {
        var remote = _remotes[index];
        for (; _slot < ReceiveBatch.Capacity; _slot++)
        {
            try
            {
                if (_sockets[index].Available == 0)
                    return;
                var length = _sockets[index].ReceiveFrom(batch.Slot(_slot), SocketFlags.None, remote);
                _statistics.DatagramsReceived++;
                _statistics.MessagesReceived++;
                _statistics.BytesReceived += length;
                batch.Add(_slot, length, new NetworkPath(index, SocketAddressFormat.Read(remote.Buffer.Span, _isIPv6[index])));
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.WouldBlock)
            {
                return;
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.MessageSize)
            {
                _statistics.DatagramsTruncated++;
            }
            catch (SocketException)
            {
                _statistics.ReceiveErrors++;
            }
        }
    }

    private void SendOne(ReadOnlySpan<byte> datagram, in NetworkPath path)
    {
        if ((uint)path.LocalSocket >= (uint)_sockets.Length)
        {
            _statistics.SendsRefused++;
            return;
        }

        try
        {
            var remote = _remotes[path.LocalSocket];
            SocketAddressFormat.Write(remote.Buffer.Span, path.Remote, _isIPv6[path.LocalSocket]);
            _sockets[path.LocalSocket].SendTo(datagram, SocketFlags.None, remote);
            _statistics.SendCalls++;
            _statistics.MessagesSent++;
            _statistics.DatagramsSent++;
            _statistics.BytesSent += datagram.Length;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.WouldBlock or SocketError.NoBufferSpaceAvailable)
        {
            _statistics.SendsWithoutRoom++;
        }
        catch (SocketException)
        {
            _statistics.SendsRefused++;
        }
    }

    private void ClearWake()
    {
        try
        {
            Span<byte> buffer = stackalloc byte[16];
            while (_wakeReceiver.Available > 0)
                _wakeReceiver.Receive(buffer);
        }
        catch (SocketException)
        {
            _statistics.ReceiveErrors++;
        }
    }
}
