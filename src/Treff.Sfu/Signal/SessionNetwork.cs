using System.Net;
using Treff.LiveKit.Protocol;

namespace Treff.Sfu.Signal;

/// <summary>What is told to one client alone about the ways to this server.</summary>
/// <param name="PublicAddresses">Further addresses at which media arrives here, behind NAT.</param>
/// <param name="IceServers">STUN and TURN servers, with credentials of the client's own.</param>
public sealed record SessionNetwork(IReadOnlyList<IPAddress> PublicAddresses, IReadOnlyList<ICEServer> IceServers)
{
    public static readonly SessionNetwork None = new([], []);
}
