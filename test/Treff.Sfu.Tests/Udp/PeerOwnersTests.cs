using System.Net;
using Treff.Rtc;
using Treff.Sfu.Udp;

namespace Treff.Sfu.Tests.Udp;

/// <summary>The directories of two workers and the one they share.</summary>
public sealed class PeerOwnersTests
{
    private static readonly NetworkPath Path = new(0, TransportAddress.From(IPAddress.Loopback, 4000));

    private readonly PeerOwners _owners = new();
    private readonly PeerDirectory<object> _first;
    private readonly PeerDirectory<object> _second;
    private readonly object _anna = "anna";
    private readonly object _ben = "ben";

    public PeerOwnersTests()
    {
        _first = new PeerDirectory<object>(_owners, 0);
        _second = new PeerDirectory<object>(_owners, 1);
    }

    [Fact]
    public void Another_worker_learns_who_has_a_peer()
    {
        _first.AddFragment("aaaa", _anna);
        Assert.True(_first.SetPath(Path, _anna));
        Assert.True(_second.TryFindByFragment("aaaa"u8, out var peer, out var worker));
        Assert.Equal((null, 0), (peer, worker));
        Assert.True(_second.TryFindByPath(Path, out peer, out worker));
        Assert.Equal((null, 0), (peer, worker));
        Assert.True(_first.TryFindByPath(Path, out peer, out worker));
        Assert.Equal((_anna, 0), (peer, worker));
        Assert.False(_second.TryFindByFragment("bbbb"u8, out _, out _));
        Assert.False(_second.TryFindByFragment(new byte[5000], out _, out _));
    }

    [Fact]
    public void A_path_of_one_worker_is_not_taken_by_another_until_it_is_given_up()
    {
        Assert.True(_first.SetPath(Path, _anna));
        Assert.False(_second.SetPath(Path, _ben));
        _second.RemovePath(Path);
        Assert.True(_first.TryFindByPath(Path, out _));
        _first.RemovePath(Path);
        Assert.True(_second.SetPath(Path, _ben));
        Assert.True(_first.TryFindByPath(Path, out _, out var worker));
        Assert.Equal(1, worker);
    }

    [Fact]
    public void A_removed_peer_leaves_nothing_behind()
    {
        _first.AddFragment("aaaa", _anna);
        _first.SetPath(Path, _anna);
        _first.Remove(_anna);
        Assert.Equal(0, _owners.PathCount);
        Assert.False(_second.TryFindByFragment("aaaa"u8, out _, out _));
        Assert.False(_second.TryFindByPath(Path, out _, out _));
    }
}
