using System.Diagnostics;
using Treff.Rtc.Congestion;
using Treff.Rtc.Dtls;
using Treff.Rtc.Ice;
using Treff.Rtc.Srtp;
using Treff.Rtc.Streams;

namespace Treff.Rtc.Peer;

/// <summary>
/// One remote WebRTC peer: ICE-lite, DTLS, SRTP, RTP and RTCP composed. Datagrams and time come in, datagrams and events go out through
/// the sink; nothing here opens a socket, reads a clock or starts a task. Not thread-safe: its media worker owns it.
/// </summary>
/// <remarks>After every call, ask <see cref="NextTimeout"/> again and call <see cref="HandleTimeout"/> when it is due.</remarks>
public sealed partial class RtcPeer : IDisposable
{
    /// <summary>
    /// Longer datagrams with media are dropped: no network carries them, and what is made of a packet (another header, a rewritten descriptor,
    /// padding, RTX, a longer tag) has to fit into <see cref="MinSlotBytes"/>.
    /// </summary>
    public const int MaxRtpBytes = 1_500;

    /// <summary>The room that a sink gives for a datagram.</summary>
    public const int MinSlotBytes = 1_600;

    private readonly PeerOptions _options;
    private readonly ReceiveDemultiplexer _receive = new();
    private readonly TransportFeedbackGenerator _transportFeedback = new();
    private readonly List<SendStream> _sendStreams = [];
    private readonly Dictionary<uint, SendStream> _sendStreamsBySsrc = [];
    private readonly uint _localSsrc;
    private IceControllingAgent? _controlling;
    private DtlsFingerprint? _remoteFingerprint;
    private SrtpSender? _srtpSender;
    private SrtpReceiver? _srtpReceiver;
    private NetworkPath _handshakePath;
    private bool _closed;
    private bool _failed;

    public RtcPeer(PeerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _localSsrc = options.LocalSsrc != 0 ? options.LocalSsrc : options.Random.NextUInt32() | 1;
        Ice = new IceLiteAgent(options.LocalCredentials);
        Dtls = new DtlsTransport(options.DtlsContext, options.DtlsRole);
    }

    /// <summary>Whatever the consumer hangs here.</summary>
    public object? Owner { get; set; }

    public PeerOptions Options => _options;

    public PeerState State { get; private set; }

    public PeerStatistics Statistics { get; } = new();

    /// <summary>The server's side of ICE; idle when this peer is the client (<see cref="Connect"/>).</summary>
    public IceLiteAgent Ice { get; }

    /// <summary>Where datagrams are sent now; null before the first valid check.</summary>
    public NetworkPath? SelectedPath => _controlling is null ? Ice.SelectedPath
        : _controlling.State == IceState.New ? null : _controlling.Path;

    /// <summary>While the handshake is offloaded, another thread uses this; after that only the owner does.</summary>
    public DtlsTransport Dtls { get; }

    /// <summary>The streams received so far, over all sections.</summary>
    public IReadOnlyList<ReceiveStream> ReceiveStreams => _receive.Streams;

    public IReadOnlyList<SendStream> SendStreams => _sendStreams;

    /// <summary>True while DTLS belongs to the caller's handshake threads.</summary>
    public bool HandshakeIsOffloaded => _options.OffloadHandshake && _srtpSender is null && !_failed && !_closed;

    // A new client would begin at once; it has to wait for ICE.
    private bool DtlsTimeoutIsOurs => !HandshakeIsOffloaded && Dtls.State != DtlsState.New;

    /// <summary>When <see cref="HandleTimeout"/> wants to be called next.</summary>
    public Timestamp NextTimeout
    {
        get
        {
            if (_closed || _failed)
                return Timestamp.Never;
            var next = _controlling?.NextTimeout ?? Ice.NextTimeout;
            if (DtlsTimeoutIsOurs)
                next = Timestamp.Min(next, Dtls.NextTimeout);
            next = Timestamp.Min(next, NextDataTimeout);
            return _srtpSender is null ? next : Timestamp.Min(next, NextRtcpTimeout);
        }
    }

    /// <summary>
    /// What the remote description says: credentials to check its ICE messages and the certificate to expect. A handshake may be over before
    /// that is known: nothing flows until then, and <see cref="CompleteHandshakeStep"/> goes on.
    /// </summary>
    public void SetRemote(IceCredentials remote, DtlsFingerprint fingerprint)
    {
        Ice.SetRemote(remote);
        _remoteFingerprint = fingerprint;
    }

