using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Treff.Rtc.Srtp;

namespace Treff.Rtc.Dtls;

/// <summary>
/// One DTLS 1.2 association (RFC 6347) with DTLS-SRTP (RFC 5764), over the system's OpenSSL. Datagrams and time come in; datagrams,
/// SRTP keys and application data go out. One thread at a time, not always the same one.
/// </summary>
/// <remarks>
/// After every call that takes a time, take all outgoing datagrams with <see cref="TryTakeDatagram"/> and read
/// <see cref="NextTimeout"/> again. Nobody is authenticated before <see cref="VerifyFingerprint"/> has said yes: until then neither
/// the keys nor application data may be used.
/// </remarks>
public sealed class DtlsTransport : IDisposable
{
    /// <summary>Outgoing datagrams are at most this long: the usual MTU of WebRTC, which passes every tunnel.</summary>
    public const int Mtu = 1200;

    /// <summary>Longer datagrams are refused; browsers send at most about 1,500 bytes.</summary>
    public const int MaxDatagramLength = 2048;

    /// <summary>Longest application data that <see cref="TryWriteApplicationData"/> takes: one record within the MTU.</summary>
    public const int MaxApplicationDataLength = Mtu - 37;

    /// <summary>From the first datagram on; browsers give up after about as long.</summary>
    public static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Reason codes of the error queue from here on are alerts that the peer sent (SSL_AD_REASON_OFFSET).</summary>
    private const int AlertReasonOffset = 1000;

    private readonly DtlsRole _role;
    private readonly SslHandle _ssl;
    private readonly MemoryBio _input;
    private readonly MemoryBio _output;
    private readonly RetransmissionTimer _retransmission = new();
    private readonly ApplicationDataQueue _received = new();
    private Timestamp _handshakeDeadline = Timestamp.Never;
    private byte[] _peerCertificate = [];

    public DtlsTransport(DtlsContext context, DtlsRole role)
    {
        ArgumentNullException.ThrowIfNull(context);
        _role = role;
        _ssl = CreateSsl(context, role, out _input, out _output);
    }

    public DtlsState State { get; private set; }

    public DtlsFailure Failure { get; private set; }

    /// <summary>Set from <see cref="DtlsState.Connected"/> on.</summary>
    public SrtpKeyingMaterial? Keys { get; private set; }

    /// <summary>Datagrams that were too long or not whole DTLS records.</summary>
    public long RefusedDatagrams { get; private set; }

    /// <summary>Received application data that the reader left lying until it was dropped.</summary>
    public long DroppedMessages { get; private set; }

    /// <summary>When <see cref="HandleTimeout"/> wants to be called; a new client wants it at once, to begin the handshake.</summary>
    public Timestamp NextTimeout => State switch
    {
        DtlsState.New => _role == DtlsRole.Client ? Timestamp.Zero : Timestamp.Never,
        DtlsState.Handshaking => Timestamp.Min(_retransmission.Deadline, _handshakeDeadline),
        _ => Timestamp.Never,
    };

    /// <summary>True when the first byte is that of a DTLS record (RFC 7983 section 7).</summary>
    public static bool LooksLikeDtls(ReadOnlySpan<byte> datagram) => datagram.Length > 0 && datagram[0] is >= 20 and <= 63;

    public void HandleDatagram(Timestamp now, ReadOnlySpan<byte> datagram)
    {
        if (datagram.Length > MaxDatagramLength || !DtlsRecordFilter.IsPlausible(datagram))
        {
            RefusedDatagrams++;
            return;
        }

        if (State is DtlsState.Closed or DtlsState.Failed)
            return;
        Start(now);
        if (!_input.TryWrite(datagram))
            RefusedDatagrams++;
        Advance(now);

        // Nothing may be left to be joined with the next datagram.
        _input.Clear();
    }

    /// <summary>Takes the next outgoing datagram; the destination must hold <see cref="Mtu"/> bytes.</summary>
    public bool TryTakeDatagram(Span<byte> destination, out int length)
    {
        // The buffer belongs to the SSL: it is gone once that is disposed, and must not be collected while it is read.
        length = _ssl.IsClosed ? 0 : _output.ReadRecords(destination, Mtu);
        GC.KeepAlive(_ssl);
        return length > 0;
    }

    /// <summary>Takes the next message (an SCTP packet) that the peer has sent.</summary>
    public bool TryReadApplicationData(Span<byte> destination, out int length) => _received.TryDequeue(destination, out length);

    /// <summary>False unless connected, and for data that would not fit into one datagram.</summary>
    public unsafe bool TryWriteApplicationData(ReadOnlySpan<byte> data)
    {
        if (State != DtlsState.Connected || data.IsEmpty || data.Length > MaxApplicationDataLength)
            return false;
        OpenSsl.ERR_clear_error();
        fixed (byte* pointer = data)
        {
            var result = OpenSsl.SSL_write(_ssl, pointer, data.Length);
            if (result <= 0)
                HandleResult(result);
            return result > 0;
        }
    }

    /// <summary>True when the handshake is done and the peer's certificate has this fingerprint.</summary>
    public bool VerifyFingerprint(DtlsFingerprint expected)
    {
        ArgumentNullException.ThrowIfNull(expected);
        return _peerCertificate.Length > 0 && expected.Matches(_peerCertificate);
    }

