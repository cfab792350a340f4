using Treff.Rtc.Sctp.DataChannels;
using Treff.Rtc.Sctp.Packet;
using Treff.Rtc.Tests.Sctp.Support;

namespace Treff.Rtc.Tests.Sctp.Association;

public sealed class StreamResetTests
{
    [Fact]
    public void A_reset_waits_for_data_that_is_still_missing()
    {
        var pair = new SctpPair().Connected();
        var channel = Open(pair, "c");
        var lost = false;
        pair.Filter = (from, packet) =>
        {
            var lose = !lost && from == pair.Client && PacketLog.Types(packet).Contains(ChunkType.Data);
            lost |= lose;
            return !lose;
        };
        var log = PacketLog.Of(pair);
        pair.Client.Channels.Send(pair.Now, channel, new byte[5000]);
        pair.Client.Channels.Close(channel);
        Assert.True(pair.RunUntil(() => channel.State == DataChannelState.Closed));
        Assert.Equal(5000, Assert.Single(pair.Server.Messages).Data.Length);
        Assert.True(log.Count(l => l.Contains("Reconfig", StringComparison.Ordinal)) >= 4);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_lost_request_or_answer_is_repeated(bool loseRequest)
    {
        var pair = new SctpPair().Connected();
        var channel = Open(pair, "c");
        var lost = 0;
        pair.Filter = (from, packet) =>
            (from == pair.Client) != loseRequest || !PacketLog.Types(packet).Contains(ChunkType.Reconfig) || lost++ >= 2;
        pair.Client.Channels.Close(channel);
        Assert.True(pair.RunUntil(() => channel.State == DataChannelState.Closed && pair.Server.Closed.Count == 1));
    }

    [Fact]
    public void Both_ends_may_close_at_once()
    {
        var pair = new SctpPair().Connected();
        var channel = Open(pair, "c");
        pair.Client.Channels.Close(channel);
        pair.Server.Channels.Close(pair.Server.Opened[0]);
        Assert.True(pair.RunUntil(() => pair.Client.Closed.Count == 1 && pair.Server.Closed.Count == 1));
    }

    [Fact]
    public void Many_channels_close_with_few_requests()
    {
        var pair = new SctpPair().Connected();
        var channels = Enumerable.Range(0, 50).Select(i => Open(pair, "c" + i)).ToArray();
        var log = PacketLog.Of(pair);
        foreach (var channel in channels)
            pair.Client.Channels.Close(channel);
        Assert.True(pair.RunUntil(() => pair.Client.Closed.Count == 50 && pair.Server.Closed.Count == 50));
        Assert.True(log.Count(l => l.Contains("Reconfig", StringComparison.Ordinal)) < 12);
    }

    /// <summary>Channels come and go over a bad link, numbers are used again and again, and no message shows up in the wrong channel.</summary>
    [Fact]
    public void Numbers_are_used_again_without_mixing_channels_up()
    {
        for (ulong seed = 0; seed < 50; seed++)
        {
            var pair = new SctpPair(seed, o => o with { MaxRetransmissions = 40 }).Connected();
            pair.Link = new LinkConditions { Loss = 0.15, JitterMilliseconds = 20, Duplication = 0.1 };
            for (var round = 0; round < 6; round++)
            {
                var label = $"round {round}";
                var channel = pair.Client.Channels.Open(label, DataChannelOptions.Reliable)!;
                Assert.Equal(0, channel.Id);
                for (byte i = 0; i < 5; i++)
                    pair.Client.Channels.Send(pair.Now, channel, [(byte)round, i]);
                pair.Client.Channels.Close(channel);
                Assert.True(pair.RunUntil(() => channel.State == DataChannelState.Closed, 200_000), $"Seed {seed}");
                var messages = pair.Server.Messages.Where(m => m.Label == label).ToArray();
                Assert.Equal(Enumerable.Range(0, 5), messages.Select(m => (int)m.Data[1]));
                Assert.All(messages, m => Assert.Equal(round, m.Data[0]));
            }
        }
    }

    [Theory]
    [InlineData(ParameterTypeNumber.IncomingSsnReset)]
    [InlineData(ParameterTypeNumber.SsnTsnReset)]
    [InlineData(ParameterTypeNumber.AddOutgoingStreams)]
    public void Requests_that_nobody_needs_are_denied(int type)
    {
        var pair = new SctpPair().Connected();
        var channel = Open(pair, "c");
        var injected = false;
        var results = new List<ReconfigResult>();
        pair.Filter = (from, packet) =>
        {
            if (from == pair.Client && !injected && PacketLog.Types(packet).Contains(ChunkType.Reconfig))
            {
                injected = true;
                packet[SctpPacket.HeaderLength + RawChunk.HeaderLength + 1] = (byte)type;
                PacketLog.Sign(packet);
            }
            else if (from == pair.Server)
            {
                Collect(packet, results);
            }

            return true;
        };
        pair.Client.Channels.Close(channel);
        pair.Run(1000);
        Assert.Equal(ReconfigResult.Denied, results[0]);
    }

    private static void Collect(byte[] packet, List<ReconfigResult> results)
    {
        Assert.True(SctpPacket.TryParse(packet, out var parsed, out _));
        var chunks = parsed.Chunks;
        while (chunks.MoveNext())
        {
            var parameters = new ParameterReader(chunks.Current.Type == ChunkType.Reconfig ? chunks.Current.Value : default);
            while (parameters.MoveNext())
            {
                if (ReconfigResponseParameter.TryParse(parameters.Current, out var response))
                    results.Add(response.Result);
            }
        }
    }

    private static DataChannel Open(SctpPair pair, string label)
    {
        var channel = pair.Client.Channels.Open(label, DataChannelOptions.Reliable)!;
        Assert.True(pair.RunUntil(() => channel.State == DataChannelState.Open));
        return channel;
    }

    private static class ParameterTypeNumber
    {
        public const int IncomingSsnReset = (int)ParameterType.IncomingSsnReset;
        public const int SsnTsnReset = (int)ParameterType.SsnTsnReset;
        public const int AddOutgoingStreams = (int)ParameterType.AddOutgoingStreams;
    }
}
