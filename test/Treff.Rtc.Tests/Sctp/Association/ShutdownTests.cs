using Treff.Rtc.Sctp;
using Treff.Rtc.Sctp.DataChannels;
using Treff.Rtc.Tests.Sctp.Support;

namespace Treff.Rtc.Tests.Sctp.Association;

public sealed class ShutdownTests
{
    [Theory]
    [InlineData(0.0)]
    [InlineData(0.2)]
    public void What_both_ends_have_queued_arrives_before_the_end(double loss)
    {
        for (ulong seed = 0; seed < 20; seed++)
        {
            var pair = new SctpPair(seed, o => o with { MaxRetransmissions = 40 }).Connected();
            var there = pair.Client.Channels.Open("there", DataChannelOptions.Reliable)!;
            var back = pair.Server.Channels.Open("back", DataChannelOptions.Reliable)!;
            pair.Run(200);
            pair.Link = new LinkConditions { Loss = loss };
            pair.Client.Channels.Send(pair.Now, there, new byte[60_000]);
            pair.Server.Channels.Send(pair.Now, back, new byte[60_000]);
            pair.Client.Association.Shutdown(pair.Now);
            Assert.Equal(SctpState.ShuttingDown, pair.Client.Association.State);
            Assert.Equal(SendResult.NotOpen, pair.Client.Channels.Send(pair.Now, there, [1]));
            Assert.True(pair.RunUntil(() => pair.Client.Association.State == SctpState.Closed, 200_000));
            Assert.Equal(SctpFailure.None, pair.Client.Association.Failure);
            Assert.Equal(60_000, Assert.Single(pair.Server.Messages).Data.Length);
            Assert.Equal(60_000, Assert.Single(pair.Client.Messages).Data.Length);
            Assert.True(pair.RunUntil(() => pair.Server.Association.State == SctpState.Closed, 200_000));
            Assert.Equal(0, pair.Client.Association.BufferedAmount + pair.Server.Association.BufferedAmount);
            Assert.Equal(Timestamp.Never, pair.Client.Association.NextTimeout);
            Assert.Equal(Timestamp.Never, pair.Server.Association.NextTimeout);
        }
    }

    [Fact]
    public void Both_ends_may_shut_down_at_once()
    {
        var pair = new SctpPair().Connected();
        pair.Client.Association.Shutdown(pair.Now);
        pair.Server.Association.Shutdown(pair.Now);
        Assert.True(pair.RunUntil(() => pair.Client.Association.State == SctpState.Closed && pair.Server.Association.State == SctpState.Closed));
        Assert.Equal((SctpFailure.None, SctpFailure.None), (pair.Client.Association.Failure, pair.Server.Association.Failure));
    }

    [Fact]
    public void A_peer_that_does_not_answer_the_end_is_given_up()
    {
        var pair = new SctpPair().Connected();
        pair.Filter = (_, _) => false;
        pair.Client.Association.Shutdown(pair.Now);
        Assert.True(pair.RunUntil(() => pair.Client.Association.State == SctpState.Closed, 200_000));
        Assert.Equal(SctpFailure.PeerUnreachable, pair.Client.Association.Failure);
    }

    [Fact]
    public void Shutting_down_before_connected_ends_at_once()
    {
        var pair = new SctpPair();
        pair.Client.Association.Connect(pair.Now);
        pair.Client.Association.Shutdown(pair.Now);
        Assert.Equal(SctpState.Closed, pair.Client.Association.State);
    }

    [Fact]
    public void An_abort_ends_both_at_once()
    {
        var pair = new SctpPair().Connected();
        pair.Client.Association.Abort();
        Assert.Equal((SctpState.Closed, SctpFailure.None), (pair.Client.Association.State, pair.Client.Association.Failure));
        pair.Run(100);
        Assert.Equal((SctpState.Closed, SctpFailure.PeerAborted), (pair.Server.Association.State, pair.Server.Association.Failure));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Who_missed_the_end_is_told_when_it_sends_again(bool inPeace)
    {
        var pair = new SctpPair().Connected();
        var channel = pair.Server.Channels.Open("c", DataChannelOptions.Reliable)!;
        pair.Run(500);
        var lost = false;
        pair.Filter = (from, packet) =>
        {
            var isLast = PacketLog.Types(packet)[0] is Treff.Rtc.Sctp.Packet.ChunkType.Abort or Treff.Rtc.Sctp.Packet.ChunkType.ShutdownComplete;
            var lose = isLast && from == pair.Client && !lost;
            lost |= lose;
            return !lose;
        };
        if (inPeace)
            pair.Client.Association.Shutdown(pair.Now);
        else
            pair.Client.Association.Abort();
        pair.Run(300);
        Assert.True(lost);
        Assert.NotEqual(SctpState.Closed, pair.Server.Association.State);
        pair.Server.Channels.Send(pair.Now, channel, [1]);
        Assert.True(pair.RunUntil(() => pair.Server.Association.State == SctpState.Closed, 2000));
        Assert.Equal(inPeace ? SctpFailure.None : SctpFailure.PeerAborted, pair.Server.Association.Failure);
    }

    [Fact]
    public void After_the_end_the_two_may_connect_anew()
    {
        var pair = new SctpPair().Connected();
        pair.Client.Association.Shutdown(pair.Now);
        Assert.True(pair.RunUntil(() => pair.Server.Association.State == SctpState.Closed));
        pair.Run(1000);
        pair.Connected();
        var channel = pair.Client.Channels.Open("again", DataChannelOptions.Reliable)!;
        pair.Client.Channels.Send(pair.Now, channel, [1]);
        Assert.True(pair.RunUntil(() => pair.Server.Messages.Count == 1));
    }
}
