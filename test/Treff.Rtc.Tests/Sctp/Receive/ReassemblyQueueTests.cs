using System.Text;
using Treff.Rtc.Sctp.Packet;
using Treff.Rtc.Sctp.Receive;
using Treff.Rtc.Tests.Support;

namespace Treff.Rtc.Tests.Sctp.Receive;

public sealed class ReassemblyQueueTests
{
    private const DataFlags B = DataFlags.Beginning;
    private const DataFlags E = DataFlags.End;
    private const DataFlags U = DataFlags.Unordered;

    private readonly ReassemblyQueue _queue = new(maxMessageSize: 1000);
    private readonly Queue<ReceivedMessage> _delivered = new();

    [Fact]
    public void Whole_messages_of_a_stream_come_out_in_order()
    {
        Add(12, 1, 2, B | E, "c");
        Add(11, 1, 1, B | E, "b");
        Add(13, 2, 0, B | E, "other");
        Assert.Equal("2:other", Delivered());
        Add(10, 1, 0, B | E, "a");
        Assert.Equal("1:a 1:b 1:c", Delivered());
        Assert.Equal(0, _queue.HeldBytes);
    }

    [Fact]
    public void Unordered_messages_come_out_as_they_are_whole()
    {
        Add(12, 1, 0, U | B | E, "late");
        Add(11, 1, 0, U | E, "2");
        Assert.Equal("1:late", Delivered());
        Add(10, 1, 0, U | B, "1");
        Assert.Equal("1:12", Delivered());
    }

    [Fact]
    public void Fragments_in_any_order_make_the_message()
    {
        foreach (var order in (int[][])[[0, 1, 2, 3], [3, 2, 1, 0], [1, 3, 0, 2], [0, 3, 1, 2]])
        {
            var queue = new ReassemblyQueue(1000);
            foreach (var i in order)
                Add(queue, 20 + i, 7, 0, i == 0 ? B : i == 3 ? E : DataFlags.None, ((char)('a' + i)).ToString());
            Assert.Equal("7:abcd", Delivered());
            Assert.Equal(0, queue.HeldBytes);
        }
    }

    [Fact]
    public void Fragments_of_different_messages_are_not_joined()
    {
        Add(10, 1, 0, B, "a");
        Add(11, 2, 0, E, "x");
        Add(12, 1, 1, E, "y");
        Add(13, 1, 0, U | E, "z");
        Assert.Equal("", Delivered());
        Assert.Equal(4 * (1 + ReassemblyQueue.ChunkOverhead), _queue.HeldBytes);
    }

    [Fact]
    public void Sequence_numbers_wrap()
    {
        for (var i = 0; i <= 65_540; i++)
            Add(i, 1, (ushort)i, B | E, "m");
        Assert.Equal(65_541, _delivered.Count);
    }

    [Fact]
    public void A_message_over_the_limit_is_reported()
    {
        var half = new string('x', 600);
        Assert.Equal(ReassemblyResult.Accepted, Add(10, 1, 0, B, half));
        Assert.Equal(ReassemblyResult.TooLong, Add(11, 1, 0, E, half));
    }

    [Fact]
    public void An_old_sequence_number_is_not_delivered()
    {
        Add(10, 1, 0, B | E, "a");
        Assert.Equal(ReassemblyResult.Stale, Add(11, 1, 0, B | E, "again"));
        Assert.Equal("1:a", Delivered());
    }

    [Fact]
    public void Skipping_drops_incomplete_messages_and_lets_later_ones_through()
    {
        Add(10, 1, 0, B, "a");
        Add(13, 1, 1, B | E, "b");
        Add(15, 1, 3, B | E, "d");
        Add(12, 2, 0, U | B, "u");
        _queue.SkipTo(12);
        _queue.SkipStream(new SkippedStream(1, 0), _delivered);
        Assert.Equal("1:b", Delivered());
        _queue.SkipStream(new SkippedStream(1, 2), _delivered);
        Assert.Equal("1:d", Delivered());
        Assert.Equal(0, _queue.HeldBytes);
    }

