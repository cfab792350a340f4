using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Treff.Rtc;
using Treff.Sfu.Rooms;
using Treff.Sfu.Udp;

namespace Treff.Load;

/// <summary>
/// One thread with the sockets of many peers, a socket each because a server tells its clients apart by their address. Everything in it is
/// done in turns, as on a server's media worker.
/// </summary>
internal sealed class PeerLoop : IAsyncDisposable
{
    private const int BufferBytes = 1024 * 1024;

    private readonly WorkerClock _clock = new(TimeProvider.System);
    private readonly ConcurrentQueue<Action> _inbox = new();
    private readonly ReceiveBatch _received;
    private readonly IDatagramSockets _sockets;
    private readonly ArrivalClock _arrivals = new();
    private readonly LoadPeer?[] _peers;
    private readonly Thread _thread;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _peerCount;
    private bool _isStopping;

    /// <param name="name">Of the thread.</param>
    /// <param name="capacity">Peers at most.</param>
    public PeerLoop(string name, int capacity)
    {
        var sockets = Enumerable.Range(0, Math.Max(1, capacity)).Select(_ => Bind()).ToArray();
        _peers = new LoadPeer?[sockets.Length];
        var statistics = new UdpStatistics();
        // Clients send like browsers, without segmentation; what they receive together may come as one message.
        var features = UdpFeatures.Available with { Segmentation = false };
        _received = new ReceiveBatch(features.Coalescing);
        _sockets = features.BatchCalls
            ? new LinuxSockets(sockets, _received, SendBatch.DefaultCapacity, features, statistics)
            : new ManagedSockets(sockets, statistics);
        Outgoing = new SendBatch(_sockets);
        UnixTimeOffset = _clock.UnixTimeOffset;
        Now = _clock.Now;
        _thread = new Thread(Run) { IsBackground = true, Name = name };
        _thread.Start();
    }

    public SendBatch Outgoing { get; }

    public TimeSpan UnixTimeOffset { get; }

    public Timestamp Now { get; private set; }

    /// <summary>The stopwatch when the datagrams of this turn were read.</summary>
    public long Ticks { get; private set; }

    /// <summary>The stopwatch when the kernel had the datagram that is handled; when it was read, where the kernel does not tell.</summary>
    public long ArrivedAt { get; private set; }

    /// <summary>Null while nothing is measured.</summary>
    public Measurement? Measurement { get; private set; }

    /// <summary>Runs something on the loop's thread.</summary>
    public Task<T> InvokeAsync<T>(Func<T> function)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _inbox.Enqueue(() =>
        {
            try
            {
                result.SetResult(function());
            }
            catch (Exception e)
            {
                result.SetException(e);
            }
        });
        _sockets.Wake();
        return result.Task;
    }

    public Task InvokeAsync(Action action) => InvokeAsync(() =>
    {
        action();
        return 0;
    });

    /// <summary>Takes the next socket for a new peer. On the loop's thread.</summary>
    public LoadPeer AddPeer(Func<int, LoadPeer> create)
    {
        var peer = create(_peerCount);
        _peers[_peerCount++] = peer;
        return peer;
    }

    /// <summary>From now on everything received is counted.</summary>
    public Task BeginMeasurementAsync() => InvokeAsync(() => Measurement = new Measurement { Lost = -CountLost() });

    public Task<Measurement> EndMeasurementAsync() => InvokeAsync(() =>
    {
        var measurement = Measurement!;
        measurement.Lost += CountLost();
        Measurement = null;
        return measurement;
    });

    /// <summary>Says goodbye to the server and ends the thread.</summary>
    public async ValueTask DisposeAsync()
    {
        await InvokeAsync(() => _isStopping = true);
        await _ended.Task;
    }

    private static Socket Bind()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { Blocking = false };
        SocketBuffers.Enlarge(socket, BufferBytes);
        ArrivalClock.Enable(socket);
        socket.Bind(new IPEndPoint(IPAddress.Any, 0));
        return socket;
    }

    private long CountLost()
    {
        var lost = 0L;
        for (var i = 0; i < _peerCount; i++)
            lost += _peers[i]!.Link.Peer.ReceiveStreams.Sum(stream => stream.PacketsLost);
        return lost;
    }

    private void Run()
    {
        while (!_isStopping)
            Turn();
        for (var i = 0; i < _peerCount; i++)
        {
            _peers[i]!.Link.Close();
            _peers[i]!.Link.Peer.Dispose();
        }

        Outgoing.Flush();
        _sockets.Dispose();
        _received.Dispose();
        Outgoing.Dispose();
        _ended.SetResult();
    }

    private void Turn()
    {
        _sockets.Receive(_received, _inbox.IsEmpty ? Math.Max(0, NextTimeout().Microseconds - _clock.Now.Microseconds) : 0);
        Ticks = _arrivals.Synchronize();
        Now = _clock.Now;
        for (var i = 0; i < _received.Count; i++)
        {
            ArrivedAt = (_sockets is LinuxSockets linux ? _arrivals.ArrivedAt(linux.Control(_received.SlotOf(i))) : null) ?? Ticks;
            _peers[_received.Path(i).LocalSocket]?.Link.HandleDatagram(Now, _received[i], _received.Path(i));
        }

        while (_inbox.TryDequeue(out var action))
            action();
        for (var i = 0; i < _peerCount; i++)
            HandleTimeouts(_peers[i]!);
        Outgoing.Flush();
    }

    private void HandleTimeouts(LoadPeer peer)
    {
        foreach (var source in peer.Sources)
        {
            if (source.NextSend <= Now)
                source.HandleTimeout(Now);
        }

        if (peer.Link.NextTimeout <= Now)
            peer.Link.HandleTimeout(Now);
    }

    private Timestamp NextTimeout()
    {
        var next = Now + TimeSpan.FromSeconds(1);
        for (var i = 0; i < _peerCount; i++)
        {
            next = Timestamp.Min(next, _peers[i]!.Link.NextTimeout);
            foreach (var source in _peers[i]!.Sources)
                next = Timestamp.Min(next, source.NextSend);
        }

        return next;
    }
}
