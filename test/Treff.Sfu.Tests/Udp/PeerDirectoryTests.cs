using System.Net;
using Treff.Rtc;
using Treff.Sfu.Udp;

namespace Treff.Sfu.Tests.Udp;

public sealed class PeerDirectoryTests
{
    private readonly PeerDirectory<object> _directory = new();
    private readonly object _anna = "anna";
    private readonly object _ben = "ben";

    [Fact]
    public void Finds_a_new_peer_by_its_username_fragment()
    {
        _directory.AddFragment("aaaa", _anna);
        Assert.True(_directory.TryFindByFragment("aaaa"u8, out var found));
        Assert.Same(_anna, found);
        Assert.False(_directory.TryFindByFragment("AAAA"u8, out _));
        Assert.False(_directory.TryFindByFragment(new byte[5000], out _));
    }

    [Theory]
    [InlineData(0, "192.0.2.1", 4000, true)]
    [InlineData(1, "192.0.2.1", 4000, false)]
    [InlineData(0, "192.0.2.2", 4000, false)]
    [InlineData(0, "192.0.2.1", 4001, false)]
    [InlineData(0, "::ffff:192.0.2.1", 4000, true)]
    public void A_path_is_socket_address_and_port(int socket, string address, ushort port, bool known)
    {
        _directory.SetPath(Path(0, "192.0.2.1", 4000), _anna);
        Assert.Equal(known, _directory.TryFindByPath(Path(socket, address, port), out _));
    }

    [Fact]
    public void A_path_belongs_to_whoever_took_it_last()
    {
        var path = Path(0, "192.0.2.1", 4000);
        _directory.SetPath(path, _anna);
        _directory.SetPath(path, _ben);
        _directory.Remove(_anna);
        Assert.True(_directory.TryFindByPath(path, out var found));
        Assert.Same(_ben, found);
        Assert.Empty(_directory.PathsOf(_anna));
    }

    [Fact]
    public void A_removed_peer_leaves_nothing_behind()
    {
        _directory.AddFragment("aaaa", _anna);
        _directory.AddFragment("bbbb", _anna);
        _directory.SetPath(Path(0, "192.0.2.1", 4000), _anna);
        _directory.SetPath(Path(1, "2001:db8::1", 4000), _anna);
        _directory.Remove(_anna);
        _directory.Remove(_anna);
        Assert.False(_directory.TryFindByFragment("bbbb"u8, out _));
        Assert.Equal(0, _directory.PathCount);
        Assert.Empty(_directory.Peers);
    }

    [Fact]
    public void A_path_can_be_given_up()
    {
        var path = Path(0, "192.0.2.1", 4000);
        _directory.SetPath(path, _anna);
        _directory.RemovePath(path);
        _directory.RemovePath(path);
        Assert.False(_directory.TryFindByPath(path, out _));
        Assert.Empty(_directory.PathsOf(_anna));
    }

    [Fact]
    public void Two_peers_cannot_share_a_fragment()
    {
        _directory.AddFragment("aaaa", _anna);
        Assert.Throws<ArgumentException>(() => _directory.AddFragment("aaaa", _ben));
        Assert.DoesNotContain(_ben, _directory.Peers);
    }

    private static NetworkPath Path(int socket, string address, ushort port) =>
        new(socket, TransportAddress.From(IPAddress.Parse(address), port));
}
