using Treff.Rtc.Congestion;
using Treff.Rtc.Tests.Support;

namespace Treff.Rtc.Tests.Congestion;

public sealed class PacketQueueTests
{
    [Fact]
    public void Packets_come_out_as_they_went_in_whatever_the_order_of_calls()
    {
        for (ulong seed = 1; seed <= 20; seed++)
        {
            using var queue = new PacketQueue();
            var random = new SeededRandom(seed);
            var expected = new Queue<(long Index, byte[] Bytes)>();
            for (long index = 0; index < 3000; index++)
            {
                var bytes = new byte[20 + random.Next(1200)];
                random.Fill(bytes);
                if (queue.TryAdd(new QueuedPacket(Timestamp.Zero, index, false, true), bytes.AsSpan(0, 12), bytes.AsSpan(12, 4), bytes.AsSpan(16)))
                    expected.Enqueue((index, bytes));
                for (var i = random.Next(3); i > 0 && expected.Count > 0; i--)
                    AssertNext(queue, expected);
                Assert.Equal(expected.Sum(packet => packet.Bytes.Length), queue.Bytes);
                if (random.Chance(0.01))
                    queue.Trim();
            }

            while (expected.Count > 0)
                AssertNext(queue, expected);
            Assert.True(queue.IsEmpty);
        }
    }

    [Fact]
    public void A_full_queue_refuses()
    {
        using var queue = new PacketQueue();
        var added = 0;
        while (added < 1000 && queue.TryAdd(default, new byte[12], [], new byte[1100]))
            added++;
        Assert.InRange(added * 1112, 400_000, 1_100_000);
        queue.Take(out _);
        queue.Take(out _);
        Assert.True(queue.TryAdd(default, new byte[12], [], new byte[1100]));
    }

    [Fact]
    public void What_is_too_old_is_given_up()
    {
        using var queue = new PacketQueue();
        for (var i = 0; i < 10; i++)
            Assert.True(queue.TryAdd(new QueuedPacket(Timestamp.FromMilliseconds(i), i, false, false), new byte[12], [], new byte[5]));
        Assert.Equal(4, queue.DropBefore(Timestamp.FromMilliseconds(4)));
        queue.Take(out var packet);
        Assert.Equal(4, packet.PacketIndex);
    }

    private static void AssertNext(PacketQueue queue, Queue<(long Index, byte[] Bytes)> expected)
    {
        var (index, bytes) = expected.Dequeue();
        Assert.Equal(bytes, queue.Take(out var packet).ToArray());
        Assert.Equal((index, 12, bytes.Length), (packet.PacketIndex, packet.HeaderLength, packet.Length));
    }
}
