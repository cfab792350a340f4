using Treff.Rtc.Sctp;
using Treff.Rtc.Sctp.DataChannels;

namespace Treff.Rtc.Tests.Peer;

public sealed class DataTests
{
    [Fact]
    public void Messages_flow_both_ways_over_a_lossy_link()
    {
        for (ulong seed = 1; seed <= 5; seed++)
        {
            using var pair = new PeerPair(seed);
            pair.ToServer.Loss = pair.ToClient.Loss = 0.1;
            Open(pair, pair.ClientSide, "_reliable");
            pair.Connect();
            pair.RunUntil(() => pair.Server.FindDataChannel("_reliable") is not null, TimeSpan.FromSeconds(10));

            var toServer = pair.Client.DataChannels.Single();
            var toClient = pair.Server.FindDataChannel("_reliable")!;
            for (var i = 0; i < 50; i++)
            {
                Assert.Equal(SendResult.Queued, Send(pair, pair.ClientSide, toServer, PeerPair.Payload(i, 5000)));
                Assert.Equal(SendResult.Queued, Send(pair, pair.ServerSide, toClient, PeerPair.Payload(i, 300)));
            }

            pair.RunUntil(
                () => pair.ServerSide.Messages.Count == 50 && pair.ClientSide.Messages.Count == 50, TimeSpan.FromSeconds(60));
            Assert.Equal(Enumerable.Range(0, 50).Select(i => PeerPair.Payload(i, 5000)), pair.ServerSide.Messages.ConvertAll(m => m.Data));
            Assert.Equal(Enumerable.Range(0, 50).Select(i => PeerPair.Payload(i, 300)), pair.ClientSide.Messages.ConvertAll(m => m.Data));
        }
    }

    [Fact]
    public void The_server_may_open_channels_too()
    {
        using var pair = new PeerPair();
        Open(pair, pair.ServerSide, "_lossy");
        pair.Connect();
        pair.RunUntil(() => pair.ClientSide.Channels.Count > 0, TimeSpan.FromSeconds(5));
        Assert.Equal("_lossy", pair.ClientSide.Channels[0].Label);
    }

    [Fact]
    public void While_data_is_paused_the_peer_waits_and_nothing_is_lost()
    {
        using var pair = new PeerPair();
        Open(pair, pair.ClientSide, "_reliable");
        pair.Connect();
        pair.RunUntil(() => pair.Server.FindDataChannel("_reliable") is not null, TimeSpan.FromSeconds(10));
        var channel = pair.Client.DataChannels.Single();
        pair.Server.PauseData(pair.Now + TimeSpan.FromSeconds(3));
        pair.Server.PauseData(pair.Now + TimeSpan.FromSeconds(1));
        for (var round = 0; round < 2; round++)
        {
            // More than the receive buffer holds, and as much as the send buffer takes.
            for (var i = 0; i < 20; i++)
                Assert.Equal(SendResult.Queued, Send(pair, pair.ClientSide, channel, PeerPair.Payload((20 * round) + i, 45_000)));
            pair.Run(TimeSpan.FromSeconds(1));
            Assert.Empty(pair.ServerSide.Messages);
        }

        Assert.InRange(channel.BufferedAmount, 700_000, 1_100_000);
        pair.RunUntil(() => pair.ServerSide.Messages.Count == 40, TimeSpan.FromSeconds(5));
        Assert.Equal(Enumerable.Range(0, 40).Select(i => PeerPair.Payload(i, 45_000)), pair.ServerSide.Messages.ConvertAll(m => m.Data));
    }

    private static void Open(PeerPair pair, Recording side, string label)
    {
        side.Now = pair.Now;
        var sink = new RecordingSink(side);
        side.Peer.OpenDataChannel(pair.Now, label, DataChannelOptions.Reliable, ref sink);
    }

    private static SendResult Send(PeerPair pair, Recording side, DataChannel channel, byte[] message)
    {
        side.Now = pair.Now;
        var sink = new RecordingSink(side);
        return side.Peer.SendData(pair.Now, channel, message, isText: false, ref sink);
    }
}
