using Treff.Rtc.Sctp.Send;

namespace Treff.Rtc.Tests.Sctp.Send;

public sealed class SendQueueTests
{
    private readonly SendQueue _queue = new(maxBufferedBytes: 10_000);

    [Fact]
    public void Streams_take_turns_message_by_message()
    {
        for (var i = 0; i < 3; i++)
            Add(1, 10);
        for (var i = 0; i < 2; i++)
            Add(2, 10);
        Add(3, 10);
        Assert.Equal("1 2 3 1 2 1", string.Join(' ', TakeAll(10)));
    }

    [Fact]
    public void A_message_once_begun_is_finished_before_the_next_stream()
    {
        Add(1, 30);
        Add(2, 10);
        Assert.Equal("1 1 1 2", string.Join(' ', TakeAll(10)));
    }

    [Fact]
    public void Ordered_messages_are_numbered_and_unordered_ones_are_not()
    {
        Add(1, 1);
        Add(1, 1, Reliability.Full with { IsUnordered = true });
        Add(1, 1);
        var numbers = new List<int>();
        while (_queue.TryPeek(out var message))
        {
            _queue.Consume(message, 1);
            numbers.Add(message.Ssn);
        }

        Assert.Equal([0, 0, 1], numbers);
        Assert.Equal(2, _queue.GetStream(1).NextSsn);
    }

    [Fact]
    public void Room_counts_bytes_and_messages_until_the_last_reference_has_gone()
    {
        Add(1, 9000);
        Assert.False(_queue.HasRoomFor(800));
        Assert.True(_queue.HasRoomFor(744));
        _queue.TryPeek(out var message);
        message.AddReference();
        _queue.Consume(message, 9000);
        Assert.True(_queue.IsEmpty);
        Assert.Equal(9000, _queue.BufferedBytes);
        Assert.Equal(9000, message.Stream.BufferedBytes);
        message.Release();
        Assert.Equal(0, _queue.BufferedBytes);
        Assert.Equal(0, message.Stream.BufferedBytes);
        Assert.True(_queue.HasRoomFor(9000));
    }

    [Fact]
    public void Dropping_a_stream_spares_the_message_that_has_been_begun()
    {
        Add(1, 20);
        Add(1, 20);
        Add(2, 10);
        _queue.TryPeek(out var begun);
        begun.AddReference();
        _queue.Consume(begun, 10);
        Assert.Equal(1, _queue.DropUnsent(_queue.GetStream(1)));
        Assert.Equal(1, _queue.DropUnsent(_queue.GetStream(2)));
        Assert.Equal("1", string.Join(' ', TakeAll(10)));
        Assert.Equal(0, _queue.DropUnsent(_queue.GetStream(1)));
    }

    [Fact]
    public void Clearing_leaves_nothing()
    {
        Add(1, 20);
        Add(2, 20);
        _queue.Clear();
        Assert.True(_queue.IsEmpty);
        Assert.Equal(0, _queue.BufferedBytes);
        Assert.Equal(0, _queue.BufferedMessages);
    }

    private void Add(ushort stream, int length, Reliability? reliability = null) =>
        _queue.Add(_queue.GetStream(stream), 53, reliability ?? Reliability.Full, new byte[length]);

    private IEnumerable<int> TakeAll(int bytes)
    {
        while (_queue.TryPeek(out var message))
        {
            message.AddReference();
            _queue.Consume(message, Math.Min(bytes, message.Length - message.SentBytes));
            yield return message.Stream.Id;
        }
    }
}
