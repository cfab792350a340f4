using Treff.Rtc.Sctp;
using Treff.Rtc.Sctp.DataChannels;
using Treff.Rtc.Tests.Sctp.Support;

namespace Treff.Rtc.Tests.Sctp.Association;

public sealed class HeartbeatTests
{
    [Fact]
    public void An_idle_association_asks_every_thirty_seconds_and_measures()
    {
        var pair = new SctpPair { Link = new LinkConditions { DelayMilliseconds = 40 } }.Connected();
        var seen = PacketLog.Of(pair);
        pair.Run(65_000);
        Assert.Equal(2, seen.Count(s => s == "client Heartbeat"));
        Assert.Equal(2, seen.Count(s => s == "server HeartbeatAck"));
        Assert.Equal(80, pair.Client.Association.RoundTripTime.TotalMilliseconds);
        Assert.Equal(SctpState.Connected, pair.Client.Association.State);
    }

    [Fact]
    public void A_peer_that_no_longer_answers_is_given_up_after_eleven_questions()
    {
        var pair = new SctpPair().Connected();
        var asked = 0;
        pair.Filter = (from, _) => { asked += from == pair.Client ? 1 : 0; return false; };
        Assert.True(pair.RunUntil(() => pair.Client.Association.State == SctpState.Closed, 600_000));
        Assert.Equal(SctpFailure.PeerUnreachable, pair.Client.Association.Failure);
        Assert.Equal(12, asked); // the last one is the ABORT
    }

    [Fact]
    public void One_answer_among_many_failures_keeps_the_association()
    {
        var pair = new SctpPair().Connected();
        var count = 0;
        pair.Filter = (from, _) => from == pair.Server || ++count % 9 == 0;
        pair.Run(1_000_000);
        Assert.Equal(SctpState.Connected, pair.Client.Association.State);
    }

    [Fact]
    public void A_zero_interval_asks_nothing()
    {
        var pair = new SctpPair(configure: o => o with { HeartbeatInterval = TimeSpan.Zero }).Connected();
        var sent = pair.PacketsSent;
        pair.Run(200_000);
        Assert.Equal(sent, pair.PacketsSent);
    }

    [Fact]
    public void Traffic_takes_the_place_of_heartbeats()
    {
        var pair = new SctpPair().Connected();
        var channel = pair.Client.Channels.Open("c", DataChannelOptions.Reliable)!;
        var seen = PacketLog.Of(pair);
        for (var i = 0; i < 10; i++)
        {
            pair.Client.Channels.Send(pair.Now, channel, [1]);
            pair.Run(20_000);
        }

        Assert.DoesNotContain(seen, s => s.StartsWith("client", StringComparison.Ordinal) && s.Contains("Heartbeat", StringComparison.Ordinal)
            && !s.Contains("HeartbeatAck", StringComparison.Ordinal));
    }
}
