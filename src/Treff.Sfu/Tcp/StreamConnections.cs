using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net;
using Treff.Rtc;
using Treff.Sfu.Rooms;
using Treff.Sfu.Udp;

namespace Treff.Sfu.Tcp;

/// <summary>
/// The TCP connections of one media worker. Whoever listens hands them over with <see cref="RunAsync"/>; the media thread takes datagrams
/// out and puts datagrams in.
/// </summary>
internal sealed class StreamConnections : IWorkerTimer, IDisposable
{
    /// <summary>More of one connection wait for the next turn, so that a fast sender does not hold up the others.</summary>
    private const int MaxDatagramsPerTurn = 64;

    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(1);

    private readonly IStreamHandler _handler;
    private readonly Action _wake;
    private readonly ConcurrentQueue<StreamConnection> _ready = new();
    private readonly Dictionary<int, StreamConnection> _open = [];
    private readonly List<StreamConnection> _dirty = [];
    private readonly PacketSlots _slot = new(1);
    private readonly StreamQuota _quota;
    private readonly int _firstSocket;
    private int _nextSocket;
    private volatile bool _isStopped;

    /// <param name="options">Limits.</param>
    /// <param name="handler">The media thread.</param>
    /// <param name="wake">Wakes it.</param>
    /// <param name="numbering">Counts the connections, and the number of the first one; null = as the only worker.</param>
    public StreamConnections(StreamOptions options, IStreamHandler handler, Action wake, (StreamQuota? Quota, int FirstSocket)? numbering = null)
    {
        Options = options;
        _quota = numbering?.Quota ?? new StreamQuota(options);
        _firstSocket = numbering?.FirstSocket ?? LocalSocketNumbers.FirstStream;
        _handler = handler;
        _wake = wake;
    }

    public StreamOptions Options { get; }

    public StreamStatistics Statistics => _quota.Statistics;

    public bool HasReady => !_ready.IsEmpty;

    public Timestamp NextTimeout { get; private set; } = Timestamp.Never;

    /// <summary>Carries media over a connection until it ends; returns at once when there are too many. Any thread.</summary>
    public async Task RunAsync(IDuplexPipe transport, IPEndPoint remote, MediaStreamKind kind, CancellationToken closed)
    {
        var address = TransportAddress.From(remote);
        // One IPv6 customer has at least 2^64 addresses.
        var source = address.IsIPv4 ? address.Ip : address.Ip >> 64;
        if (_isStopped || !_quota.TryAdd(source))
        {
            Interlocked.Increment(ref Statistics._refused);
            return;
        }

        Interlocked.Increment(ref Statistics._opened);
        Interlocked.Increment(ref Statistics._open);
        var path = new NetworkPath(NextSocket(), address);
        var connection = new StreamConnection(this, path, kind, transport, closed);
        try
        {
            OnReady(connection); // the media thread begins to count the seconds
            await connection.RunAsync().ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref Statistics._open);
            _quota.Remove(source);
            OnReady(connection);
        }
    }

    /// <summary>The connection has something for the media thread, or is over.</summary>
    public void OnReady(StreamConnection connection)
    {
        _ready.Enqueue(connection);
        if (_isStopped)
            Abandon();
        else
            _wake();
    }

    /// <summary>Handles what connections have read. Returns true when the timer has to be scheduled.</summary>
    public bool Receive(Timestamp now)
    {
        for (var i = _ready.Count; i > 0 && _ready.TryDequeue(out var connection); i--)
        {
            if (connection.IsFinished)
                Forget(connection);
            else
                Handle(now, connection);
        }

        if (_open.Count == 0 || NextTimeout != Timestamp.Never)
            return false;
        NextTimeout = now + SweepInterval;
        return true;
    }

    /// <summary>Queues a datagram; drops and counts it when the connection is slow or gone.</summary>
    public void Send(in NetworkPath path, ReadOnlySpan<byte> datagram)
    {
        if (!_open.TryGetValue(path.LocalSocket, out var connection))
        {
            Interlocked.Increment(ref Statistics._framesDropped);
            return;
        }

        var wasDirty = connection.Output.IsDirty;
        if (connection.Output.TryAdd(datagram) && !wasDirty)
            _dirty.Add(connection);
    }

    /// <summary>At the end of a turn: what was queued is written.</summary>
    public void Flush()
    {
        foreach (var connection in _dirty)
            connection.Output.Signal();
        _dirty.Clear();
    }

    /// <summary>Closes connections of strangers and of those who went silent.</summary>
    public void HandleTimeout(Timestamp now)
    {
        foreach (var connection in _open.Values)
        {
            if (_handler.IsAuthentic(connection))
                connection.LastAuthentic = now;
            if (connection.IsClosing)
                continue;
            var isIdle = connection.Kind == MediaStreamKind.Ice && now - connection.LastReceived >= Options.IdleTimeout;
            if (!isIdle && now - connection.LastAuthentic < Options.AuthenticationTimeout)
                continue;
            Interlocked.Increment(ref Statistics._timedOut);
            connection.Close();
        }

        NextTimeout = _open.Count == 0 ? Timestamp.Never : now + SweepInterval;
    }

    public void OnFault(Exception exception)
    {
        // The worker has logged it; connections have nothing that could be broken.
    }

    /// <summary>Ends all connections and takes no more.</summary>
    public void Dispose()
    {
        _isStopped = true;
        foreach (var connection in _open.Values)
            connection.Close();
        Abandon();
        _slot.Dispose();
    }

    private void Handle(Timestamp now, StreamConnection connection)
    {
        if (_open.TryAdd(connection.Path.LocalSocket, connection))
            connection.LastAuthentic = connection.LastReceived = now;
        var buffer = _slot[0];
        var count = 0;
        try
        {
            while (count < MaxDatagramsPerTurn && connection.TryTakeDatagram(buffer, out var length))
            {
                count++;
                connection.LastReceived = now;
                _handler.HandleStreamDatagram(connection, buffer[..length]);
            }
        }
        finally
        {
            Interlocked.Add(ref Statistics._framesReceived, count);
            connection.GiveBack();
        }
    }

    private void Forget(StreamConnection connection)
    {
        if (_open.Remove(connection.Path.LocalSocket))
            _handler.OnStreamClosed(connection);
        connection.Dispose();
    }

    private void Abandon()
    {
        while (_ready.TryDequeue(out var connection))
        {
            connection.Close();
            connection.GiveBack();
        }
    }

    private int NextSocket()
    {
        // After 16 million connections the numbers begin again.
        var next = Interlocked.Increment(ref _nextSocket) & (LocalSocketNumbers.PerWorker - 1);
        return _firstSocket + next;
    }
}
