using Treff.Rtc.Streams;
using Treff.Rtc.Tests.Support;

namespace Treff.Rtc.Tests.Streams;

public sealed class PacketHistoryTests
{
    [Fact]
    public void Gives_back_what_was_added_or_nothing()
    {
        var random = new SeededRandom(6);
        using var history = new PacketHistory(512);
        var model = new Dictionary<long, byte[]>();
        var now = Timestamp.Zero;
        var hits = 0;
        for (long n = 0; n < 20_000; n++)
        {
            now = now.AddMilliseconds(random.Next(4));
            var packet = new byte[random.Next(1300)];
            random.Fill(packet);
            history.Add(now, n, packet);
            model[n] = packet;
            model.Remove(n - 3000);

            var wanted = n - random.Next(600);
            if (!history.TryGet(wanted, out var found)) continue;
            hits++;
            Assert.Equal(model[wanted], found.ToArray());
        }

        Assert.True(hits > 10_000, $"only {hits} found");
    }

    [Fact]
    public void The_last_packets_are_there_at_full_size_and_rate()
    {
        using var history = new PacketHistory(500);
        for (var n = 0; n < 2000; n++) history.Add(Timestamp.FromMilliseconds(n), n, new byte[1200]);
        for (var n = 1500; n < 2000; n++) Assert.True(history.TryGet(n, out _));
        Assert.InRange(history.RentedBytes, 500 * 1200, 660_000);
    }

    [Fact]
    public void A_thin_stream_keeps_little()
    {
        using var history = new PacketHistory(500);
        for (var n = 0; n < 2000; n++) history.Add(Timestamp.FromMilliseconds(n * 50), n, new byte[700]);
        Assert.InRange(history.RentedBytes, 1, 3 * PacketHistory.ChunkSize);
        for (var n = 1980; n < 2000; n++) Assert.True(history.TryGet(n, out _));
    }

    [Fact]
    public void Memory_follows_the_rate_down()
    {
        using var history = new PacketHistory(500);
        for (var n = 0; n < 1000; n++) history.Add(Timestamp.FromMilliseconds(n), n, new byte[1200]);
        for (var n = 1000; n < 1200; n++) history.Add(Timestamp.FromMilliseconds(n * 50), n, new byte[1200]);
        Assert.InRange(history.RentedBytes, 1, 4 * PacketHistory.ChunkSize);
    }

    [Fact]
    public void After_disposal_it_is_empty()
    {
        var history = new PacketHistory(100);
        history.Add(Timestamp.Zero, 7, [1, 2, 3]);
        history.Dispose();
        history.Dispose();
        Assert.False(history.TryGet(7, out _));
        Assert.Equal(0, history.RentedBytes);
    }

    [Fact]
    public void A_packet_larger_than_a_chunk_is_not_kept()
    {
        using var history = new PacketHistory(100);
        history.Add(Timestamp.Zero, 7, new byte[PacketHistory.ChunkSize + 1]);
        Assert.False(history.TryGet(7, out _));
    }

    [Fact]
    public void A_stream_on_which_nothing_comes_gives_everything_back()
    {
        var budget = new HistoryBudget();
        using var history = new PacketHistory(500, budget);
        for (var n = 0; n < 500; n++) history.Add(Timestamp.FromMilliseconds(n), n, new byte[1200]);
        history.Release(Timestamp.FromMilliseconds(1000));
        Assert.True(history.TryGet(499, out _));
        history.Release(Timestamp.FromMilliseconds(2000));
        Assert.Equal((0, 0), (history.RentedBytes, budget.UsedBytes));
        Assert.False(history.TryGet(499, out _));
        history.Add(Timestamp.FromMilliseconds(2001), 500, [1, 2, 3]);
        Assert.True(history.TryGet(500, out var packet));
        Assert.Equal([1, 2, 3], packet.ToArray());
    }

    [Fact]
    public void All_streams_of_a_peer_together_stay_within_its_budget()
    {
        const int MaxBytes = 10 * PacketHistory.ChunkSize;
        var budget = new HistoryBudget(MaxBytes);
        var histories = Enumerable.Range(0, 20).Select(_ => new PacketHistory(500, budget)).ToArray();
        for (var n = 0; n < 300; n++)
        {
            foreach (var history in histories) history.Add(Timestamp.FromMilliseconds(n), n, new byte[1200]);
            Assert.InRange(budget.UsedBytes, 0, MaxBytes);
            Assert.Equal(budget.UsedBytes, histories.Sum(history => history.RentedBytes));
        }

        // Who has a chunk goes on with it; who came too late keeps nothing, and nobody is harmed.
        Assert.True(histories[0].TryGet(299, out _));
        Assert.False(histories[19].TryGet(299, out _));
        foreach (var history in histories) history.Dispose();
        Assert.Equal(0, budget.UsedBytes);
    }
}
