using Treff.Rtc.Sctp;
using Treff.Rtc.Sctp.DataChannels;
using Treff.Rtc.Tests.Sctp.Support;

namespace Treff.Rtc.Tests.Sctp.DataChannels;

public sealed class DataChannelTests
{
    private static readonly DataChannelOptions Lossy = new() { IsOrdered = false, MaxRetransmits = 0 };

    [Fact]
    public void A_channel_opened_before_connecting_opens_at_both_ends_with_its_options()
    {
        var pair = new SctpPair();
        var options = new DataChannelOptions { IsOrdered = false, MaxLifetime = TimeSpan.FromMilliseconds(250), Protocol = "p", Priority = 512 };
        var channel = pair.Client.Channels.Open("größe", options);
        Assert.NotNull(channel);
        Assert.Equal(0, channel.Id);
        pair.Connected();
        Assert.True(pair.RunUntil(() => channel.State == DataChannelState.Open));
        var remote = Assert.Single(pair.Server.Opened);
        Assert.Equal("größe", remote.Label);
        Assert.Equal(options, remote.Options);
        Assert.Equal(channel.Id, remote.Id);
        Assert.Equal(DataChannelState.Open, remote.State);
        Assert.Same(channel, Assert.Single(pair.Client.Opened));
    }

    [Fact]
    public void Client_and_server_number_their_channels_evenly_and_oddly()
    {
        var pair = new SctpPair().Connected();
        Assert.Equal([0, 2, 4], Enumerable.Range(0, 3).Select(_ => (int)pair.Client.Channels.Open("c", Lossy)!.Id));
        Assert.Equal([1, 3, 5], Enumerable.Range(0, 3).Select(_ => (int)pair.Server.Channels.Open("s", Lossy)!.Id));
    }

    [Fact]
    public void Text_bytes_and_empty_messages_arrive_as_what_they_were()
    {
        var pair = new SctpPair().Connected();
        var channel = pair.Client.Channels.Open("c", DataChannelOptions.Reliable)!;
        Assert.Equal(SendResult.Queued, pair.Client.Channels.Send(pair.Now, channel, "hallo"u8, isText: true));
        Assert.Equal(SendResult.Queued, pair.Client.Channels.Send(pair.Now, channel, [1, 2, 3]));
        Assert.Equal(SendResult.Queued, pair.Client.Channels.Send(pair.Now, channel, [], isText: true));
        Assert.Equal(SendResult.Queued, pair.Client.Channels.Send(pair.Now, channel, []));
        Assert.True(pair.RunUntil(() => pair.Server.Messages.Count == 4));
        Assert.Equal(["68616C6C6F True", "010203 False", " True", " False"],
            pair.Server.Messages.Select(m => $"{Convert.ToHexString(m.Data)} {m.IsText}"));
        Assert.True(pair.RunUntil(() => channel.BufferedAmount == 0));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1132)]
    [InlineData(1133)]
    [InlineData(65_536)]
    public void A_message_of_any_allowed_size_arrives_whole(int size)
    {
        var pair = new SctpPair().Connected();
        var channel = pair.Server.Channels.Open("c", DataChannelOptions.Reliable)!;
        var message = Enumerable.Range(0, size).Select(i => (byte)(i * 7)).ToArray();
        Assert.Equal(SendResult.Queued, pair.Server.Channels.Send(pair.Now, channel, message));
        Assert.True(pair.RunUntil(() => pair.Client.Messages.Count == 1));
        Assert.Equal(message, pair.Client.Messages[0].Data);
    }

    [Fact]
    public void A_message_over_the_limit_is_refused()
    {
        var pair = new SctpPair().Connected();
        var channel = pair.Client.Channels.Open("c", Lossy)!;
        Assert.Equal(SendResult.TooLarge, pair.Client.Channels.Send(pair.Now, channel, new byte[65_537]));
    }

    [Fact]
    public void Sending_is_refused_while_the_buffer_is_full_and_allowed_again_later()
    {
        var pair = new SctpPair(configure: o => o with { MaxSendBufferBytes = 100_000 }).Connected();
        var channel = pair.Client.Channels.Open("c", DataChannelOptions.Reliable)!;
        var results = Enumerable.Range(0, 20).Select(_ => pair.Client.Channels.Send(pair.Now, channel, new byte[10_000])).ToArray();
        Assert.Equal(9, results.Count(r => r == SendResult.Queued));
        Assert.Equal(11, results.Count(r => r == SendResult.BufferFull));
        Assert.Equal(90_001, channel.BufferedAmount + 1 - DcepLength);
        Assert.True(pair.RunUntil(() => channel.BufferedAmount == 0));
        Assert.Equal(SendResult.Queued, pair.Client.Channels.Send(pair.Now, channel, new byte[10_000]));
    }

    private const int DcepLength = 13;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Closing_delivers_what_was_queued_then_closes_both_ends_and_frees_the_number(bool closedByOpener)
    {
        var pair = new SctpPair().Connected();
        for (var round = 0; round < 3; round++)
        {
            var channel = pair.Client.Channels.Open("round " + round, DataChannelOptions.Reliable)!;
            Assert.Equal(0, channel.Id);
            Assert.True(pair.RunUntil(() => channel.State == DataChannelState.Open));
            var remote = pair.Server.Opened[^1];
            var (end, closing) = closedByOpener ? (pair.Client, channel) : (pair.Server, remote);
            var other = closedByOpener ? pair.Server : pair.Client;
            end.Channels.Send(pair.Now, closing, new byte[50_000]);
            end.Channels.Close(closing);
            Assert.Equal(SendResult.NotOpen, end.Channels.Send(pair.Now, closing, [1]));
            Assert.True(pair.RunUntil(() => channel.State == DataChannelState.Closed && remote.State == DataChannelState.Closed));
            Assert.Equal(50_000, other.Messages[^1].Data.Length);
            Assert.Same(channel, pair.Client.Closed[^1]);
            Assert.Same(remote, pair.Server.Closed[^1]);
        }

        Assert.Equal(3, pair.Client.Closed.Count);
        Assert.Empty(pair.Client.Channels.Channels);
    }

    [Fact]
    public void Channels_over_the_limit_are_refused()
    {
        var pair = new SctpPair().Connected();
        for (var i = 0; i < 64; i++)
            Assert.NotNull(pair.Client.Channels.Open("c", Lossy));
        Assert.Null(pair.Client.Channels.Open("c", Lossy));
    }

    [Fact]
    public void An_unordered_channel_sends_in_order_until_the_peer_knows_it()
    {
        var pair = new SctpPair().Connected();
        var channel = pair.Client.Channels.Open("lossy", Lossy)!;
        for (byte i = 0; i < 5; i++)
            pair.Client.Channels.Send(pair.Now, channel, [i]);
        Assert.True(pair.RunUntil(() => pair.Server.Messages.Count == 5));
        Assert.Equal([0, 1, 2, 3, 4], pair.Server.Messages.Select(m => (int)m.Data[0]));
    }

    [Fact]
    public void When_the_association_ends_all_channels_close()
    {
        var pair = new SctpPair().Connected();
        var channel = pair.Client.Channels.Open("c", DataChannelOptions.Reliable)!;
        Assert.True(pair.RunUntil(() => channel.State == DataChannelState.Open));
        pair.Server.Association.Abort();
        Assert.True(pair.RunUntil(() => channel.State == DataChannelState.Closed));
        Assert.Equal(SctpFailure.PeerAborted, pair.Client.Association.Failure);
        Assert.Single(pair.Client.Closed);
        Assert.Single(pair.Server.Closed);
    }
}
