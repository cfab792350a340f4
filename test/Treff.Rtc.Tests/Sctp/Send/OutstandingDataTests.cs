using Treff.Rtc.Sctp.Packet;
using Treff.Rtc.Sctp.Send;
using Treff.Rtc.Tests.Support;

namespace Treff.Rtc.Tests.Sctp.Send;

public sealed class OutstandingDataTests
{
    private static readonly Timestamp Start = Timestamp.FromMilliseconds(1000);

    private readonly SendQueue _queue = new(1_000_000);

    [Theory]
    [InlineData(100u)]
    [InlineData(0xFFFF_FFFDu)]
    public void The_third_report_makes_a_chunk_lost(uint initial)
    {
        var data = new OutstandingData(initial, canAbandon: true);
        for (var i = 0; i < 6; i++)
            Send(data);
        Assert.False(Sack(data, initial - 1, new GapBlock(2, 2)).HasLoss);
        Assert.False(Sack(data, initial - 1, new GapBlock(2, 3)).HasLoss);
        Assert.True(Sack(data, initial - 1, new GapBlock(2, 4)).HasLoss);
        Assert.True(data.TryPeekLost(Start, out var tsn));
        Assert.Equal(initial, tsn);
        data.OnRetransmitted(Start, tsn);
        Assert.False(data.TryPeekLost(Start, out _));
        var result = Sack(data, initial + 5);
        Assert.True(result.CumulativeAdvanced);
        Assert.Equal(0, data.InFlightBytes);
        Assert.Equal(0, _queue.BufferedBytes);
    }

    [Fact]
    public void Only_newly_acknowledged_chunks_count_the_ones_before_as_missing()
    {
        var data = new OutstandingData(1, canAbandon: true);
        for (var i = 0; i < 3; i++)
            Send(data);
        for (var i = 0; i < 10; i++)
            Assert.False(Sack(data, 0, new GapBlock(2, 2)).HasLoss);
    }

    [Fact]
    public void What_the_peer_takes_back_is_in_flight_again()
    {
        var data = new OutstandingData(1, canAbandon: true);
        for (var i = 0; i < 3; i++)
            Send(data);
        var all = data.InFlightBytes;
        Sack(data, 0, new GapBlock(2, 3));
        Assert.Equal(all / 3, data.InFlightBytes);
        Sack(data, 0, new GapBlock(2, 2));
        Assert.Equal(all / 3 * 2, data.InFlightBytes);
        Sack(data, 0);
        Assert.Equal(all, data.InFlightBytes);
    }

    [Theory]
    [InlineData(4u, 0, 0)]
    [InlineData(3u, 1, 1)]
    [InlineData(0u, 0, 1)]
    [InlineData(0u, 2, 1)]
    [InlineData(0u, 2, 60000)]
    public void A_report_of_what_was_never_sent_is_not_plausible(uint cumulative, ushort start, ushort end)
    {
        var data = new OutstandingData(1, canAbandon: true);
        for (var i = 0; i < 3; i++)
            Send(data);
        GapBlock[] gaps = end == 0 ? [] : [new GapBlock(start, end)];
        Assert.False(data.IsPlausible(cumulative, Parse(Bytes(cumulative, gaps))));
    }

    [Fact]
    public void Giving_up_a_message_takes_all_its_fragments()
    {
        var data = new OutstandingData(1, canAbandon: true);
        Send(data);
        var message = Send(data, length: 30, fragments: 3, Reliability.Full with { MaxRetransmissions = 0 });
        Send(data);
        Sack(data, 0, new GapBlock(5, 5));
        data.MarkAllLost(Start);
        Assert.True(message.IsAbandoned);
        Assert.Equal(1, data.TakeAbandonedCount());
        Assert.True(data.TryPeekLost(Start, out var tsn));
        Assert.Equal(1, tsn);
        Assert.Equal(1, data.LostCount);
        Assert.Equal(0, data.InFlightBytes);
    }

    [Fact]
    public void A_message_is_sent_again_as_often_as_it_may_be()
    {
        var data = new OutstandingData(1, canAbandon: true);
        var message = Send(data, reliability: Reliability.Full with { MaxRetransmissions = 2 });
        for (var i = 0; i < 2; i++)
        {
            data.MarkAllLost(Start);
            Assert.True(data.TryPeekLost(Start, out var tsn));
            data.OnRetransmitted(Start, tsn);
        }

        data.MarkAllLost(Start);
        Assert.True(message.IsAbandoned);
    }

    [Fact]
    public void A_message_past_its_lifetime_is_not_sent_again()
    {
        var data = new OutstandingData(1, canAbandon: true);
        var message = Send(data, reliability: Reliability.Full with { ExpiresAt = Start.AddMilliseconds(10) });
        data.MarkAllLost(Start);
        Assert.True(data.TryPeekLost(Start, out _));
        Assert.False(data.TryPeekLost(Start.AddMilliseconds(10), out _));
        Assert.True(message.IsAbandoned);
    }

