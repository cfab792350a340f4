using Treff.Rtc.Ice;
using Treff.Rtc.Turn;

namespace Treff.Rtc.Tests.Turn;

public sealed class TurnAuthenticationTests
{
    private readonly TurnBench _bench = new();

    [Fact]
    public void A_request_without_credentials_is_told_realm_and_nonce()
    {
        Assert.Equal(401, _bench.Ask(_bench.Client.Allocate()));
        Assert.NotNull(_bench.Client.Nonce);
        Assert.Equal(0, _bench.Ask(_bench.Client.Allocate()));
    }

    [Fact]
    public void The_challenge_is_hardly_longer_than_three_requests()
    {
        var request = _bench.Client.Allocate();
        Assert.InRange(_bench.Handle(request)!.Length, request.Length, request.Length * 3);
    }

    [Fact]
    public void Challenges_are_limited_per_second()
    {
        var bench = new TurnBench(new TurnServerOptions { ChallengesPerSecond = 3 });
        var request = bench.Client.Allocate();
        Assert.Equal(3, Enumerable.Range(0, 10).Count(_ => bench.Handle(request) is not null));
        Assert.Equal(7, bench.Server.Statistics.ChallengesDropped);
        bench.Advance(1);
        Assert.NotNull(bench.Handle(request));
    }

    [Fact]
    public void A_wrong_password_user_or_realm_is_refused()
    {
        _bench.Ask(_bench.Client.Allocate());
        _bench.Client.Password = "guess";
        Assert.Equal(401, _bench.Ask(_bench.Client.Allocate()));
        var other = _bench.NewClient("anna");
        other.Nonce = _bench.Client.Nonce;
        other.Realm = "elsewhere";
        Assert.Equal(401, _bench.Ask(other.Allocate(), other));
        other.Realm = "treff";
        other.Username = "anna";
        Assert.Equal(401, _bench.Ask(other.Allocate(), other));
        Assert.Equal(3, _bench.Server.Statistics.Unauthenticated);
        Assert.Equal(0, _bench.Server.Statistics.AllocationsMade);
    }

    [Fact]
    public void Integrity_without_a_user_name_is_a_bad_request()
    {
        _bench.Ask(_bench.Client.Allocate());
        _bench.Client.Username = null;
        Assert.Equal(400, _bench.Ask(_bench.Client.Allocate()));
    }

    [Fact]
    public void Credentials_expire_for_new_allocations_only()
    {
        Assert.Equal(0, _bench.Allocate());
        Assert.Equal(0, _bench.Ask(_bench.Client.Refresh(3600)));
        for (var i = 0; i < 26; i++)
        {
            _bench.Advance(1800);
            Assert.Contains(_bench.Ask(_bench.Client.Refresh(3600)), new[] { 0, 438 });
            Assert.Equal(0, _bench.Ask(_bench.Client.Refresh(3600)));
        }

        Assert.Equal(0, _bench.Ask(_bench.Client.Refresh(0)));
        Assert.Equal(401, _bench.Ask(_bench.Client.Allocate()));
    }

    [Fact]
    public void A_nonce_is_good_for_an_hour()
    {
        _bench.Allocate();
        _bench.Ask(_bench.Client.Refresh(3600));
        _bench.Advance(3599);
        Assert.Equal(0, _bench.Ask(_bench.Client.Refresh(3600)));
        _bench.Advance(2);
        Assert.Equal(438, _bench.Ask(_bench.Client.Refresh(3600)));
        Assert.Equal(0, _bench.Ask(_bench.Client.Refresh(3600)));
        Assert.Equal(1, _bench.Server.Statistics.StaleNonces);
    }

    [Fact]
    public void A_nonce_is_good_on_its_path_only()
    {
        _bench.Ask(_bench.Client.Allocate());
        var path = _bench.Path;
        _bench.Path = path with { Remote = path.Remote with { Port = 40001 } };
        Assert.Equal(438, _bench.Ask(_bench.Client.Allocate()));
        _bench.Path = path with { LocalSocket = 3 };
        Assert.Equal(438, _bench.Ask(_bench.Client.Allocate()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0123456789abcdef01234567")]
    [InlineData("zzzzzzzzzzzzzzzzzzzzzzzz")]
    public void An_invented_nonce_is_stale(string nonce)
    {
        _bench.Client.Nonce = nonce;
        Assert.Equal(438, _bench.Ask(_bench.Client.Allocate()));
    }

    [Fact]
    public void Another_user_on_the_same_path_gets_441()
    {
        _bench.Allocate();
        var other = _bench.NewClient("ben");
        other.Nonce = _bench.Client.Nonce;
        Assert.Equal(441, _bench.Ask(other.Refresh(600), other));
        Assert.Equal(441, _bench.Ask(other.CreatePermission(TurnBench.Media4), other));
        Assert.Equal(437, _bench.Ask(other.Allocate(), other));
        Assert.True(_bench.Server.HasAllocation(_bench.Path));
    }

    [Fact]
    public void An_unknown_required_attribute_is_named()
    {
        _bench.Ask(_bench.Client.Allocate());
        var request = _bench.Client.Request(StunMethod.Allocate, (ref StunWriter writer) => writer.Add(0x7000, [1, 2]));
        Assert.Equal(420, _bench.Ask(request));
    }

    [Fact]
    public void A_wrong_fingerprint_is_not_answered()
    {
        var request = _bench.Client.Allocate();
        request[^1] ^= 1;
        Assert.Null(_bench.Handle(request));
        Assert.Equal(1, _bench.Server.Statistics.Malformed);
    }
}
