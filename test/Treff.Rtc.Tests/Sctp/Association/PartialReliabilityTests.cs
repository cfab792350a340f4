using Treff.Rtc.Sctp;
using Treff.Rtc.Sctp.DataChannels;
using Treff.Rtc.Sctp.Packet;
using Treff.Rtc.Tests.Sctp.Support;

namespace Treff.Rtc.Tests.Sctp.Association;

public sealed class PartialReliabilityTests
{
    private readonly SctpPair _pair = new SctpPair().Connected();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_message_that_may_not_be_sent_again_is_given_up_and_later_ones_arrive(bool isOrdered)
    {
        var channel = Open(new DataChannelOptions { IsOrdered = isOrdered, MaxRetransmits = 0 });
        LoseDataOnce();
        for (byte i = 0; i < 8; i++)
        {
            _pair.Client.Channels.Send(_pair.Now, channel, [i]);
            _pair.Run(5);
        }

        _pair.Run(1000);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7], _pair.Server.Messages.Select(m => (int)m.Data[0]));
        Assert.Equal(1, _pair.Client.Association.Statistics.MessagesAbandoned);
        Assert.Equal(0, _pair.Client.Association.Statistics.Retransmissions);
        Assert.Equal(0, channel.BufferedAmount);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void A_message_is_tried_as_often_as_its_channel_allows(int maxRetransmits)
    {
        var channel = Open(new DataChannelOptions { MaxRetransmits = maxRetransmits });
        var tries = 0;
        _pair.Filter = (_, packet) =>
        {
            var isData = PacketLog.Types(packet).Contains(ChunkType.Data);
            tries += isData ? 1 : 0;
            return !isData;
        };
        _pair.Client.Channels.Send(_pair.Now, channel, [1]);
        _pair.Run(20_000);
        Assert.Equal(1 + maxRetransmits, tries);
        Assert.Equal(0, channel.BufferedAmount);
        _pair.Filter = (_, _) => true;
        _pair.Client.Channels.Send(_pair.Now, channel, [2]);
        _pair.Run(1000);
        Assert.Equal([2], Assert.Single(_pair.Server.Messages).Data);
    }

    [Fact]
    public void A_message_is_tried_for_as_long_as_its_channel_allows()
    {
        var channel = Open(new DataChannelOptions { MaxLifetime = TimeSpan.FromMilliseconds(1500) });
        var tries = 0;
        _pair.Filter = (_, packet) =>
        {
            var isData = PacketLog.Types(packet).Contains(ChunkType.Data);
            tries += isData ? 1 : 0;
            return !isData;
        };
        _pair.Client.Channels.Send(_pair.Now, channel, [1]);
        _pair.Run(10_000);
        Assert.Equal(3, tries); // at 0, 400 and 1,200 ms
        Assert.Equal(0, channel.BufferedAmount);
    }

    [Fact]
    public void A_message_that_expires_before_its_first_transmission_is_not_sent_at_all()
    {
        var channel = Open(new DataChannelOptions { MaxLifetime = TimeSpan.FromMilliseconds(100) });
        _pair.Client.Channels.Send(_pair.Now, channel, [1]);
        _pair.Client.Channels.Send(_pair.Now, channel, [2]);
        var sent = _pair.PacketsSent;
        // Nothing is taken from the association in between: as if the path could not be written to.
        var later = _pair.Now.AddMilliseconds(100);
        Assert.False(_pair.Client.Association.TryTakePacket(later, new byte[1200], out _));
        Assert.Equal(sent, _pair.PacketsSent);
        Assert.Equal(2, _pair.Client.Association.Statistics.MessagesAbandoned);
        Assert.Equal(0, channel.BufferedAmount);
    }

    [Fact]
    public void A_long_message_that_is_half_sent_is_given_up_as_a_whole()
    {
        var channel = Open(new DataChannelOptions { MaxRetransmits = 0 });
        var reliable = _pair.Client.Channels.Open("reliable", DataChannelOptions.Reliable)!;
        LoseDataOnce();
        _pair.Client.Channels.Send(_pair.Now, channel, new byte[60_000]);
        _pair.Client.Channels.Send(_pair.Now, channel, new byte[10]);
        _pair.Client.Channels.Send(_pair.Now, reliable, new byte[20]);
        Assert.True(_pair.RunUntil(() => _pair.Client.Association.BufferedAmount == 0));
        Assert.Equal([10, 20], _pair.Server.Messages.Select(m => m.Data.Length).Order());
        Assert.True(_pair.Client.Association.Statistics.PacketsSent < 40);
    }

    [Fact]
    public void A_lost_forward_tsn_is_sent_again()
    {
        var channel = Open(new DataChannelOptions { IsOrdered = true, MaxRetransmits = 0 });
        var forwards = 0;
        LoseDataOnce(packet => PacketLog.Types(packet).Contains(ChunkType.ForwardTsn) && forwards++ < 2);
        _pair.Client.Channels.Send(_pair.Now, channel, [1]);
        _pair.Run(10_000);
        Assert.True(forwards >= 3);
        Assert.Equal(Timestamp.Never, Min(_pair.Client.Association.NextTimeout, _pair.Now.AddMilliseconds(5000)));
        _pair.Client.Channels.Send(_pair.Now, channel, [2]);
        _pair.Run(500);
        Assert.Equal([2], Assert.Single(_pair.Server.Messages).Data);
    }

    [Fact]
    public void Many_streams_given_up_at_once_all_go_on()
    {
        var channels = Enumerable.Range(0, 60).Select(_ => Open(new DataChannelOptions { IsOrdered = true, MaxRetransmits = 0 })).ToArray();
        var broken = true;
        _pair.Filter = (from, packet) => !broken || from != _pair.Client || !PacketLog.Types(packet).Contains(ChunkType.Data);
        foreach (var channel in channels)
            _pair.Client.Channels.Send(_pair.Now, channel, [1]);
        _pair.Run(5000);
        broken = false;
        foreach (var channel in channels)
            _pair.Client.Channels.Send(_pair.Now, channel, [2]);
        _pair.Run(2000);
        Assert.Equal(60, _pair.Server.Messages.Count);
        Assert.All(_pair.Server.Messages, m => Assert.Equal(2, m.Data[0]));
    }

    [Fact]
    public void Many_holes_between_messages_that_arrived_are_skipped_at_once()
    {
        var channel = Open(new DataChannelOptions { IsOrdered = false, MaxRetransmits = 0 });
        var count = 0;
        _pair.Filter = (from, packet) => from != _pair.Client || !PacketLog.Types(packet).Contains(ChunkType.Data) || count++ % 2 == 1;
        for (var i = 0; i < 40; i++)
        {
            _pair.Client.Channels.Send(_pair.Now, channel, [1]);
            _pair.Flush();
        }

        // The first ones are given up by missing reports, the last few by the timer.
        _pair.Run(600);
        Assert.Equal(0, channel.BufferedAmount);
        Assert.Equal(20, _pair.Server.Messages.Count);
    }

    [Fact]
    public void An_endless_lossy_flow_stays_fresh_on_a_bad_link()
    {
        var channel = Open(new DataChannelOptions { IsOrdered = false, MaxRetransmits = 0 });
        _pair.Link = new LinkConditions { Loss = 0.1, JitterMilliseconds = 10 };
        for (var i = 0; i < 2000; i++)
        {
            _pair.Client.Channels.Send(_pair.Now, channel, BitConverter.GetBytes(i));
            _pair.Run(10);
        }

        _pair.Run(2000);
        Assert.InRange(_pair.Server.Messages.Count, 1600, 1950);
        Assert.Equal(0, _pair.Client.Association.BufferedAmount);
        Assert.Equal(_pair.Server.Messages.Count, _pair.Server.Messages.Select(m => BitConverter.ToInt32(m.Data)).Distinct().Count());
        Assert.Equal(SctpState.Connected, _pair.Client.Association.State);
    }

    private DataChannel Open(DataChannelOptions options)
    {
        var channel = _pair.Client.Channels.Open("c", options)!;
        Assert.True(_pair.RunUntil(() => channel.State == DataChannelState.Open));
        _pair.Run(300);
        return channel;
    }

    private void LoseDataOnce(Func<byte[], bool>? alsoLose = null)
    {
        var lost = false;
        _pair.Filter = (from, packet) =>
        {
            if (alsoLose is not null && alsoLose(packet))
                return false;
            if (lost || from != _pair.Client || !PacketLog.Types(packet).Contains(ChunkType.Data))
                return true;
            lost = true;
            return false;
        };
    }

    /// <summary>Never when the deadline is not before the limit: only the heartbeat is left.</summary>
    private static Timestamp Min(Timestamp deadline, Timestamp limit) => deadline < limit ? deadline : Timestamp.Never;
}
