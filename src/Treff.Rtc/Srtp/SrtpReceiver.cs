namespace Treff.Rtc.Srtp;

/// <summary>
/// Authenticates and decrypts what one peer sends (RFC 3711, RFC 7714). Not for use by two threads at once.
/// </summary>
public sealed class SrtpReceiver : IDisposable
{
    /// <summary>SSRCs that a peer may use over its life: simulcast with RTX takes six for one camera. About 200 bytes each.</summary>
    public const int MaxStreams = 1024;

    private readonly SrtpTransform _transform;
    private readonly ReplayWindows _rtpWindows = new(MaxStreams);
    private readonly ReplayWindows _rtcpWindows = new(MaxStreams);
    private bool _isDisposed;

    private SrtpReceiver(SrtpTransform transform) => _transform = transform;

    public static SrtpReceiver Create(SrtpKeyingMaterial keys, bool isServer)
    {
        ArgumentNullException.ThrowIfNull(keys);
        return Create(keys, isServer, CipherImplementation.Fastest);
    }

    /// <summary>In place: on success the first <paramref name="length"/> bytes are the RTP packet. A refused packet is unchanged.</summary>
    public bool TryUnprotectRtp(Span<byte> packet, out int length, out SrtpFailure failure)
    {
        length = 0;
        failure = _isDisposed ? SrtpFailure.AuthenticationFailed : UnprotectRtp(packet);
        if (failure != SrtpFailure.None)
            return false;
        length = packet.Length - _transform.RtpOverhead;
        return true;
    }

    /// <summary>In place, like <see cref="TryUnprotectRtp"/>, for a compound RTCP packet.</summary>
    public bool TryUnprotectRtcp(Span<byte> packet, out int length, out SrtpFailure failure)
    {
        length = 0;
        failure = _isDisposed ? SrtpFailure.AuthenticationFailed : UnprotectRtcp(packet);
        if (failure != SrtpFailure.None)
            return false;
        length = packet.Length - _transform.RtcpOverhead;
        return true;
    }

    /// <summary>Wipes the keys; every packet is refused after that.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        _transform.Dispose();
    }

    internal static SrtpReceiver Create(SrtpKeyingMaterial keys, bool isServer, CipherImplementation implementation)
    {
        var (key, salt) = isServer ? (keys.ClientKey, keys.ClientSalt) : (keys.ServerKey, keys.ServerSalt);
        return new SrtpReceiver(SrtpTransform.Create(keys.Profile, key, salt, implementation));
    }

    /// <summary>
    /// RFC 3711 section 3.3.1: the roll-over counter is the one that brings the index nearest to the highest so far, 0 for a new SSRC.
    /// </summary>
    private SrtpFailure UnprotectRtp(Span<byte> packet)
    {
        var headerLength = SrtpHeader.RtpLength(packet);
        if (headerLength == 0 || packet.Length < headerLength + _transform.RtpOverhead)
            return SrtpFailure.Malformed;

        var ssrc = SrtpHeader.RtpSsrc(packet);
        var sequenceNumber = SrtpHeader.SequenceNumber(packet);
        var window = _rtpWindows.Find(ssrc);
        var index = window is null ? sequenceNumber : SequenceNumber.Extend(window.Highest, sequenceNumber);
        var refusal = Check(_rtpWindows, window, index);
        if (refusal != SrtpFailure.None)
            return refusal;
        if (!_transform.TryUnprotectRtp(packet, headerLength, index))
            return SrtpFailure.AuthenticationFailed;

        (window ?? _rtpWindows.Add(ssrc)).Commit(index);
        return SrtpFailure.None;
    }

    private SrtpFailure UnprotectRtcp(Span<byte> packet)
    {
        if (!SrtpHeader.IsRtcp(packet) || packet.Length < SrtpHeader.RtcpLength + _transform.RtcpOverhead)
            return SrtpFailure.Malformed;

        // Deviation: RFC 3711 section 3.4 lets a sender leave SRTCP unencrypted. No WebRTC peer does.
        var indexWord = _transform.ReadRtcpIndexWord(packet);
        if ((int)indexWord >= 0)
            return SrtpFailure.NotEncrypted;

        var ssrc = SrtpHeader.RtcpSsrc(packet);
        var index = indexWord & int.MaxValue;
        var window = _rtcpWindows.Find(ssrc);
        var refusal = Check(_rtcpWindows, window, index);
        if (refusal != SrtpFailure.None)
            return refusal;
        if (!_transform.TryUnprotectRtcp(packet, indexWord))
            return SrtpFailure.AuthenticationFailed;

        (window ?? _rtcpWindows.Add(ssrc)).Commit(index);
        return SrtpFailure.None;
    }

    private static SrtpFailure Check(ReplayWindows windows, ReplayWindow? window, long index)
    {
        if (window is null)
            return windows.IsFull ? SrtpFailure.TooManyStreams : SrtpFailure.None;
        return window.MayAccept(index) ? SrtpFailure.None : SrtpFailure.Replayed;
    }
}
