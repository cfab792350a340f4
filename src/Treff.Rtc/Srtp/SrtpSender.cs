namespace Treff.Rtc.Srtp;

/// <summary>
/// Protects what one peer is sent (RFC 3711, RFC 7714). Not for use by two threads at once.
/// </summary>
/// <remarks>
/// A packet index must never be used for two different packets of an SSRC, not even when only a header extension differs: with GCM
/// that gives the authentication key away. A packet that is sent again without RTX must be the same to the last byte.
/// </remarks>
public sealed class SrtpSender : IDisposable
{
    /// <summary>The most that protection adds: the tag of GCM and the SRTCP index.</summary>
    public const int MaxOverhead = 20;

    /// <summary>Bytes behind a packet that may be read over or written over; buffers are that much longer.</summary>
    public const int Slack = 64;

    /// <summary>The longest prefix of a payload in two parts.</summary>
    public const int MaxPrefix = Gcm.MaxPrefix;

    /// <summary>SRTCP indices have 31 bits and must not repeat (RFC 3711 section 3.2.1).</summary>
    private const uint RtcpIndexLimit = 0x8000_0000;

    private readonly SrtpTransform _transform;
    private uint _nextRtcpIndex;
    private bool _isDisposed;

    private SrtpSender(SrtpTransform transform) => _transform = transform;

    public static SrtpSender Create(SrtpKeyingMaterial keys, bool isServer)
    {
        ArgumentNullException.ThrowIfNull(keys);
        return Create(keys, isServer, CipherImplementation.Fastest);
    }

    /// <summary>
    /// Writes payload and tag behind the RTP header that already stands in <paramref name="destination"/>.
    /// </summary>
    /// <param name="destination">Long enough for header, payload and <see cref="MaxOverhead"/>.</param>
    /// <param name="headerLength">Fixed header, CSRCs and extension.</param>
    /// <param name="payload">In clear; somewhere else, or directly behind the header.</param>
    /// <param name="packetIndex">Roll-over counter · 2^16 + sequence number, kept by the caller for each SSRC.</param>
    /// <returns>The length of the protected packet.</returns>
    public int ProtectRtp(Span<byte> destination, int headerLength, ReadOnlySpan<byte> payload, long packetIndex)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return _transform.ProtectRtp(destination, headerLength, payload, packetIndex);
    }

    /// <summary>
    /// The same for a payload whose first bytes are replaced: it begins with <paramref name="prefix"/> (at most <see cref="MaxPrefix"/>
    /// bytes), which <paramref name="payload"/> follows. Both lie somewhere else than <paramref name="destination"/>.
    /// </summary>
    public int ProtectRtp(Span<byte> destination, int headerLength, ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> payload, long packetIndex)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(prefix.Length, MaxPrefix);
        return _transform.ProtectRtp(destination, headerLength, prefix, payload, packetIndex);
    }

    /// <summary>Protects a compound RTCP packet in place; returns the new length.</summary>
    public int ProtectRtcp(Span<byte> buffer, int length)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_nextRtcpIndex >= RtcpIndexLimit)
            throw new InvalidOperationException("All SRTCP indices of this key are used.");
        return _transform.ProtectRtcp(buffer, length, _nextRtcpIndex++);
    }

    /// <summary>Wipes the keys; nothing can be protected after that.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        _transform.Dispose();
    }

    internal static SrtpSender Create(SrtpKeyingMaterial keys, bool isServer, CipherImplementation implementation)
    {
        var (key, salt) = isServer ? (keys.ServerKey, keys.ServerSalt) : (keys.ClientKey, keys.ClientSalt);
        return new SrtpSender(SrtpTransform.Create(keys.Profile, key, salt, implementation));
    }
}
