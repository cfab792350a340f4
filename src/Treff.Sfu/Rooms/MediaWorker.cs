using System.Collections.Concurrent;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Treff.Rtc;
using Treff.Rtc.Dtls;
using Treff.Rtc.Ice;
using Treff.Rtc.Peer;
using Treff.Rtc.Turn;
using Treff.Sfu.Tcp;
using Treff.Sfu.Udp;

namespace Treff.Sfu.Rooms;

/// <summary>
/// One thread with its sockets, timers and rooms. A turn: receive a batch, give each datagram to its peer, run commands, fire due
/// timers, send everything at once. What is inside is synchronous and without locks; other threads only <see cref="Post"/>.
/// </summary>
internal sealed partial class MediaWorker : IRoomHost, IWorkerInbox, IPeerHost, IStreamHandler, IHandoverHandler, IAsyncDisposable
{
    /// <summary>More wait for the next turn: media must not wait for a pile of commands.</summary>
    private const int MaxCommandsPerTurn = 256;

    private readonly MediaWorkerOptions _options;
    private readonly UdpTransport _transport;
    private readonly DatagramRouter _router;
    private readonly WorkerHandover? _others;
    private readonly StreamConnections _streams;
    private readonly TurnServer? _turn;
    private readonly TurnCredentialIssuer _turnCredentials;
    private readonly DtlsHandshakePool _handshakes;
    private readonly WorkerClock _clock;
    private readonly DeadlineQueue _deadlines = new();
    private readonly FramePadding _padding = new();
    private readonly List<PeerLink> _touched = [];
    private readonly List<IWorkerTimer> _due = [];
    private readonly ConcurrentQueue<WorkerCommand> _inbox = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Thread _thread;
    private int _wakePending;
    private int _isStarted;
    private bool _isStopping;
    private volatile bool _isStopped;

    /// <summary>Binds the sockets; nothing is received before <see cref="Start"/>.</summary>
    /// <exception cref="SocketException">The port is taken, or a configured address is not one of this host's.</exception>
    public MediaWorker(MediaWorkerOptions options)
    {
        _options = options;
        _clock = options.Clock ?? new WorkerClock(options.TimeProvider);
        Now = _clock.Now;
        _transport = options.Transport ?? UdpTransport.Open(options.Media);
        _router = new DatagramRouter(Statistics, options.Handover?.Owners, options.Index);
        _others = options.Handover is null ? null : new WorkerHandover(options.Handover, options.Index, Statistics);
        _handshakes = new DtlsHandshakePool(options.HandshakeThreads, () => _clock.Now, options.MaxPendingHandshakes, options.Refusals);
        _addresses = LocalCandidates.Addresses(options.Media, _transport.LocalEndPoints);
        _turnCredentials = options.TurnCredentials ?? TurnCredentialIssuer.Create(Random);
        _turn = options.Turn is null ? null : CreateTurnServer(options.Turn);
        _streams = new StreamConnections(
            options.Streams, this, WakeUnlessPending, (options.StreamQuota, LocalSocketNumbers.FirstStreamOf(options.Index)));
        _transport.Outgoing.VirtualPaths = new MediaPaths(this, _turn, _streams, _others);
        Candidates = ListCandidates([]);
        _thread = new Thread(Run) { IsBackground = true, Name = options.Name };
    }

    public Timestamp Now { get; private set; }

    public DateTimeOffset UtcNow => _clock.UtcNow;

    public byte FramePadding { get; private set; }

    public IReadOnlyList<IceCandidate> Candidates { get; private set; }

    public DtlsFingerprint Fingerprint => _options.Fingerprint;

    public IRandomSource Random => _options.Random;

    public MediaWorkerStatistics Statistics { get; } = new();

    public UdpStatistics UdpStatistics => _transport.Statistics;

    public int UdpPort => _transport.Port;

    /// <summary>Handshake datagrams dropped because too many were waiting.</summary>
    public long DroppedHandshakeDatagrams => _handshakes.DroppedDatagrams;

    public void Start()
    {
        if (Interlocked.Exchange(ref _isStarted, 1) == 0)
            _thread.Start();
    }

