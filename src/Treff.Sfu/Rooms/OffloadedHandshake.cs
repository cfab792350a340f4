using System.Runtime.ExceptionServices;
using Treff.Rtc;
using Treff.Rtc.Dtls;

namespace Treff.Sfu.Rooms;

/// <summary>
/// The handshake of one peer, taken in steps: the worker collects datagrams and hands over what there is, a pool thread feeds it to
/// DTLS, the worker takes the result and hands over what has come meanwhile. So DTLS is in one hand at any time, without a lock.
/// </summary>
internal sealed class OffloadedHandshake(PeerLink link, DtlsHandshakePool pool, IWorkerInbox inbox) : WorkerCommand
{
    /// <summary>A flight is at most six datagrams (post-quantum ClientHello, certificate); twice that and a repetition.</summary>
    private const int MaxPending = 16;

    private readonly Queue<(byte[] Datagram, NetworkPath Path)> _pending = new(MaxPending);
    private byte[][] _step = [];
    private Exception? _fault;

    /// <summary>True while the pool has the peer's DTLS.</summary>
    public bool IsRunning { get; private set; }

    /// <summary>When the pool has to look at DTLS's own timer; that is not the worker's while the handshake is offloaded.</summary>
    public Timestamp NextTimeout => IsRunning || !link.Peer.HandshakeIsOffloaded || link.Peer.Dtls.State == DtlsState.New
        ? Timestamp.Never
        : link.Peer.Dtls.NextTimeout;

    /// <summary>A copy of the datagram goes to the pool, now or when the step before is done. Worker's thread.</summary>
    public void Add(ReadOnlySpan<byte> datagram, in NetworkPath path)
    {
        if (_pending.Count == MaxPending)
        {
            pool.CountDropped(1);
            return;
        }

        _pending.Enqueue((datagram.ToArray(), path));
        if (!IsRunning)
            Start();
    }

    public void HandleTimeout(Timestamp now)
    {
        if (now >= NextTimeout)
            Start();
    }

    /// <summary>The work of one step. Pool thread.</summary>
    public void Run(Timestamp now)
    {
        try
        {
            var dtls = link.Peer.Dtls;
            foreach (var datagram in _step)
                dtls.HandleDatagram(now, datagram);
            if (dtls.State != DtlsState.New && now >= dtls.NextTimeout)
                dtls.HandleTimeout(now);
        }
        catch (Exception e)
        {
            _fault = e;
        }

        inbox.Post(this);
    }

    /// <summary>Takes the result of a step. Worker's thread.</summary>
    public override void Execute(IRoomHost host)
    {
        IsRunning = false;
        if (link.IsClosed)
        {
            link.Peer.Dispose();
            return;
        }

        if (_fault is not null)
            ExceptionDispatchInfo.Throw(_fault);
        link.CompleteHandshakeStep(host.Now);
        Continue(host.Now);
    }

    public override void OnFault(Exception exception) => link.Owner.OnFault(exception);

    private void Continue(Timestamp now)
    {
        if (link.IsClosed || _pending.Count == 0)
            return;
        if (link.Peer.HandshakeIsOffloaded)
        {
            Start();
            return;
        }

        // The handshake is done, so what came during the last step is the worker's.
        while (_pending.TryDequeue(out var next))
            link.HandleDatagram(now, next.Datagram, next.Path);
    }

    private void Start()
    {
        _step = _pending.Select(pending => pending.Datagram).ToArray();
        _pending.Clear();
        IsRunning = pool.TryRun(this);
        if (!IsRunning)
            pool.CountDropped(Math.Max(1, _step.Length));
    }
}
