namespace Treff.Sfu.Udp;

/// <summary>
/// What one transport did since it was opened. Written by the media worker's thread; others may read it at any time and see values
/// that are a moment old.
/// </summary>
public sealed class UdpStatistics
{
    public long DatagramsReceived { get; internal set; }

    public long BytesReceived { get; internal set; }

    /// <summary>Messages the kernel gave; one may carry several datagrams of one sender (UDP_GRO).</summary>
    public long MessagesReceived { get; internal set; }

    /// <summary>Longer than any datagram of WebRTC; dropped.</summary>
    public long DatagramsTruncated { get; internal set; }

    /// <summary>Receive calls that failed.</summary>
    public long ReceiveErrors { get; internal set; }

    public long DatagramsSent { get; internal set; }

    public long BytesSent { get; internal set; }

    /// <summary>Messages the kernel was given; one may carry several datagrams to one destination (UDP_SEGMENT).</summary>
    public long MessagesSent { get; internal set; }

    /// <summary>Calls into the kernel that sent something.</summary>
    public long SendCalls { get; internal set; }

    /// <summary>Thrown away because the kernel had no room (EAGAIN, ENOBUFS).</summary>
    public long SendsWithoutRoom { get; internal set; }

    /// <summary>Refused for their destination: unreachable, not permitted, too long for the path.</summary>
    public long SendsRefused { get; internal set; }

    /// <summary>Lost on purpose by the test link, both directions.</summary>
    public long TestLosses { get; internal set; }
}
