using System.Net;
using Treff.Rtc;
using Treff.Rtc.Ice;
using Treff.Sfu.Udp;

namespace Treff.Sfu.Rooms;

/// <summary>The ICE candidates that clients are told.</summary>
internal static class LocalCandidates
{
    /// <summary>The advertised addresses when some are configured (they differ from the bound ones behind NAT), else the bound ones.</summary>
    public static IReadOnlyList<IceCandidate> List(MediaOptions options, IReadOnlyList<IPEndPoint> bound)
    {
        var port = (ushort)bound[0].Port;
        var addresses = options.AdvertisedAddresses.Count > 0
            ? options.AdvertisedAddresses
            : bound.Select(local => local.Address);
        return addresses
            .Distinct()
            .Select((address, index) => IceCandidate.Host(TransportAddress.From(address, port), (ushort)(ushort.MaxValue - index)))
            .ToArray();
    }
}
