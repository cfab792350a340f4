using Treff.Rtc.Sctp;
using Treff.Rtc.Sctp.DataChannels;
using Treff.Rtc.Sctp.Packet;
using Treff.Rtc.Tests.Sctp.Support;

namespace Treff.Rtc.Tests.Sctp.Association;

/// <summary>What the two ends do together when the link is filled, loses packets or breaks.</summary>
public sealed class CongestionTests
{
    private const int RoundTrip = 100;

    private readonly SctpPair _pair = new() { Link = new LinkConditions { DelayMilliseconds = RoundTrip / 2 } };
    private readonly DataChannel _channel;

    public CongestionTests()
    {
        _pair.Connected();
        _channel = _pair.Client.Channels.Open("c", DataChannelOptions.Reliable)!;
        Assert.True(_pair.RunUntil(() => _channel.State == DataChannelState.Open));
        _pair.Run(250);
    }

    [Fact]
    public void Slow_start_begins_with_ten_packets_and_grows_each_round_trip()
    {
        Send(600_000);
        var perRound = new List<int>();
        for (var round = 0; round < 5; round++)
        {
            var before = _pair.Client.Association.Statistics.PacketsSent;
            _pair.Run(round == 0 ? RoundTrip - 1 : RoundTrip);
            perRound.Add((int)(_pair.Client.Association.Statistics.PacketsSent - before));
        }

        Assert.InRange(perRound[0], 10, 11);
        for (var round = 1; round < perRound.Count; round++)
            Assert.InRange(perRound[round], perRound[round - 1] * 1.3, perRound[round - 1] * 2.1);
    }

    [Fact]
    public void A_single_loss_is_repaired_by_fast_retransmit_without_a_timeout()
    {
        LoseData(count => count == 3);
        Send(30_000);
        var windowBefore = _pair.Client.Association.Window!.Size;
        Assert.True(_pair.RunUntil(() => _pair.Client.Association.BufferedAmount == 0));
        var statistics = _pair.Client.Association.Statistics;
        Assert.Equal((0, 1, 1), (statistics.Timeouts, statistics.FastRetransmits, statistics.Retransmissions));
        Assert.True(_pair.Client.Association.Window!.Size < windowBefore * 3 / 4);
        Assert.Equal(30_000, _pair.Server.Messages.Sum(m => m.Data.Length));
    }

    [Fact]
    public void The_loss_of_the_last_packet_is_repaired_by_the_timer_with_one_packet()
    {
        LoseData(count => count == 5);
        Send(1132 * 5);
        Assert.True(_pair.RunUntil(() => _pair.Client.Association.BufferedAmount == 0));
        var statistics = _pair.Client.Association.Statistics;
        Assert.Equal((1, 0, 1), (statistics.Timeouts, statistics.FastRetransmits, statistics.Retransmissions));
    }

    [Fact]
    public void While_the_path_is_broken_tries_become_rarer_and_afterwards_everything_arrives()
    {
        var tries = new List<long>();
        _pair.Filter = (from, _) =>
        {
            if (from == _pair.Client)
                tries.Add(_pair.Now.Milliseconds);
            return false;
        };
        Send(20_000);
        _pair.Run(25_000);
        var gaps = tries.Distinct().Zip(tries.Distinct().Skip(1), (a, b) => (int)(b - a)).ToArray();
        Assert.Equal([400, 800, 1600, 3200, 6400, 10_000], gaps);
        _pair.Filter = (_, _) => true;
        _pair.Client.Association.OnPathRestored(_pair.Now);
        Assert.True(_pair.RunUntil(() => _pair.Client.Association.BufferedAmount == 0, 2000));
        Assert.Equal(20_000, _pair.Server.Messages.Sum(m => m.Data.Length));
    }

    [Fact]
    public void A_path_that_stays_broken_ends_the_association_with_a_reason()
    {
        _pair.Filter = (_, _) => false;
        Send(1000);
        Assert.True(_pair.RunUntil(() => _pair.Client.Association.State == SctpState.Closed, 120_000));
        Assert.Equal(SctpFailure.PeerUnreachable, _pair.Client.Association.Failure);
        Assert.Equal(0, _pair.Client.Association.BufferedAmount);
    }

    [Fact]
    public void A_reader_that_stalls_stops_the_sender_for_as_long_as_it_likes_and_loses_nothing()
    {
        _pair.Server.IsReading = false;
        for (var i = 0; i < 15; i++)
            Send(65_000);
        _pair.Run(100_000);
        var first = _pair.Client.Association.BufferedAmount;
        for (var i = 0; i < 10; i++)
            _pair.Client.Channels.Send(_pair.Now, _channel, new byte[6000]);
        Assert.True(_pair.Client.Association.Statistics.PacketsSent > 0);
        _pair.Run(300_000);
        Assert.Equal(SctpState.Connected, _pair.Client.Association.State);
        Assert.Empty(_pair.Server.Messages);
        Assert.True(first < 65_000 * 15);
        _pair.Server.IsReading = true;
        Assert.True(_pair.RunUntil(() => _pair.Client.Association.BufferedAmount == 0, 20_000));
        Assert.Equal((65_000 * 15) + 60_000, _pair.Server.Messages.Sum(m => m.Data.Length));
    }

    [Fact]
    public void A_window_that_reopens_is_announced()
    {
        var pair = new SctpPair(configure: o => o with { MaxReceiveBufferBytes = 100_000, MaxReceiveMessageSize = 70_000 }).Connected();
        var channel = pair.Client.Channels.Open("c", DataChannelOptions.Reliable)!;
        pair.Run(200);
        pair.Server.IsReading = false;
        for (var i = 0; i < 10; i++)
            pair.Client.Channels.Send(pair.Now, channel, new byte[30_000]);
        pair.Run(20_000);
        Assert.NotEqual(0, channel.BufferedAmount);
        pair.Server.IsReading = true;
        Assert.True(pair.RunUntil(() => channel.BufferedAmount == 0, 1000));
    }

    [Fact]
    public void A_slow_stream_does_not_keep_others_waiting()
    {
        var urgent = _pair.Client.Channels.Open("urgent", DataChannelOptions.Reliable)!;
        for (var i = 0; i < 10; i++)
            Send(60_000);
        _pair.Client.Channels.Send(_pair.Now, urgent, [1]);
        Assert.True(_pair.RunUntil(() => _pair.Server.Messages.Count > 0 && _pair.Server.Messages[^1].Label == "urgent"));
        Assert.True(_pair.Server.Messages.Count <= 3);
    }

    private void Send(int length)
    {
        for (; length > 0; length -= 65_000)
            Assert.Equal(SendResult.Queued, _pair.Client.Channels.Send(_pair.Now, _channel, new byte[Math.Min(length, 65_000)]));
    }

    /// <summary>Drops the packets with data from the client that are chosen by their number.</summary>
    private void LoseData(Func<int, bool> isLost)
    {
        var count = 0;
        _pair.Filter = (from, packet) =>
            from != _pair.Client || !PacketLog.Types(packet).Contains(ChunkType.Data) || !isLost(++count);
    }
}
