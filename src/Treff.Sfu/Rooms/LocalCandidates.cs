using System.Net;
using Treff.Rtc;
using Treff.Rtc.Ice;
using Treff.Sfu.Udp;

namespace Treff.Sfu.Rooms;

/// <summary>The ICE candidates that clients are told.</summary>
internal static class LocalCandidates
{
    /// <summary>The advertised addresses when some are configured (they differ from the bound ones behind NAT), else the bound ones.</summary>
    public static IReadOnlyList<IceCandidate> List(MediaOptions options, IReadOnlyList<IPEndPoint> bound) =>
        List(Addresses(options, bound), (ushort)bound[0].Port, tcpPort: 0, listenAddress: null);

    /// <summary>The addresses behind <see cref="List(MediaOptions, IReadOnlyList{IPEndPoint})"/>.</summary>
    public static IReadOnlyList<IPAddress> Addresses(MediaOptions options, IReadOnlyList<IPEndPoint> bound) =>
        [.. (options.AdvertisedAddresses.Count > 0 ? options.AdvertisedAddresses : bound.Select(local => local.Address)).Distinct()];

    /// <summary>UDP for each address, then TCP for each at which the listener can be reached.</summary>
    /// <param name="addresses">Best first.</param>
    /// <param name="udpPort">Of the media sockets.</param>
    /// <param name="tcpPort">0 = there is no listener.</param>
    /// <param name="listenAddress">Null = it listens on all addresses.</param>
    public static IReadOnlyList<IceCandidate> List(IReadOnlyList<IPAddress> addresses, ushort udpPort, ushort tcpPort, IPAddress? listenAddress)
    {
        var candidates = new List<IceCandidate>();
        for (var i = 0; i < addresses.Count; i++)
            candidates.Add(IceCandidate.Host(TransportAddress.From(addresses[i], udpPort), (ushort)(ushort.MaxValue - i)));
        for (var i = 0; i < addresses.Count && tcpPort != 0; i++)
        {
            if (listenAddress is null || listenAddress.Equals(addresses[i]))
                candidates.Add(IceCandidate.PassiveTcp(TransportAddress.From(addresses[i], tcpPort), (ushort)i));
        }

        return candidates;
    }
}
