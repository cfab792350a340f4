namespace Treff.Rtc.Peer;

/// <summary>Why a datagram or packet was refused.</summary>
public enum Drop
{
    /// <summary>First byte outside the ranges of RFC 7983.</summary>
    UnknownProtocol,

    /// <summary>From an address that has not passed a connectivity check.</summary>
    UnvalidatedPath,

    /// <summary>Media before the keys were there.</summary>
    NoKeys,

    /// <summary>SRTP or SRTCP refused it: authentication, replay, or length.</summary>
    Srtp,

    MalformedRtp,

    /// <summary>Media in a datagram longer than <see cref="RtcPeer.MaxRtpBytes"/>.</summary>
    TooLong,

    MalformedRtcp,

    /// <summary>No negotiated section claims this SSRC.</summary>
    UnknownSsrc,

    /// <summary>The payload type was not negotiated for its section.</summary>
    UnknownPayloadType,

    /// <summary>The same sequence number again, or too old to matter.</summary>
    Duplicate,

    /// <summary>More synchronisation sources than one peer may have.</summary>
    TooManyStreams,

    /// <summary>RTX with no original packet in it (bandwidth probe).</summary>
    EmptyRetransmission,

    /// <summary>A packet to send whose SRTP index is used already or may be: too old to tell, or from before the first one of its stream.</summary>
    NoIndex,

    /// <summary>To be sent again without RTX, but too long ago: its bytes could not be the same.</summary>
    Forgotten,

    /// <summary>Too much waited for its turn already.</summary>
    PacerFull,

    /// <summary>It waited for its turn until nobody could use it any more.</summary>
    Expired,

    /// <summary>Nowhere to send to, or no keys yet.</summary>
    NotConnected,
}

/// <summary>Counters of one peer since it was made.</summary>
public sealed class PeerStatistics
{
    private readonly long[] _drops = new long[Enum.GetValues<Drop>().Length];

    public long PacketsReceived { get; internal set; }

    public long BytesReceived { get; internal set; }

    public long PacketsSent { get; internal set; }

    public long BytesSent { get; internal set; }

    public long RetransmissionsReceived { get; internal set; }

    public long RetransmissionsSent { get; internal set; }

    /// <summary>Probes of the path, and what they cost.</summary>
    public long PaddingBytesSent { get; internal set; }

    /// <summary>Packets that waited for their turn before they were sent.</summary>
    public long PacketsPaced { get; internal set; }

    public long NacksReceived { get; internal set; }

    public long NacksSent { get; internal set; }

    public long KeyFrameRequestsReceived { get; internal set; }

    public long KeyFrameRequestsSent { get; internal set; }

    public long Dropped(Drop reason) => _drops[(int)reason];

    internal void Count(Drop reason, long count = 1) => _drops[(int)reason] += count;
}
