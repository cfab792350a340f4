namespace Treff.Rtc.Sctp;

/// <summary>Settings of one association. The defaults suit data channels of a meeting; each says where its number comes from.</summary>
public sealed record SctpOptions
{
    /// <summary>Tags, initial TSNs, the cookie key and heartbeat nonces.</summary>
    public required IRandomSource Random { get; init; }

    /// <summary>The port of <c>a=sctp-port</c>; every WebRTC implementation uses 5000.</summary>
    public ushort LocalPort { get; init; } = 5000;

    public ushort RemotePort { get; init; } = 5000;

    /// <summary>
    /// Largest SCTP packet in bytes: 1,200 for the datagram less 37 of a DTLS 1.2 AEAD record (header 13, nonce 8, tag 16), rounded down
    /// to four.
    /// </summary>
    public int Mtu { get; init; } = 1160;

    /// <summary>Largest message that may be sent, in bytes: what every browser accepts from a peer that announced nothing (RFC 8841 6).</summary>
    public int MaxMessageSize { get; init; } = 64 * 1024;

    /// <summary>Largest message accepted, in bytes: what Chromium and libwebrtc send at most. A longer one ends the association.</summary>
    public int MaxReceiveMessageSize { get; init; } = 256 * 1024;

    /// <summary>Bytes that may wait to be sent or acknowledged before sending is refused.</summary>
    public int MaxSendBufferBytes { get; init; } = 1024 * 1024;

    /// <summary>Bytes of incomplete, out-of-order and not yet fetched messages; announced as the receiver window.</summary>
    public int MaxReceiveBufferBytes { get; init; } = 1024 * 1024;

    /// <summary>Streams in each direction. 65,535 is what WebRTC negotiates (RFC 8831 6.2); only used ones take memory.</summary>
    public ushort MaxStreams { get; init; } = ushort.MaxValue;

    /// <summary>Silence after which the peer is asked for a sign of life (RFC 9260 15: 30 s).</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a SACK may wait for a second packet (RFC 9260 6.2: 200 ms).</summary>
    public TimeSpan DelayedAck { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Deviation: RFC 9260 says 1 s. Half of that suits paths on which DTLS has just answered.</summary>
    public TimeSpan InitialRto { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Deviation: RFC 9260 says 1 s. Twice the delayed acknowledgement is the least that causes no spurious time-outs.</summary>
    public TimeSpan MinRto { get; init; } = TimeSpan.FromMilliseconds(400);

    /// <summary>Deviation: RFC 9260 says 60 s. Ten lets data flow again soon after a path has come back.</summary>
    public TimeSpan MaxRto { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Valid.Cookie.Life of RFC 9260 15.</summary>
    public TimeSpan CookieLifetime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Association.Max.Retrans of RFC 9260 15: unanswered transmissions in a row until the association has failed.</summary>
    public int MaxRetransmissions { get; init; } = 10;

    /// <summary>Max.Init.Retransmits of RFC 9260 15.</summary>
    public int MaxInitRetransmissions { get; init; } = 8;

    /// <summary>Deviation: RFC 9260 7.2.1 begins with four packets; ten are usual today (RFC 6928).</summary>
    public int InitialCongestionWindowPackets { get; init; } = 10;

    /// <summary>Payload of a DATA chunk that has a packet to itself.</summary>
    internal int MaxPayload => (Mtu & ~3) - Packet.SctpPacket.HeaderLength - Packet.DataChunk.HeaderLength;
}
