using System.Net;

namespace Treff.Sfu.Udp;

/// <summary>Where media is received and what is said about it to clients.</summary>
public sealed class MediaOptions
{
    /// <summary>LiveKit's own UDP port is 7882: who opened it for LiveKit has opened it for us.</summary>
    public const int DefaultUdpPort = 7882;

    /// <summary>
    /// The addresses to bind, one socket each; empty (default) = all of this host's own. A wildcard address is refused: the kernel may
    /// answer from another address than the one advertised, and browsers drop such answers silently.
    /// </summary>
    public IReadOnlyList<IPAddress> Addresses { get; init; } = [];

    /// <summary>What clients are told instead of the bound addresses; needed behind NAT. Empty (default) = the bound ones.</summary>
    public IReadOnlyList<IPAddress> AdvertisedAddresses { get; init; } = [];

    /// <summary>The one UDP port of all sockets. 0 takes a free one, for tests.</summary>
    public int UdpPort { get; init; } = DefaultUdpPort;

    /// <summary>
    /// Kernel buffer of each socket per direction, in bytes; the kernel may grant less. 4 MiB holds 100 ms of 300 Mbit/s.
    /// </summary>
    public int SocketBufferBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>
    /// Lets the kernel cut one message into the packets of a frame (UDP_SEGMENT, Linux only; on by default): about half the CPU time of a
    /// busy server. To be switched off only for a network card or tunnel that gets it wrong.
    /// </summary>
    public bool UseSegmentation { get; init; } = true;

    /// <summary>
    /// Lets the kernel hand over datagrams of one sender that come together as one message (UDP_GRO, Linux only; on by default).
    /// </summary>
    public bool UseCoalescing { get; init; } = true;

    /// <summary>For tests: the probability, 0 to 1, that a received datagram is thrown away.</summary>
    public double TestInboundLoss { get; init; }

    /// <summary>For tests: the probability, 0 to 1, that a datagram to send is thrown away.</summary>
    public double TestOutboundLoss { get; init; }

    /// <summary>For tests: the same seed loses the same datagrams.</summary>
    public int TestLossSeed { get; init; } = 1;
}
