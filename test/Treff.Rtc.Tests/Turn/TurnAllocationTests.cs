using Treff.Rtc.Ice;
using Treff.Rtc.Turn;

namespace Treff.Rtc.Tests.Turn;

public sealed class TurnAllocationTests
{
    private readonly TurnBench _bench = new();

    [Fact]
    public void An_allocation_lives_as_long_as_it_is_refreshed()
    {
        Assert.Equal(0, _bench.Allocate());
        Assert.Equal(600u, _bench.Client.Lifetime);
        Assert.Equal(_bench.Path.Remote, _bench.Client.Mapped);
        for (var i = 0; i < 5; i++)
        {
            _bench.Advance(599);
            Assert.True(_bench.Server.HasAllocation(_bench.Path));
            Assert.Contains(_bench.Ask(_bench.Client.Refresh(600)), new[] { 0, 438 });
        }

        _bench.Advance(600);
        Assert.False(_bench.Server.HasAllocation(_bench.Path));
        Assert.Equal(Timestamp.Never, _bench.Server.NextTimeout);
        Assert.Equal(437, _bench.Ask(_bench.Client.Refresh(600)));
        Assert.Equal(0, _bench.Server.Statistics.Allocations);
    }

    [Theory]
    [InlineData(1u, 600u)]
    [InlineData(601u, 601u)]
    [InlineData(3600u, 3600u)]
    [InlineData(uint.MaxValue, 3600u)]
    public void Lifetimes_are_between_ten_minutes_and_an_hour(uint wanted, uint granted)
    {
        _bench.Allocate();
        Assert.Equal(0, _bench.Ask(_bench.Client.Refresh(wanted)));
        Assert.Equal(granted, _bench.Client.Lifetime);
    }

    [Fact]
    public void A_refresh_of_zero_ends_it_and_the_path_may_allocate_again()
    {
        _bench.Allocate();
        Assert.Equal(0, _bench.Ask(_bench.Client.Refresh(0)));
        Assert.Equal(0u, _bench.Client.Lifetime);
        Assert.False(_bench.Server.HasAllocation(_bench.Path));
        Assert.Equal(0, _bench.Allocate());
    }

    [Fact]
    public void A_repeated_request_gets_the_same_answer_and_another_one_437()
    {
        _bench.Allocate();
        var relayed = _bench.Client.Relayed;
        Assert.Equal(0, _bench.Ask(_bench.Client.Allocate(sameTransaction: true)));
        Assert.Equal(relayed, _bench.Client.Relayed);
        Assert.Equal(437, _bench.Ask(_bench.Client.Allocate()));
        Assert.Equal(1, _bench.Server.Statistics.AllocationsMade);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData((byte)1, true)]
    [InlineData((byte)2, false)]
    public void The_relayed_address_has_the_family_that_was_asked_for(byte? family, bool isIPv4)
    {
        Assert.Equal(0, _bench.Allocate(family: family));
        Assert.Equal(isIPv4, _bench.Client.Relayed!.Value.IsIPv4);
    }

    [Theory]
    [InlineData((byte)0)]
    [InlineData((byte)3)]
    [InlineData((byte)255)]
    public void Another_family_is_refused(byte family) => Assert.Equal(440, _bench.Allocate(family: family));

    [Fact]
    public void A_family_without_media_addresses_is_refused_unless_it_was_not_asked_for()
    {
        var server = new TurnServer(new TurnServerOptions(), _bench.Issuer, new Support.SeededRandom(1));
        server.Peers.TryAdd(TurnBench.Media6);
        var response = new byte[TurnServer.MaxResponseLength];
        int Ask(byte[] request)
        {
            var length = server.Handle(_bench.Now, request, _bench.Path, response).ResponseLength;
            return _bench.Client.Read(response.AsSpan(0, length)) == StunClass.SuccessResponse ? 0 : _bench.Client.ErrorCode;
        }

        Assert.Equal(401, Ask(_bench.Client.Allocate()));
        Assert.Equal(440, Ask(_bench.Client.Allocate(family: 1)));
        Assert.Equal(0, Ask(_bench.Client.Allocate()));
        Assert.False(_bench.Client.Relayed!.Value.IsIPv4);
    }

    [Fact]
    public void Only_udp_is_relayed()
    {
        _bench.Ask(_bench.Client.Allocate());
        Assert.Equal(442, _bench.Ask(_bench.Client.Allocate(transport: 6)));
        Assert.Equal(400, _bench.Ask(_bench.Client.Request(StunMethod.Allocate)));
    }

    [Fact]
    public void Ports_in_pairs_are_not_to_be_had()
    {
        _bench.Ask(_bench.Client.Allocate());
        byte[] WithPort(byte flags) => _bench.Client.Request(StunMethod.Allocate, (ref StunWriter writer) =>
        {
            writer.Add(TurnAttribute.RequestedTransport, [17, 0, 0, 0]);
            writer.Add(TurnAttribute.EvenPort, [flags]);
        });
        Assert.Equal(508, _bench.Ask(WithPort(0x80)));
        Assert.Equal(0, _bench.Ask(WithPort(0)));
        Assert.Equal(0, _bench.Client.Relayed!.Value.Port & 1);
    }

    [Fact]
    public void A_user_an_address_and_the_server_have_a_quota()
    {
        var bench = new TurnBench(new TurnServerOptions { MaxAllocationsPerUser = 2, MaxAllocationsPerAddress = 3, MaxAllocations = 4 });
        int AllocateFrom(string ip, ushort port, TurnTestClient client)
        {
            bench.Path = new NetworkPath(0, TurnBench.Address(ip, port));
            client.Nonce = null;
            return bench.Allocate(client);
        }

        Assert.Equal(0, AllocateFrom("203.0.113.5", 1, bench.Client));
        Assert.Equal(0, AllocateFrom("203.0.113.5", 2, bench.Client));
        Assert.Equal(486, AllocateFrom("203.0.113.5", 3, bench.Client));
        Assert.Equal(0, AllocateFrom("203.0.113.5", 4, bench.NewClient("ben")));
        Assert.Equal(486, AllocateFrom("203.0.113.5", 5, bench.NewClient("cleo")));
        Assert.Equal(0, AllocateFrom("203.0.113.6", 6, bench.NewClient("dora")));
        Assert.Equal(508, AllocateFrom("203.0.113.7", 7, bench.NewClient("emil")));
        Assert.Equal(3, bench.Server.Statistics.QuotaRefusals);
        bench.Server.Forget(new NetworkPath(0, TurnBench.Address("203.0.113.5", 1)));
        Assert.Equal(0, AllocateFrom("203.0.113.5", 8, bench.Client));
    }

    [Fact]
    public void All_addresses_of_an_ipv6_customer_count_as_one()
    {
        var bench = new TurnBench(new TurnServerOptions { MaxAllocationsPerAddress = 1 });
        bench.Path = new NetworkPath(0, TurnBench.Address("2001:db8:1:2::1", 1));
        Assert.Equal(0, bench.Allocate());
        bench.Path = new NetworkPath(0, TurnBench.Address("2001:db8:1:2:ffff::2", 1));
        Assert.Equal(486, bench.Allocate(bench.NewClient("ben")));
        bench.Path = new NetworkPath(0, TurnBench.Address("2001:db8:1:3::1", 1));
        Assert.Equal(0, bench.Allocate(bench.NewClient("ben")));
    }
}
