using Treff.Rtc.Tests.Support;
using Treff.Sfu.Tcp;

namespace Treff.Sfu.Tests.Tcp;

public sealed class StreamConnectionsTests
{
    private static readonly StreamOptions Defaults = new();

    [Theory]
    [InlineData(MediaStreamKind.Ice)]
    [InlineData(MediaStreamKind.Turn)]
    public async Task Datagrams_are_the_same_wherever_the_bytes_are_cut(MediaStreamKind kind)
    {
        using var harness = new StreamHarness();
        var (bytes, datagrams) = StreamSamples.Stream(kind);
        var expected = new List<string>();
        for (var cut = 1; cut < bytes.Length; cut++)
        {
            expected.AddRange(datagrams);
            var client = harness.Open(kind);
            await client.SendAsync(bytes.AsMemory(0, cut));
            // What is whole is not held back for what is not.
            await harness.PumpAsync(() => harness.Datagrams.Count >= expected.Count - datagrams.Count + Whole(kind, bytes, cut));
            await client.SendAsync(bytes.AsMemory(cut));
            await harness.PumpAsync(() => harness.Datagrams.Count >= expected.Count);
            Assert.Equal(expected, harness.Datagrams);
            await client.CloseAsync();
            await harness.PumpAsync(() => harness.Statistics.Open == 0);
        }
    }

    [Theory]
    [InlineData(MediaStreamKind.Ice)]
    [InlineData(MediaStreamKind.Turn)]
    public async Task Bytes_one_by_one_are_put_together(MediaStreamKind kind)
    {
        using var harness = new StreamHarness();
        var (bytes, datagrams) = StreamSamples.Stream(kind);
        var client = harness.Open(kind);
        for (var i = 0; i < bytes.Length; i++)
            await client.SendAsync(bytes.AsMemory(i, 1));
        await harness.PumpAsync(() => harness.Datagrams.Count == datagrams.Count);
        Assert.Equal(datagrams, harness.Datagrams);
    }

    [Fact]
    public async Task A_fast_sender_takes_turns()
    {
        using var harness = new StreamHarness();
        var client = harness.Open(MediaStreamKind.Ice);
        var frame = StreamSamples.Frame(MediaStreamKind.Ice, 8);
        await client.SendAsync(Enumerable.Repeat(frame, 200).SelectMany(bytes => bytes).ToArray());
        await harness.PumpAsync(() => harness.Datagrams.Count == 200);
        Assert.All(harness.Turns, count => Assert.InRange(count, 1, 64));
    }

    [Theory]
    [InlineData(MediaStreamKind.Ice, "FFFF")]
    [InlineData(MediaStreamKind.Turn, "0003FFFC")]
    [InlineData(MediaStreamKind.Turn, "FFFFFFFF")]
    public async Task An_impossible_frame_ends_the_connection_after_what_came_before_it(MediaStreamKind kind, string header)
    {
        using var harness = new StreamHarness();
        var client = harness.Open(kind);
        await client.SendAsync((byte[])[.. StreamSamples.Frame(kind, 20), .. Convert.FromHexString(header)]);
        await harness.PumpAsync(() => harness.Closed.Count == 1);
        Assert.Single(harness.Datagrams);
        Assert.Equal((1L, 0L), (harness.Statistics.Malformed, harness.Statistics.Open));
        await client.Ended;
    }

    [Theory]
    [InlineData(MediaStreamKind.Ice)]
    [InlineData(MediaStreamKind.Turn)]
    public async Task An_end_in_the_middle_of_a_frame_is_just_the_end(MediaStreamKind kind)
    {
        using var harness = new StreamHarness();
        var frame = StreamSamples.Frame(kind, 40);
        for (var length = 0; length < frame.Length; length++)
        {
            var client = harness.Open(kind);
            await client.SendAsync(frame.AsMemory(0, length));
            await client.CloseAsync();
            await harness.PumpAsync(() => harness.Statistics.Open == 0);
        }

        Assert.Empty(harness.Datagrams);
        Assert.Equal(0, harness.Statistics.Malformed);
    }

