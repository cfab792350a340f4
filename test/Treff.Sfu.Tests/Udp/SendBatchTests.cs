using System.Net;
using Treff.Rtc;
using Treff.Sfu.Udp;

namespace Treff.Sfu.Tests.Udp;

public sealed class SendBatchTests
{
    private static readonly NetworkPath Path = new(0, TransportAddress.From(IPAddress.Loopback, 4000));

    [Fact]
    public void Sends_nothing_before_it_is_flushed()
    {
        var sender = new RecordingSender();
        using var batch = new SendBatch(sender, capacity: 4);
        Write(batch, 1);
        Write(batch, 2);
        Assert.Empty(sender.Batches);
        batch.Flush();
        batch.Flush();
        Assert.Equal([[1, 2]], sender.Batches);
    }

    [Fact]
    public void A_full_batch_goes_out_at_once()
    {
        var sender = new RecordingSender();
        using var batch = new SendBatch(sender, capacity: 2);
        for (byte i = 1; i <= 5; i++)
            Write(batch, i);
        batch.Flush();
        Assert.Equal([[1, 2], [3, 4], [5]], sender.Batches);
    }

    [Fact]
    public void A_reserved_slot_that_is_not_committed_is_given_again()
    {
        var sender = new RecordingSender();
        using var batch = new SendBatch(sender, capacity: 2);
        batch.Reserve()[0] = 9;
        Write(batch, 1);
        batch.Flush();
        Assert.Equal([[1]], sender.Batches);
    }

    [Fact]
    public void The_test_link_loses_some()
    {
        var sender = new RecordingSender();
        using var batch = new SendBatch(sender, capacity: 8, TestLoss.Create(0.3, seed: 7));
        for (var i = 0; i < 1000; i++)
            Write(batch, (byte)i);
        batch.Flush();
        Assert.InRange(batch.TestLosses, 200, 400);
        Assert.Equal(1000, batch.TestLosses + sender.Batches.Sum(sent => sent.Length));
    }

    [Fact]
    public void Is_empty_again_when_the_sender_throws()
    {
        using var batch = new SendBatch(new RecordingSender { Throws = true }, capacity: 4);
        Write(batch, 1);
        Assert.Throws<InvalidOperationException>(batch.Flush);
        Assert.Equal(0, batch.Count);
    }

    private static void Write(SendBatch batch, byte value)
    {
        batch.Reserve()[0] = value;
        batch.Commit(1, Path);
    }

    private sealed class RecordingSender : IDatagramSender
    {
        public List<int[]> Batches { get; } = [];

        public bool Throws { get; init; }

        public void Send(SendBatch batch)
        {
            if (Throws)
                throw new InvalidOperationException();
            Batches.Add(Enumerable.Range(0, batch.Count).Select(i => (int)batch[i][0]).ToArray());
        }
    }
}