    /// <inheritdoc/>
    public void Post(WorkerCommand command)
    {
        _inbox.Enqueue(command);
        if (_isStopped)
            AbandonCommands();
        else if (Thread.CurrentThread != _thread)
            WakeUnlessPending();
    }

    /// <summary>Runs the commands posted so far, says goodbye to all peers, closes the sockets.</summary>
    public Task StopAsync()
    {
        if (Interlocked.Exchange(ref _isStarted, 1) == 0)
            End();
        else
            this.Post(_ => _isStopping = true);
        return _ended.Task;
    }

    public async ValueTask DisposeAsync() => await StopAsync().ConfigureAwait(false);

    public PeerLink CreatePeer(IPeerOwner owner)
    {
        var peer = new RtcPeer(new PeerOptions
        {
            DtlsContext = _options.DtlsContext,
            DtlsRole = DtlsRole.Server,
            LocalCredentials = IceCredentials.Create(Random),
            Random = Random,
            OffloadHandshake = true,
            UnixTimeOffset = _clock.UnixTimeOffset,
        });
        var link = new PeerLink(peer, owner, this, _transport.Outgoing);
        _router.Add(link, peer.Ice.Local);
        return link;
    }

    public void Schedule(IWorkerTimer timer) => _deadlines.Schedule(timer);

    void IPeerHost.OnPeerTouched(PeerLink link)
    {
        link.IsTouched = true;
        _touched.Add(link);
    }

    void IPeerHost.OnCredentialsAdded(PeerLink link, IceCredentials credentials) => _router.Add(link, credentials);

    void IPeerHost.OnHandshakeDatagram(PeerLink link, ReadOnlySpan<byte> datagram, in NetworkPath path)
    {
        link.Handshake ??= new OffloadedHandshake(link, _handshakes, this);
        link.Handshake.Add(datagram, path);
    }

    bool IPeerHost.OnPeerClosed(PeerLink link)
    {
        _departed.Add(link.Peer.Statistics);
        _router.Remove(link);
        _deadlines.Remove(link);
        return link.Handshake is not { IsRunning: true };
    }

    private void WakeUnlessPending()
    {
        if (Interlocked.Exchange(ref _wakePending, 1) == 0)
            Wake();
    }

    private void Wake()
    {
        try
        {
            _transport.Wake();
        }
        catch (ObjectDisposedException)
        {
            // It stopped between the question and the call; the command has been or will be abandoned.
        }
    }

    private void Run()
    {
        while (!_isStopping)
        {
            try
            {
                Turn();
            }
            catch (Exception e)
            {
                // Nothing of a room gets here. Whatever it is, the meetings on this thread shall go on.
                Statistics.Faults++;
                Log.TurnFailed(_options.Logger, e);
            }
        }

        End();
    }

    private void Turn()
    {
        _transport.Receive(ReceiveTimeout());
        Now = _clock.Now;
        HandleDatagrams();
        _others?.WakeOthers();
        _others?.Receive(this);
        RunCommands(MaxCommandsPerTurn);
        if (_streams.Receive(Now))
            _deadlines.Schedule(_streams);
        FireTimers();
        _turn?.HandleTimeout(Now);
        RescheduleTouched();
        _transport.Outgoing.Flush();
        _streams.Flush();
        _others?.WakeOthers();
        Statistics.OnTurnEnded(_clock.Now - Now);
    }

    private long ReceiveTimeout()
    {
        if (!_inbox.IsEmpty || _streams.HasReady || _others is { HasWork: true })
            return 0;
        var next = _deadlines.Next;
        return next == Timestamp.Never ? -1 : Math.Max(0, next.Microseconds - _clock.Now.Microseconds);
    }

    private void HandleDatagrams()
    {
        var received = _transport.Received;
        var pads = _transport.Features.Segmentation;
        if (pads)
            _padding.Read(received);
        for (var i = 0; i < received.Count; i++)
        {
            if (pads)
                FramePadding = (byte)_padding.For(received[i], received.Path(i));
            HandleDatagram(received[i], received.Path(i));
        }

        FramePadding = 0;
    }

