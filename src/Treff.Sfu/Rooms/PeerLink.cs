using Treff.Rtc;
using Treff.Rtc.Congestion;
using Treff.Rtc.Dtls;
using Treff.Rtc.Ice;
using Treff.Rtc.Peer;
using Treff.Rtc.Sctp;
using Treff.Rtc.Sctp.DataChannels;
using Treff.Rtc.Streams;
using Treff.Sfu.Udp;

namespace Treff.Sfu.Rooms;

/// <summary>
/// A peer and its way out. Rooms send through it; the worker (or a test) feeds it datagrams and time. For the worker's thread only.
/// </summary>
internal sealed class PeerLink(RtcPeer peer, IPeerOwner owner, IPeerHost host, SendBatch outgoing) : IWorkerTimer
{
    private NetworkPath _path;
    private int _depth;
    private bool _closeRequested;

    public RtcPeer Peer { get; } = peer;

    public IPeerOwner Owner { get; } = owner;

    public SendBatch Outgoing { get; } = outgoing;

    public bool IsClosed { get; private set; }

    /// <summary>The part of the handshake that runs beside the worker; null until there is one.</summary>
    public OffloadedHandshake? Handshake { get; set; }

    /// <summary>True while the worker's list of used links holds this one.</summary>
    public bool IsTouched { get; set; }

    /// <summary>The deadline by which the worker's queue will look at this link.</summary>
    public Timestamp ScheduledFor { get; set; } = Timestamp.Never;

    public Timestamp NextTimeout => IsClosed ? Timestamp.Never
        : Handshake is null ? Peer.NextTimeout
        : Timestamp.Min(Peer.NextTimeout, Handshake.NextTimeout);

    /// <summary>A datagram for this peer; decrypted in place, <see cref="PacketSlots.Slack"/> bytes behind it are readable.</summary>
    public void HandleDatagram(Timestamp now, Span<byte> datagram, in NetworkPath path)
    {
        if (IsClosed)
            return;
        _path = path;
        Enter();
        try
        {
            var sink = new WorkerSink(this, now);
            Peer.HandleDatagram(now, datagram, path, ref sink);
        }
        finally
        {
            Leave();
        }
    }

    public void HandleTimeout(Timestamp now)
    {
        if (IsClosed)
            return;
        Enter();
        try
        {
            if (now >= Peer.NextTimeout)
            {
                var sink = new WorkerSink(this, now);
                Peer.HandleTimeout(now, ref sink);
            }

            Handshake?.HandleTimeout(now);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>False when another packet was sent under this number.</summary>
    public bool SendRtp(SendStream stream, in OutgoingRtp rtp, ReadOnlySpan<byte> payload)
    {
        if (IsClosed)
            return true;
        var now = host.Now;
        var sink = new WorkerSink(this, now);
        var isSent = Peer.SendRtp(now, stream, rtp, payload, ref sink);
        Touch();
        return isSent;
    }

    /// <summary>By RTX when it was negotiated, else as it was.</summary>
    public void SendRetransmission(SendStream stream, in OutgoingRtp rtp, ReadOnlySpan<byte> payload)
    {
        if (IsClosed)
            return;
        var now = host.Now;
        var sink = new WorkerSink(this, now);
        Peer.SendRetransmission(now, stream, rtp, payload, ref sink);
        Touch();
    }

    /// <summary>What the division of this peer's bandwidth would do with more of it: <see cref="RtcPeer.SetBandwidthDemand"/>.</summary>
    public void SetBandwidthDemand(in BandwidthDemand demand)
    {
        if (IsClosed)
            return;
        Peer.SetBandwidthDemand(demand);
        Touch();
    }

    /// <summary>A PLI at once; how often is the caller's business.</summary>
    public void RequestKeyFrame(ReceiveStream stream)
    {
        if (IsClosed)
            return;
        var sink = new WorkerSink(this, host.Now);
        Peer.RequestKeyFrame(stream, ref sink);
    }

    /// <summary>Opens a data channel from our side as soon as the connection is up.</summary>
    public void OpenDataChannel(string label, DataChannelOptions options)
    {
        if (IsClosed)
            return;
        var now = host.Now;
        var sink = new WorkerSink(this, now);
        Peer.OpenDataChannel(now, label, options, ref sink);
        Touch();
    }

    /// <summary>Queues a message on a data channel, or refuses it when the buffer towards this peer is full.</summary>
    public SendResult SendData(DataChannel channel, ReadOnlySpan<byte> message, bool isText = false)
    {
        if (IsClosed)
            return SendResult.NotOpen;
        var now = host.Now;
        var sink = new WorkerSink(this, now);
        var result = Peer.SendData(now, channel, message, isText, ref sink);
        Touch();
        return result;
    }

    /// <summary>Takes no data from the peer until then: it is held back by its own flow control.</summary>
    public void PauseData(Timestamp until)
    {
        if (IsClosed)
            return;
        Peer.PauseData(until);
        Touch();
    }

    /// <summary>What the peer's description says of it. A handshake that was faster than the description ends here.</summary>
    public void SetRemote(IceCredentials credentials, DtlsFingerprint fingerprint)
    {
        Peer.SetRemote(credentials, fingerprint);
        // A step that runs now is completed when it is done.
        if (Handshake is { IsRunning: false })
            CompleteHandshakeStep(host.Now);
    }

    /// <summary>ICE restart: the new credentials for the answer. The old ones work until the first check with the new ones.</summary>
    public IceCredentials RestartIce()
    {
        var credentials = IceCredentials.Create(Peer.Options.Random);
        Peer.Ice.Restart(credentials);
        host.OnCredentialsAdded(this, credentials);
        return credentials;
    }

    /// <summary>After a turn of the offloaded handshake.</summary>
    public void CompleteHandshakeStep(Timestamp now)
    {
        if (IsClosed)
            return;
        Enter();
        try
        {
            var sink = new WorkerSink(this, now);
            Peer.CompleteHandshakeStep(now, ref sink);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>
    /// Says goodbye and forgets the peer. From inside one of the peer's own calls to its owner it takes effect when that call is over.
    /// </summary>
    public void Close()
    {
        if (IsClosed)
            return;
        if (_depth > 0)
        {
            _closeRequested = true;
            return;
        }

        var sink = new WorkerSink(this, host.Now);
        IsClosed = true;
        try
        {
            Peer.Close(ref sink);
        }
        finally
        {
            if (host.OnPeerClosed(this))
                Peer.Dispose();
        }
    }

    void IWorkerTimer.OnFault(Exception exception) => Owner.OnFault(exception);

    internal void OnHandshakeDatagram(ReadOnlySpan<byte> datagram) => host.OnHandshakeDatagram(this, datagram, _path);

    private void Enter() => _depth++;

    private void Leave()
    {
        _depth--;
        Touch();
        if (_closeRequested && _depth == 0)
            Close();
    }

    private void Touch()
    {
        if (!IsTouched)
            host.OnPeerTouched(this);
    }
}