    [Theory]
    [InlineData(MediaStreamKind.Ice)]
    [InlineData(MediaStreamKind.Turn)]
    public async Task Changed_and_shortened_bytes_end_every_connection_in_order(MediaStreamKind kind)
    {
        using var harness = new StreamHarness();
        var (original, _) = StreamSamples.Stream(kind);
        var random = new SeededRandom(20260116);
        for (var input = 0; input < 300; input++)
        {
            var bytes = original.AsSpan(0, random.Next(original.Length + 1)).ToArray();
            for (var change = 1 + random.Next(3); change > 0 && bytes.Length > 0; change--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            var client = harness.Open(kind);
            await client.SendAsync(bytes);
            await client.CloseAsync();
            await harness.PumpAsync(() => harness.Statistics.Open == 0);
            await client.Ended;
        }

        Assert.Equal(0, harness.Statistics.Open);
        Assert.Equal(300, harness.Statistics.Opened);
    }

    [Fact]
    public async Task Who_sends_a_byte_now_and_then_is_sent_away_all_the_same()
    {
        using var harness = new StreamHarness();
        var client = harness.Open(MediaStreamKind.Ice);
        await harness.PumpAsync(() => harness.Connections.NextTimeout != Rtc.Timestamp.Never);
        var frame = StreamSamples.Frame(MediaStreamKind.Ice, 1000);
        for (var second = 0; second < 5; second++)
        {
            Assert.Equal(0, harness.Statistics.TimedOut);
            await client.SendAsync(frame.AsMemory(second, 1));
            harness.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(1, harness.Statistics.TimedOut);
        await harness.PumpAsync(() => harness.Closed.Count == 1);
    }

    [Fact]
    public async Task Whole_frames_of_a_stranger_do_not_keep_a_connection_open()
    {
        using var harness = new StreamHarness();
        var client = harness.Open(MediaStreamKind.Ice);
        for (var second = 1; second <= 5; second++)
        {
            await client.SendAsync(StreamSamples.Frame(MediaStreamKind.Ice, 20));
            await harness.PumpAsync(() => harness.Datagrams.Count == second);
            harness.Advance(second == 1 ? TimeSpan.Zero : TimeSpan.FromSeconds(1.25));
        }

        await harness.PumpAsync(() => harness.Closed.Count == 1);
        Assert.Equal(1, harness.Statistics.TimedOut);
    }

    [Theory]
    [InlineData(MediaStreamKind.Ice, 1)]
    [InlineData(MediaStreamKind.Turn, 0)]
    public async Task A_participants_silence_ends_ice_and_leaves_turn_to_its_allocation(MediaStreamKind kind, int timedOut)
    {
        using var harness = new StreamHarness { IsEverybodyAuthentic = true };
        var client = harness.Open(kind);
        await client.SendAsync(StreamSamples.Frame(kind, 20));
        await harness.PumpAsync(() => harness.Datagrams.Count == 1);
        harness.Advance(Defaults.IdleTimeout - TimeSpan.FromSeconds(1));
        Assert.Equal(0, harness.Statistics.TimedOut);
        harness.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(timedOut, harness.Statistics.TimedOut);
    }

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1", "192.0.2.2")]
    [InlineData("2001:db8::1", "2001:db8::2", "2001:db8:0:1::1")]
    public async Task An_address_or_an_ipv6_network_has_so_many_connections_until_one_ends(string first, string same, string other)
    {
        using var harness = new StreamHarness(new StreamOptions { MaxConnectionsPerAddress = 2 });
        var one = harness.Open(MediaStreamKind.Ice, first);
        harness.Open(MediaStreamKind.Turn, same);
        Assert.True(harness.Open(MediaStreamKind.Ice, same).Ended.IsCompleted);
        Assert.Equal((2L, 1L), (harness.Statistics.Open, harness.Statistics.Refused));
        Assert.False(harness.Open(MediaStreamKind.Ice, other).Ended.IsCompleted);
        await one.CloseAsync();
        await harness.PumpAsync(() => harness.Statistics.Open == 2);
        Assert.False(harness.Open(MediaStreamKind.Ice, same).Ended.IsCompleted);
        Assert.Equal((3L, 1L), (harness.Statistics.Open, harness.Statistics.Refused));
    }

    [Fact]
    public void All_addresses_together_have_so_many_connections()
    {
        using var harness = new StreamHarness(new StreamOptions { MaxConnections = 3 });
        for (var i = 1; i <= 5; i++)
            harness.Open(MediaStreamKind.Ice, $"192.0.2.{i}");
        Assert.Equal((3L, 2L), (harness.Statistics.Open, harness.Statistics.Refused));
    }

    [Fact]
    public async Task A_slow_receiver_loses_datagrams_and_holds_nobody_up()
    {
        using var harness = new StreamHarness(new StreamOptions { MaxQueuedBytes = 3000 });
        var client = harness.Open(MediaStreamKind.Ice);
        await client.SendAsync(StreamSamples.Frame(MediaStreamKind.Ice, 20));
        await harness.PumpAsync(() => harness.Datagrams.Count == 1);
        for (var i = 0; i < 5; i++)
            harness.Connections.Send(harness.LastPath, new byte[1000]);
        Assert.Equal((2L, 3L), (harness.Statistics.FramesSent, harness.Statistics.FramesDropped));
    }

    [Fact]
    public async Task When_the_server_stops_every_connection_ends()
    {
        var harness = new StreamHarness();
        var client = harness.Open(MediaStreamKind.Ice);
        await client.SendAsync(StreamSamples.Frame(MediaStreamKind.Ice, 20));
        await harness.PumpAsync(() => harness.Datagrams.Count == 1);
        harness.Dispose();
        await client.Ended.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.True(harness.Open(MediaStreamKind.Ice).Ended.IsCompleted);
        Assert.Equal(1, harness.Statistics.Refused);
    }

    /// <summary>How many of the frames end within the first bytes.</summary>
    private static int Whole(MediaStreamKind kind, byte[] bytes, int length)
    {
        var rest = StreamSamples.Split(bytes, length, length).Slice(0, length);
        var count = 0;
        for (; StreamFrames.TryRead(rest, kind, bytes.Length, out var datagram) == StreamFrames.Result.Complete; count++)
            rest = rest.Slice(datagram.End);
        return count;
    }
}