    private void HandleDatagram(Span<byte> datagram, in NetworkPath path)
    {
        if (_turn is not null && TurnServer.IsForTurn(datagram))
            HandleTurn(_turn, datagram, path);
        else
            HandleMedia(datagram, path);
    }

    private void HandleMedia(Span<byte> datagram, in NetworkPath path, bool isHandedOver = false)
    {
        if (_router.Route(datagram, path, out var holder, out var isCheck) is not { } link)
        {
            if (_others is null || holder == _others.Worker || isHandedOver)
                Statistics.UnknownDatagrams++;
            else
                _others.Add(holder, datagram, path, HandoverKind.Received);
            return;
        }

        try
        {
            link.HandleDatagram(Now, datagram, path);
            if (isCheck && _router.OnCheckHandled(link, path) is >= 0 and var other)
                AskForPath(other, path);
        }
        catch (Exception e)
        {
            Fault(link, e);
        }
    }

    private void RunCommands(int limit)
    {
        // Before the queue is read: a command posted from here on wakes the next wait.
        Interlocked.Exchange(ref _wakePending, 0);
        for (var i = 0; i < limit && _inbox.TryDequeue(out var command); i++)
        {
            Statistics.Commands++;
            try
            {
                command.Execute(this);
            }
            catch (Exception e)
            {
                Fault(command.OnFault, e);
            }
        }
    }

    private void FireTimers()
    {
        // First all that are due, then each once: a timer that is due again at once waits for the next turn.
        while (_deadlines.TryTakeDue(Now, out var timer))
            _due.Add(timer);
        foreach (var timer in _due)
            Fire(timer);
        _due.Clear();
    }

    private void Fire(IWorkerTimer timer)
    {
        try
        {
            // Deadlines move later without telling the queue.
            if (timer.NextTimeout <= Now)
            {
                Statistics.Timeouts++;
                timer.HandleTimeout(Now);
            }
        }
        catch (Exception e)
        {
            Fault(timer.OnFault, e);
        }

        _deadlines.Schedule(timer);
        if (timer is PeerLink link)
            link.ScheduledFor = link.NextTimeout;
    }

    private void RescheduleTouched()
    {
        foreach (var link in _touched)
        {
            link.IsTouched = false;
            var next = link.NextTimeout;
            if (next >= link.ScheduledFor)
                continue;
            link.ScheduledFor = next;
            _deadlines.Schedule(link);
        }

        _touched.Clear();
    }

    private void Fault(PeerLink link, Exception exception)
    {
        if (!Fault(link.Owner.OnFault, exception))
            link.Close();
    }

    private bool Fault(Action<Exception> handler, Exception exception)
    {
        Statistics.Faults++;
        Log.Fault(_options.Logger, exception);
        try
        {
            handler(exception);
            return true;
        }
        catch (Exception e)
        {
            Log.FaultHandlerFailed(_options.Logger, e);
            return false;
        }
    }

    private void End()
    {
        Now = _clock.Now;
        RunCommands(int.MaxValue);
        foreach (var link in _router.Links)
            CloseAtEnd(link);
        _handshakes.Dispose();
        RunCommands(int.MaxValue);
        _transport.Outgoing.Flush();
        _streams.Flush();
        _isStopped = true;
        _streams.Dispose();
        AbandonCommands();
        _transport.Dispose();
        _ended.TrySetResult();
    }

    private void CloseAtEnd(PeerLink link)
    {
        try
        {
            link.Close();
        }
        catch (Exception e)
        {
            Fault(link.Owner.OnFault, e);
        }
    }

    private void AbandonCommands()
    {
        while (_inbox.TryDequeue(out var command))
            command.OnAbandoned();
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "A room failed and was given up; the others go on.")]
        public static partial void Fault(ILogger logger, Exception exception);

        [LoggerMessage(2, LogLevel.Critical, "A failed room could not be given up.")]
        public static partial void FaultHandlerFailed(ILogger logger, Exception exception);

        [LoggerMessage(3, LogLevel.Critical, "A turn of the media worker failed.")]
        public static partial void TurnFailed(ILogger logger, Exception exception);
    }
}
