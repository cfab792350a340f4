using Treff.Rtc.Ice;
using Treff.Rtc.Tests.Support;
using Treff.Rtc.Turn;

namespace Treff.Rtc.Tests.Turn;

public sealed class TurnRelayTests
{
    private static readonly byte[] Data = [20, 1, 2, 3, 4];

    private readonly TurnBench _bench = new();

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.53")]
    [InlineData("10.0.0.1")]
    [InlineData("192.168.1.1")]
    [InlineData("172.16.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("100.64.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("255.255.255.255")]
    [InlineData("224.0.0.251")]
    [InlineData("198.18.0.1")]
    [InlineData("203.0.113.5")]
    [InlineData("8.8.8.8")]
    [InlineData("192.0.2.11")]
    public void Nobody_but_the_media_server_can_be_reached(string ip)
    {
        _bench.Allocate();
        var peer = TurnBench.Address(ip, 7882);
        Assert.Equal(403, _bench.Ask(_bench.Client.CreatePermission(peer)));
        Assert.Equal(403, _bench.Ask(_bench.Client.CreatePermission(TurnBench.Media4, peer)));
        Assert.Equal(403, _bench.Ask(_bench.Client.ChannelBind(0x4000, peer)));
        Assert.Null(_bench.Handle(TurnTestClient.Send(peer, Data)));
        Assert.Equal(0, _bench.Outcome.DataLength);
        // All or nothing: the good address beside the bad one has no permission either.
        Assert.Null(_bench.Handle(TurnTestClient.Send(TurnBench.Media4, Data)));
        Assert.Equal(0, _bench.Outcome.DataLength);
        Assert.Equal(3, _bench.Server.Statistics.PeersRefused);
    }

    [Theory]
    [InlineData("::1")]
    [InlineData("::")]
    [InlineData("fe80::1")]
    [InlineData("fd00::1")]
    [InlineData("ff02::1")]
    [InlineData("2001:db8::11")]
    [InlineData("fd72:656c:6179::2")]
    public void Nobody_but_the_media_server_can_be_reached_by_ipv6(string ip)
    {
        _bench.Allocate(family: 2);
        var peer = TurnBench.Address(ip, 7882);
        Assert.Equal(403, _bench.Ask(_bench.Client.CreatePermission(peer)));
        Assert.Equal(403, _bench.Ask(_bench.Client.ChannelBind(0x4000, peer)));
        Assert.Equal(443, _bench.Ask(_bench.Client.CreatePermission(TurnBench.Media4)));
        Assert.Equal(0, _bench.Ask(_bench.Client.CreatePermission(TurnBench.Media6)));
    }

    [Fact]
    public void Another_port_of_the_media_server_cannot_be_reached()
    {
        _bench.Allocate();
        var ssh = TurnBench.Media4 with { Port = 22 };
        Assert.Equal(0, _bench.Ask(_bench.Client.CreatePermission(ssh)));
        Assert.Equal(403, _bench.Ask(_bench.Client.ChannelBind(0x4000, ssh)));
        Assert.Null(_bench.Handle(TurnTestClient.Send(ssh, Data)));
        Assert.Equal(0, _bench.Outcome.DataLength);
    }

    [Fact]
    public void Indications_go_both_ways_after_a_permission()
    {
        _bench.Allocate();
        var send = TurnTestClient.Send(TurnBench.Media4, Data);
        _bench.Handle(send);
        Assert.Equal(0, _bench.Outcome.DataLength);
        Assert.Equal(0, _bench.Ask(_bench.Client.CreatePermission(TurnBench.Media4)));
        _bench.Handle(send);
        Assert.Equal(Data, send.AsSpan(_bench.Outcome.DataOffset, _bench.Outcome.DataLength));
        Assert.True(_bench.Outcome.DataPath.Remote.IsIPv4);

        var answer = _bench.Answer(_bench.Outcome.DataPath, Data, out var client);
        Assert.Equal(_bench.Path, client);
        Assert.True(TurnMessage.TryParse(answer, out var indication));
        Assert.Equal(StunMethod.Data, indication.Method);
        Assert.Equal(StunClass.Indication, indication.Class);
        Assert.Equal(TurnBench.Media4, indication.PeerAddress);
        Assert.Equal(Data, indication.Data);
    }

    [Fact]
    public void Channels_go_both_ways_and_padding_is_not_data()
    {
        _bench.Allocate(family: 2);
        Assert.Equal(0, _bench.Ask(_bench.Client.ChannelBind(0x4ABC, TurnBench.Media6)));
        var message = TurnTestClient.Channel(0x4ABC, Data);
        Assert.Equal(12, message.Length);
        _bench.Handle(message);
        Assert.Equal((4, 5), (_bench.Outcome.DataOffset, _bench.Outcome.DataLength));
        Assert.Equal(message, _bench.Answer(_bench.Outcome.DataPath, Data, out _));
        Assert.Equal((1, 1), (_bench.Server.Statistics.DatagramsIn, _bench.Server.Statistics.DatagramsOut));
    }

    [Theory]
    [InlineData(0x3FFF)]
    [InlineData(0x5000)]
    [InlineData(0x7FFF)]
    [InlineData(0)]
    public void Channel_numbers_outside_the_range_are_refused(int channel)
    {
        _bench.Allocate();
        Assert.Equal(400, _bench.Ask(_bench.Client.ChannelBind((ushort)channel, TurnBench.Media4)));
    }

    [Fact]
    public void A_channel_has_one_peer_and_a_peer_one_channel()
    {
        var other = TurnBench.Media4 with { Port = 7883 };
        _bench.Server.Peers.TryAdd(other);
        _bench.Allocate();
        Assert.Equal(0, _bench.Ask(_bench.Client.ChannelBind(0x4000, TurnBench.Media4)));
        Assert.Equal(0, _bench.Ask(_bench.Client.ChannelBind(0x4000, TurnBench.Media4)));
        Assert.Equal(400, _bench.Ask(_bench.Client.ChannelBind(0x4001, TurnBench.Media4)));
        Assert.Equal(400, _bench.Ask(_bench.Client.ChannelBind(0x4000, other)));
        Assert.Equal(0, _bench.Ask(_bench.Client.ChannelBind(0x4001, other)));
    }

    [Fact]
    public void Permissions_last_five_minutes_and_channels_ten()
    {
        _bench.Allocate();
        _bench.Ask(_bench.Client.Refresh(3600));
        Assert.Equal(0, _bench.Ask(_bench.Client.ChannelBind(0x4000, TurnBench.Media4)));
        var message = TurnTestClient.Channel(0x4000, Data);
        _bench.Handle(message);
        var relayed = _bench.Outcome.DataPath;
        _bench.Advance(299);
        Assert.NotNull(_bench.Answer(relayed, Data, out _));
        _bench.Advance(1);
        Assert.Null(_bench.Answer(relayed, Data, out _));
        _bench.Handle(message);
        Assert.Equal(5, _bench.Outcome.DataLength);
        Assert.Equal(0, _bench.Ask(_bench.Client.CreatePermission(TurnBench.Media4)));
        Assert.Equal(message, _bench.Answer(relayed, Data, out _));
        _bench.Advance(299.9);
        _bench.Handle(message);
        Assert.Equal(5, _bench.Outcome.DataLength);
        _bench.Advance(0.1);
        _bench.Handle(message);
        Assert.Equal(0, _bench.Outcome.DataLength);
    }

    [Fact]
    public void Nothing_goes_to_or_from_an_allocation_that_is_gone()
    {
        _bench.Allocate();
        _bench.Ask(_bench.Client.ChannelBind(0x4000, TurnBench.Media4));
        var message = TurnTestClient.Channel(0x4000, Data);
        _bench.Handle(message);
        var relayed = _bench.Outcome.DataPath;
        _bench.Server.Forget(_bench.Path);
        _bench.Handle(message);
        Assert.Equal(0, _bench.Outcome.DataLength);
        Assert.Null(_bench.Answer(relayed, Data, out _));
        Assert.Equal(437, _bench.Ask(_bench.Client.ChannelBind(0x4000, TurnBench.Media4)));
    }

    [Fact]
    public void A_stranger_cannot_speak_on_somebody_elses_channel()
    {
        _bench.Allocate();
        _bench.Ask(_bench.Client.ChannelBind(0x4000, TurnBench.Media4));
        _bench.Path = new NetworkPath(2, TurnBench.Address("203.0.113.6", 40000));
        _bench.Handle(TurnTestClient.Channel(0x4000, Data));
        Assert.Equal(0, _bench.Outcome.DataLength);
        _bench.Handle(TurnTestClient.Send(TurnBench.Media4, Data));
        Assert.Equal(0, _bench.Outcome.DataLength);
        Assert.Equal(2, _bench.Server.Statistics.DataDropped);
    }

    [Fact]
    public void A_datagram_too_long_to_wrap_is_dropped()
    {
        _bench.Allocate();
        _bench.Ask(_bench.Client.CreatePermission(TurnBench.Media4));
        _bench.Handle(TurnTestClient.Send(TurnBench.Media4, Data));
        var buffer = new byte[100];
        var length = 60;
        Assert.False(_bench.Server.TryWrap(_bench.Now, _bench.Outcome.DataPath, buffer, ref length, out _));
    }

    [Fact]
    public void Long_datagrams_fit()
    {
        _bench.Allocate();
        _bench.Ask(_bench.Client.CreatePermission(TurnBench.Media4));
        var data = new byte[1400];
        var message = TurnTestClient.Send(TurnBench.Media4, data);
        _bench.Handle(message);
        Assert.Equal(1400, _bench.Outcome.DataLength);
    }

    [Fact]
    public void Survives_every_truncation()
    {
        _bench.Allocate();
        byte[][] messages =
        [
            _bench.Client.Allocate(family: 2), _bench.Client.Refresh(700), _bench.Client.CreatePermission(TurnBench.Media4, TurnBench.Media4),
            _bench.Client.ChannelBind(0x4000, TurnBench.Media4), TurnTestClient.Send(TurnBench.Media4, Data), TurnTestClient.Channel(0x4000, Data),
        ];
        foreach (var message in messages)
        {
            foreach (var variant in Mutations.Truncations(message))
            {
                _bench.Handle(variant);
                Assert.True(_bench.Outcome.DataOffset + _bench.Outcome.DataLength <= variant.Length);
            }
        }

        Assert.Equal(1, _bench.Server.Statistics.Allocations);
        Assert.Equal(0, _bench.Ask(_bench.Client.Refresh(600)));
    }

    [Fact]
    public void Tells_turn_from_everything_else_on_the_port()
    {
        _bench.Ask(_bench.Client.Allocate());
        Assert.True(TurnServer.IsForTurn(_bench.Client.Allocate()));
        Assert.True(TurnServer.IsForTurn(TurnTestClient.Channel(0x4000, Data)));
        var check = new byte[StunWriter.RecommendedLength];
        var writer = new StunWriter(check, StunClass.Request, StunMethod.Binding, new StunTransactionId(1, 2));
        Assert.False(TurnServer.IsForTurn(check.AsSpan(0, writer.Length)));
        Assert.False(TurnServer.IsForTurn([22, 0xFE, 0xFD, 0, 0, 0, 0, 0]));
        Assert.False(TurnServer.IsForTurn([0x80, 96, 0, 1, 0, 0, 0, 0]));
        Assert.False(TurnServer.IsForTurn([]));
    }
}