    /// <summary>
    /// The client's side, for tests and load generators: starts checking the server's address. With
    /// <see cref="DtlsRole.Client"/> the handshake starts when a check was answered.
    /// </summary>
    public void Connect(IceCredentials remote, DtlsFingerprint fingerprint, in NetworkPath path)
    {
        _controlling = new IceControllingAgent(_options.LocalCredentials, remote, path, _options.Random);
        _remoteFingerprint = fingerprint;
    }

    /// <summary>The client moved to another network: checks go out on the new path at once.</summary>
    public void MoveTo(in NetworkPath path) => _controlling?.MoveTo(path);

    /// <summary>The complete list of sections the peer may send on, after each negotiation.</summary>
    public void SetReceiveSections(IReadOnlyList<ReceiveSection> sections)
    {
        ArgumentNullException.ThrowIfNull(sections);
        _receive.SetSections(sections);
    }

    public SendStream AddSendStream(SendStreamOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var stream = new SendStream(options);
        _sendStreams.Add(stream);
        _sendStreamsBySsrc.Add(options.Ssrc, stream);
        ExpectFeedback(stream);
        return stream;
    }

    public void RemoveSendStream(SendStream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        _sendStreams.Remove(stream);
        _sendStreamsBySsrc.Remove(stream.Ssrc);
        if (stream == _paddingStream)
            ChoosePaddingStream();
    }

    /// <summary>
    /// One datagram from the network (RFC 7983 tells the protocols apart by the first byte). It is decrypted in place;
    /// <see cref="SrtpSender.Slack"/> bytes behind it must be readable.
    /// </summary>
    public void HandleDatagram<TSink>(Timestamp now, Span<byte> datagram, in NetworkPath path, ref TSink sink)
        where TSink : struct, IPeerSink
    {
        if (datagram.IsEmpty || _closed)
            return;
        Statistics.BytesReceived += datagram.Length;
        switch (datagram[0])
        {
            case <= 3:
                HandleStun(now, datagram, path, ref sink);
                break;
            case >= 20 and <= 63:
                HandleDtls(now, datagram, path, ref sink);
                break;
            case >= 128 and <= 191:
                HandleSrtp(now, datagram, path, ref sink);
                break;
            default:
                Statistics.Count(Drop.UnknownProtocol);
                break;
        }
    }

    public void HandleTimeout<TSink>(Timestamp now, ref TSink sink)
        where TSink : struct, IPeerSink
    {
        if (_closed || _failed)
            return;
        HandleIceTimeout(now, ref sink);
        if (DtlsTimeoutIsOurs && now >= Dtls.NextTimeout)
        {
            Dtls.HandleTimeout(now);
            FlushDtls(ref sink);
        }

        HandleDataTimeout(now, ref sink);
        if (_srtpSender is not null)
            HandleRtcpTimeout(now, ref sink);
        UpdateState(ref sink);
    }

    /// <summary>After a turn of an offloaded handshake: sends what it wrote and takes the keys when it is done.</summary>
    public void CompleteHandshakeStep<TSink>(Timestamp now, ref TSink sink)
        where TSink : struct, IPeerSink
    {
        if (_closed)
            return;
        FlushDtls(ref sink);
        TakeKeys(now);
        HandleApplicationData(now, ref sink);
        UpdateState(ref sink);
    }

    /// <summary>Sends close_notify and stops. The handshake must not be running elsewhere.</summary>
    public void Close<TSink>(ref TSink sink)
        where TSink : struct, IPeerSink
    {
        if (_closed)
            return;
        if (!HandshakeIsOffloaded)
        {
            Dtls.Close();
            FlushDtls(ref sink);
        }

        _closed = true;
        State = PeerState.Closed;
        sink.OnStateChanged(State);
    }

    /// <summary>Frees keys, histories and the TLS state.</summary>
    public void Dispose()
    {
        _closed = true;
        State = PeerState.Closed;
        _receive.Close();
        _srtpSender?.Dispose();
        _srtpReceiver?.Dispose();
        _pacer.Dispose();
        Dtls.Dispose();
    }