    [Fact]
    public void Skipping_hands_on_whole_messages_before_the_mark()
    {
        Add(13, 1, 1, B | E, "b");
        _queue.SkipStream(new SkippedStream(1, 2), _delivered);
        Assert.Equal("1:b", Delivered());
        _queue.SkipStream(new SkippedStream(1, 1), _delivered);
        Add(14, 1, 3, B | E, "d");
        Assert.Equal("1:d", Delivered());
    }

    [Fact]
    public void A_reset_stream_begins_with_zero_again()
    {
        Add(10, 1, 0, B | E, "a");
        Add(11, 2, 0, B | E, "b");
        Add(12, 1, 5, B | E, "lost");
        _queue.ResetStream(1);
        Assert.Equal(0, _queue.HeldBytes);
        Add(13, 1, 0, B | E, "new");
        Assert.Equal("1:a 2:b 1:new", Delivered());
        _queue.ResetAllStreams();
        Add(14, 2, 0, B | E, "new");
        Assert.Equal("2:new", Delivered());
    }

    /// <summary>Random messages, cut and shuffled within a window: everything comes out once, streams in order, nothing stays behind.</summary>
    [Fact]
    public void Shuffled_fragments_of_random_messages_all_come_out()
    {
        for (ulong seed = 0; seed < 200; seed++)
        {
            var random = new SeededRandom(seed);
            var queue = new ReassemblyQueue(1000);
            var chunks = RandomChunks(random, out var expected);
            for (var i = chunks.Count - 1; i > 0; i--)
            {
                var other = Math.Max(0, i - random.Next(20));
                (chunks[i], chunks[other]) = (chunks[other], chunks[i]);
            }

            foreach (var (tsn, header, text) in chunks)
                Assert.Equal(ReassemblyResult.Accepted, queue.Add(tsn, new DataChunk(header, Encoding.ASCII.GetBytes(text)), _delivered));
            var actual = _delivered.Select(m => (m.StreamId, Encoding.ASCII.GetString(m.Payload))).ToArray();
            _delivered.Clear();
            Assert.Equal(expected.Order(), actual.Order());
            for (ushort stream = 0; stream < 3; stream++)
                Assert.Equal(expected.Where(m => m.Item1 == stream), actual.Where(m => m.StreamId == stream));
            Assert.Equal(0, queue.HeldBytes);
        }
    }

    private static List<(long Tsn, DataHeader Header, string Text)> RandomChunks(SeededRandom random, out List<(ushort, string)> expected)
    {
        var chunks = new List<(long, DataHeader, string)>();
        expected = [];
        var ssn = new ushort[4];
        for (var message = 0; message < 50; message++)
        {
            // Stream 3 is unordered.
            var stream = (ushort)random.Next(4);
            var count = 1 + random.Next(5);
            for (var i = 0; i < count; i++)
            {
                var flags = (i == 0 ? B : DataFlags.None) | (i == count - 1 ? E : DataFlags.None) | (stream == 3 ? U : DataFlags.None);
                chunks.Add((1000 + chunks.Count, new DataHeader(0, stream, ssn[stream], 53, flags), $"<{message}.{i}>"));
            }

            ssn[stream]++;
            expected.Add((stream, string.Concat(Enumerable.Range(0, count).Select(i => $"<{message}.{i}>"))));
        }

        return chunks;
    }

    private ReassemblyResult Add(long tsn, ushort stream, ushort ssn, DataFlags flags, string text) => Add(_queue, tsn, stream, ssn, flags, text);

    private ReassemblyResult Add(ReassemblyQueue queue, long tsn, ushort stream, ushort ssn, DataFlags flags, string text) =>
        queue.Add(tsn, new DataChunk(new DataHeader((uint)tsn, stream, ssn, 53, flags), Encoding.ASCII.GetBytes(text)), _delivered);

    private string Delivered()
    {
        var text = string.Join(' ', _delivered.Select(m => $"{m.StreamId}:{Encoding.ASCII.GetString(m.Payload)}"));
        _delivered.Clear();
        return text;
    }
}