    public void HandleTimeout(Timestamp now)
    {
        if (now < NextTimeout)
            return;
        if (State == DtlsState.New)
        {
            Start(now);
            Advance(now);
        }
        else if (now >= _handshakeDeadline || !TryRetransmit(now))
        {
            Fail(DtlsFailure.HandshakeTimeout);
        }
    }

    /// <summary>Says close_notify when connected; nothing is received after that.</summary>
    public void Close()
    {
        if (State is DtlsState.Closed or DtlsState.Failed)
            return;
        if (State == DtlsState.Connected)
            ShutDown();
        State = DtlsState.Closed;
    }

    public void Dispose()
    {
        if (State is not DtlsState.Failed)
            State = DtlsState.Closed;
        _ssl.Dispose();
    }

    private static SslHandle CreateSsl(DtlsContext context, DtlsRole role, out MemoryBio input, out MemoryBio output)
    {
        OpenSsl.ERR_clear_error();
        var ssl = OpenSsl.SSL_new(context.Handle);
        if (ssl.IsInvalid)
            throw new InvalidOperationException("OpenSSL has no memory for another peer.");
        input = MemoryBio.Create();
        output = MemoryBio.Create();
        OpenSsl.SSL_set_bio(ssl, input.Handle, output.Handle);
        SetMtu(ssl);
        RetransmissionTimer.Attach(ssl);
        if (role == DtlsRole.Server)
            OpenSsl.SSL_set_accept_state(ssl);
        else
            OpenSsl.SSL_set_connect_state(ssl);
        return ssl;
    }

    private static unsafe void SetMtu(SslHandle ssl) => OpenSsl.SSL_ctrl(ssl, OpenSsl.CtrlSetMtu, new CLong(Mtu), null);

    private void Start(Timestamp now)
    {
        if (State != DtlsState.New)
            return;
        State = DtlsState.Handshaking;
        _handshakeDeadline = now + HandshakeTimeout;
    }

    private void Advance(Timestamp now)
    {
        OpenSsl.ERR_clear_error();
        var flights = RetransmissionTimer.FlightsStarted;
        if (State == DtlsState.Handshaking)
        {
            var result = OpenSsl.SSL_do_handshake(_ssl);
            if (result == 1)
                FinishHandshake();
            else
                HandleResult(result);
        }

        // Also when there is no application data: a peer that lost our last flight sends its own again, and OpenSSL answers here.
        if (State == DtlsState.Connected)
            ReadRecords();
        _retransmission.Update(now, _ssl, startedFlight: RetransmissionTimer.FlightsStarted != flights);
    }

    private bool TryRetransmit(Timestamp now)
    {
        OpenSsl.ERR_clear_error();
        var sent = _retransmission.TryRetransmit(now, _ssl);
        OpenSsl.ERR_clear_error();
        return sent;
    }

    private void FinishHandshake()
    {
        _peerCertificate = PeerHandshakeResult.ReadCertificate(_ssl);
        Keys = PeerHandshakeResult.ExportKeys(_ssl);
        if (_peerCertificate.Length == 0)
            Fail(DtlsFailure.NoPeerCertificate);
        else if (Keys is null)
            Fail(DtlsFailure.NoSrtpProfile);
        else
            State = DtlsState.Connected;
    }

    [SkipLocalsInit]
    private unsafe void ReadRecords()
    {
        // No record is longer than the datagram that carried it.
        var buffer = stackalloc byte[MaxDatagramLength];
        int result;
        while ((result = OpenSsl.SSL_read(_ssl, buffer, MaxDatagramLength)) > 0)
        {
            if (!_received.TryEnqueue(new ReadOnlySpan<byte>(buffer, result)))
                DroppedMessages++;
        }

        HandleResult(result);
    }

    /// <summary>Directly after a call that returned <paramref name="result"/>: the error queue speaks of the last call only.</summary>
    private void HandleResult(int result)
    {
        switch (OpenSsl.SSL_get_error(_ssl, result))
        {
            case OpenSsl.ErrorWantRead or OpenSsl.ErrorWantWrite:
                break;
            case OpenSsl.ErrorSyscall when State == DtlsState.Connected && OpenSsl.ERR_peek_error().Value == 0:
                // A record that OpenSSL has dropped without a word. There are no system calls here that could fail.
                break;
            case OpenSsl.ErrorZeroReturn:
                ShutDown();
                State = DtlsState.Closed;
                break;
            default:
                Fail(IsPeerAlert() ? DtlsFailure.PeerAlert : DtlsFailure.Protocol);
                break;
        }

        OpenSsl.ERR_clear_error();
    }

    private static bool IsPeerAlert()
    {
        const uint ReasonMask = 0x7F_FFFF;
        var reason = (int)(OpenSsl.ERR_peek_error().Value & ReasonMask);
        return reason is > AlertReasonOffset and <= AlertReasonOffset + byte.MaxValue;
    }

    private void ShutDown()
    {
        OpenSsl.ERR_clear_error();
        OpenSsl.SSL_shutdown(_ssl);
        OpenSsl.ERR_clear_error();
    }

    private void Fail(DtlsFailure failure)
    {
        State = DtlsState.Failed;
        Failure = failure;
        Keys = null;
        _retransmission.Stop();
    }
}