    private void HandleStun<TSink>(Timestamp now, ReadOnlySpan<byte> datagram, in NetworkPath path, ref TSink sink)
        where TSink : struct, IPeerSink
    {
        var lastCheck = Ice.LastCheck;
        var lastPath = SelectedPath;
        var length = _controlling?.HandleStun(now, datagram, path, sink.Reserve()) ?? Ice.HandleStun(now, datagram, path, sink.Reserve());
        if (length > 0)
            sink.Commit(length, path);
        if (Ice.LastCheck - lastCheck > Interruption)
            ResumeData(now, ref sink);
        if (lastPath is not null && lastPath != SelectedPath)
        {
            _congestion.OnPathChanged(now);
            TellBandwidth(ref sink);
        }

        if (_controlling is { State: IceState.Connected } && Dtls.State == DtlsState.New && _options.DtlsRole == DtlsRole.Client)
        {
            Dtls.HandleTimeout(now);
            FlushDtls(ref sink);
        }

        UpdateState(ref sink);
    }

    private void HandleIceTimeout<TSink>(Timestamp now, ref TSink sink)
        where TSink : struct, IPeerSink
    {
        if (_controlling is null)
        {
            if (now >= Ice.NextTimeout)
                Ice.HandleTimeout(now);
            return;
        }

        while (now >= _controlling.NextTimeout)
        {
            var length = _controlling.HandleTimeout(now, sink.Reserve());
            if (length == 0)
                break;
            sink.Commit(length, _controlling.Path);
        }
    }

    private void HandleDtls<TSink>(Timestamp now, ReadOnlySpan<byte> datagram, in NetworkPath path, ref TSink sink)
        where TSink : struct, IPeerSink
    {
        // No cookie exchange: OpenSSL cannot take a fragmented ClientHello there. A path that passed a check cannot be spoofed.
        if (_controlling is null && !Ice.IsValidated(path))
        {
            Statistics.Count(Drop.UnvalidatedPath);
            return;
        }

        _handshakePath = path;
        if (HandshakeIsOffloaded)
        {
            sink.OnHandshakeDatagram(datagram);
            return;
        }

        Dtls.HandleDatagram(now, datagram);
        FlushDtls(ref sink);
        TakeKeys(now);
        HandleApplicationData(now, ref sink);
        UpdateState(ref sink);
    }

    private void FlushDtls<TSink>(ref TSink sink)
        where TSink : struct, IPeerSink
    {
        var path = SelectedPath ?? _handshakePath;
        while (Dtls.TryTakeDatagram(sink.Reserve(), out var length))
        {
            sink.Commit(length, path);
            Statistics.BytesSent += length;
        }
    }

    private void TakeKeys(Timestamp now)
    {
        if (Dtls.State == DtlsState.Failed)
            _failed = true;
        if (_srtpSender is not null || Dtls.State != DtlsState.Connected || Dtls.Keys is not { } keys)
            return;
        // Media comes by UDP and the answer by another way: a fast handshake is over before the answer that says whose it is.
        if (_remoteFingerprint is null)
            return;
        if (!Dtls.VerifyFingerprint(_remoteFingerprint))
        {
            _failed = true;
            return;
        }

        var isServer = _options.DtlsRole == DtlsRole.Server;
        _srtpSender = SrtpSender.Create(keys, isServer);
        _srtpReceiver = SrtpReceiver.Create(keys, isServer);
        StartData(now);
    }

    private void UpdateState<TSink>(ref TSink sink)
        where TSink : struct, IPeerSink
    {
        var state = ComputeState();
        if (state == State)
            return;
        State = state;
        sink.OnStateChanged(state);
    }

    private PeerState ComputeState()
    {
        if (_closed || (!HandshakeIsOffloaded && Dtls.State == DtlsState.Closed))
            return PeerState.Closed;
        var ice = _controlling?.State ?? Ice.State;
        if (_failed || ice == IceState.Failed || (!HandshakeIsOffloaded && Dtls.State == DtlsState.Failed))
            return PeerState.Failed;
        return ice switch
        {
            IceState.New => PeerState.New,
            IceState.Disconnected => PeerState.Disconnected,
            IceState.Connected => _srtpSender is null ? PeerState.Connecting : PeerState.Connected,
            _ => throw new UnreachableException(),
        };
    }
}
