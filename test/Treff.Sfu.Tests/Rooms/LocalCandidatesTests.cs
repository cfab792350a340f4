using System.Net;
using Treff.Sfu.Rooms;
using Treff.Sfu.Udp;

namespace Treff.Sfu.Tests.Rooms;

public sealed class LocalCandidatesTests
{
    private static readonly IPEndPoint[] Bound = [new(IPAddress.Parse("10.0.0.5"), 7882), new(IPAddress.IPv6Loopback, 7882)];

    [Fact]
    public void Are_the_bound_addresses_best_first()
    {
        var candidates = LocalCandidates.List(new MediaOptions(), Bound);
        Assert.Equal(["10.0.0.5", "::1"], candidates.Select(candidate => candidate.Address));
        Assert.All(candidates, candidate => Assert.Equal(7882, candidate.Port));
        Assert.True(candidates[0].Priority > candidates[1].Priority);
    }

    [Fact]
    public void Are_the_advertised_addresses_when_there_are_some()
    {
        var options = new MediaOptions { AdvertisedAddresses = [IPAddress.Parse("203.0.113.7"), IPAddress.Parse("203.0.113.7")] };
        Assert.Equal("203.0.113.7", Assert.Single(LocalCandidates.List(options, Bound)).Address);
    }
}