    [Fact]
    public void Nothing_is_given_up_when_the_peer_cannot_follow()
    {
        var data = new OutstandingData(1, canAbandon: false);
        var message = Send(data, reliability: new Reliability(true, 0, Start));
        data.MarkAllLost(Start);
        Assert.True(data.TryPeekLost(Start, out _));
        Assert.False(message.IsAbandoned);
    }

    /// <summary>Random commands against one structure: its sums must agree with a count from scratch after every step.</summary>
    [Fact]
    public void Random_commands_keep_the_sums_right()
    {
        for (ulong seed = 0; seed < 300; seed++)
        {
            var random = new SeededRandom(seed);
            var data = new OutstandingData(random.Chance(0.5) ? 0xFFFF_FFF0u : 5, canAbandon: true);
            for (var step = 0; step < 150; step++)
            {
                Command(data, random);
                Check(data);
            }

            data.Clear();
            Assert.Equal(0, _queue.BufferedBytes);
        }
    }

    private void Command(OutstandingData data, SeededRandom random)
    {
        switch (random.Next(6))
        {
            case 0:
                Send(data, 30, 1 + random.Next(3), new Reliability(random.Chance(0.5), random.Next(3) - 1, random.Chance(0.2) ? Start : Timestamp.Never));
                break;
            case 1:
                data.MarkAllLost(Start);
                break;
            case 2 when data.TryPeekLost(Start, out var tsn):
                data.OnRetransmitted(Start, tsn);
                break;
            default:
                var bytes = Bytes((uint)(data.CumulativeAck + random.Next(3)), RandomGaps(random));
                var cumulative = SequenceNumber.Extend(data.CumulativeAck, Parse(bytes).CumulativeTsnAck);
                if (data.IsPlausible(cumulative, Parse(bytes)))
                    data.HandleSack(Start, cumulative, Parse(bytes), random.Chance(0.5));
                break;
        }
    }

    private static GapBlock[] RandomGaps(SeededRandom random)
    {
        var gaps = new GapBlock[random.Next(4)];
        for (var i = 0; i < gaps.Length; i++)
        {
            var start = 1 + random.Next(8);
            gaps[i] = new GapBlock((ushort)start, (ushort)(start + random.Next(4)));
        }

        return gaps;
    }

    private static void Check(OutstandingData data)
    {
        var (inFlight, lost) = (0, 0);
        for (var tsn = data.CumulativeAck + 1; tsn < data.NextTsn; tsn++)
        {
            ref var chunk = ref data[tsn];
            inFlight += chunk.State == ChunkState.InFlight ? chunk.WireLength : 0;
            lost += chunk.State == ChunkState.Lost ? 1 : 0;
            Assert.False(chunk.Message.IsAbandoned && chunk.State is ChunkState.InFlight or ChunkState.Lost);
        }

        Assert.Equal(inFlight, data.InFlightBytes);
        Assert.Equal(lost, data.LostCount);
        Assert.Equal(lost > 0 && HasLivingLost(data), data.TryPeekLost(Start, out _));
    }

    private static bool HasLivingLost(OutstandingData data)
    {
        for (var tsn = data.CumulativeAck + 1; tsn < data.NextTsn; tsn++)
        {
            if (data[tsn].State == ChunkState.Lost && !data[tsn].Message.IsExpired(Start))
                return true;
        }

        return false;
    }

    private OutgoingMessage Send(OutstandingData data, int length = 10, int fragments = 1, Reliability? reliability = null)
    {
        _queue.Add(_queue.GetStream(1), 53, reliability ?? Reliability.Full, new byte[length]);
        _queue.TryPeek(out var message);
        for (var i = 0; i < fragments; i++)
        {
            var part = i == fragments - 1 ? length - message.SentBytes : length / fragments;
            data.Add(Start, message, part);
            _queue.Consume(message, part);
        }

        return message;
    }

    private static AckResult Sack(OutstandingData data, uint cumulative, params GapBlock[] gaps)
    {
        var sack = Parse(Bytes(cumulative, gaps));
        var extended = SequenceNumber.Extend(data.CumulativeAck, cumulative);
        Assert.True(data.IsPlausible(extended, sack));
        return data.HandleSack(Start, extended, sack, inFastRecovery: false);
    }

    private static byte[] Bytes(uint cumulative, GapBlock[] gaps)
    {
        var writer = new PacketWriter(new byte[256], 1, 2, 3);
        SackChunk.Write(ref writer, cumulative, 1000, gaps, []);
        return writer.Finish()[SctpPacket.HeaderLength..].ToArray();
    }

    private static SackChunk Parse(byte[] bytes)
    {
        Assert.True(SackChunk.TryParse(new RawChunk(bytes), out var sack));
        return sack;
    }
}
