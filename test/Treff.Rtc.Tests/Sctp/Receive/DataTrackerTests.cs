using Treff.Rtc.Sctp.Packet;
using Treff.Rtc.Sctp.Receive;
using Treff.Rtc.Tests.Support;

namespace Treff.Rtc.Tests.Sctp.Receive;

public sealed class DataTrackerTests
{
    private static readonly Timestamp Start = Timestamp.FromMilliseconds(1000);

    [Theory]
    [InlineData(10u)]
    [InlineData(0u)]
    [InlineData(0xFFFF_FFFEu)]
    public void Reports_gaps_and_duplicates_across_the_wrap(uint initial)
    {
        var tracker = new DataTracker(initial, TimeSpan.FromMilliseconds(200));
        foreach (var offset in (uint[])[0, 1, 3, 4, 7, 3])
            Receive(tracker, initial + offset);
        var sack = Sack(tracker);
        Assert.Equal($"{initial + 1} [2-3] [6-6] dup {initial + 3}", sack);
        Receive(tracker, initial + 2);
        Assert.Equal($"{initial + 4} [3-3]", Sack(tracker));
        Receive(tracker, initial + 6);
        Receive(tracker, initial + 5);
        Assert.Equal($"{initial + 7}", Sack(tracker));
    }

    [Fact]
    public void Acknowledges_the_first_packet_at_once_then_every_second_one_or_after_the_delay()
    {
        var tracker = new DataTracker(1, TimeSpan.FromMilliseconds(200));
        Packet(tracker, 1);
        Assert.True(tracker.IsSackDue);
        Sack(tracker);
        Packet(tracker, 2);
        Assert.False(tracker.IsSackDue);
        Assert.Equal(Start.AddMilliseconds(200), tracker.SackDeadline);
        tracker.HandleTimeout(Start.AddMilliseconds(199));
        Assert.False(tracker.IsSackDue);
        tracker.HandleTimeout(Start.AddMilliseconds(200));
        Assert.True(tracker.IsSackDue);
        Sack(tracker);
        Packet(tracker, 3);
        Assert.False(tracker.IsSackDue);
        Packet(tracker, 4);
        Assert.True(tracker.IsSackDue);
        Sack(tracker);
        Assert.Equal(Timestamp.Never, tracker.SackDeadline);
    }

    [Fact]
    public void Acknowledges_at_once_while_there_are_gaps_and_when_one_closes()
    {
        var tracker = new DataTracker(1, TimeSpan.FromMilliseconds(200));
        Packet(tracker, 1);
        Sack(tracker);
        foreach (var tsn in (uint[])[3, 4, 2])
        {
            Packet(tracker, tsn);
            Assert.True(tracker.IsSackDue);
            Sack(tracker);
        }

        Packet(tracker, 5);
        Assert.False(tracker.IsSackDue);
    }

    [Fact]
    public void Skips_to_a_tsn_and_over_what_has_arrived_behind_it()
    {
        var tracker = new DataTracker(1, TimeSpan.FromMilliseconds(200));
        foreach (var tsn in (uint[])[3, 5, 6, 9])
            Receive(tracker, tsn);
        Assert.True(tracker.SkipTo(4));
        Assert.Equal("6 [3-3]", Sack(tracker));
        Assert.False(tracker.SkipTo(5));
        Assert.Equal(TsnClass.Duplicate, tracker.Classify(4));
    }

    [Fact]
    public void Takes_nothing_too_far_ahead_and_not_more_gaps_than_it_can_track()
    {
        var tracker = new DataTracker(1, TimeSpan.FromMilliseconds(200));
        Assert.Equal(TsnClass.New, tracker.Classify(32_768));
        Assert.Equal(TsnClass.OutOfWindow, tracker.Classify(32_769));
        for (uint i = 1; i <= 1000; i++)
            Receive(tracker, 2 * i);
        Assert.Equal(TsnClass.OutOfWindow, tracker.Classify(3000));
        Assert.Equal(TsnClass.New, tracker.Classify(501));
        Assert.Equal(TsnClass.New, tracker.Classify(2001));
        Assert.Equal(TsnClass.New, tracker.Classify(1));
    }

    [Fact]
    public void A_sack_never_outgrows_its_packet()
    {
        var tracker = new DataTracker(1, TimeSpan.FromMilliseconds(200));
        for (uint i = 1; i <= 1000; i++)
            Receive(tracker, 2 * i);
        for (uint i = 0; i < 100; i++)
            Receive(tracker, 2);
        var writer = new PacketWriter(new byte[1160], 1, 2, 3);
        tracker.WriteSack(ref writer, 0);
        Assert.Equal(1160, writer.Length);
    }

    /// <summary>Against a plain set, with TSNs from a small range so that all cases meet.</summary>
    [Fact]
    public void Random_arrivals_agree_with_a_plain_set()
    {
        for (ulong seed = 0; seed < 300; seed++)
        {
            var random = new SeededRandom(seed);
            var initial = random.Chance(0.5) ? 0xFFFF_FFF0u : 1u;
            var tracker = new DataTracker(initial, TimeSpan.FromMilliseconds(200));
            var seen = new HashSet<long>();
            var cumulative = initial - 1L;
            for (var step = 0; step < 200; step++)
            {
                var tsn = cumulative + 1 + random.Next(40);
                if (random.Chance(0.05))
                {
                    tracker.SkipTo(tsn);
                    cumulative = Math.Max(cumulative, tsn);
                }
                else
                {
                    Assert.Equal(seen.Contains(tsn), tracker.Classify(tsn) == TsnClass.Duplicate);
                    if (seen.Add(tsn))
                        tracker.Add(tsn);
                }

                while (seen.Contains(cumulative + 1))
                    cumulative++;
                Assert.Equal(cumulative, tracker.CumulativeTsn);
            }
        }
    }

    private static void Receive(DataTracker tracker, uint tsn)
    {
        var extended = tracker.Extend(tsn);
        if (tracker.Classify(extended) == TsnClass.New)
            tracker.Add(extended);
        else
            tracker.AddDuplicate(tsn);
    }

    private static void Packet(DataTracker tracker, uint tsn)
    {
        Receive(tracker, tsn);
        tracker.OnPacketEnd(Start);
    }

    private static string Sack(DataTracker tracker)
    {
        var writer = new PacketWriter(new byte[1160], 1, 2, 3);
        tracker.WriteSack(ref writer, 0);
        var reader = new ChunkReader(writer.Finish()[SctpPacket.HeaderLength..]);
        Assert.True(reader.MoveNext());
        Assert.True(SackChunk.TryParse(reader.Current, out var sack));
        var text = sack.CumulativeTsnAck.ToString();
        for (var i = 0; i < sack.GapBlockCount; i++)
            text += $" [{sack.GetGapBlock(i).Start}-{sack.GetGapBlock(i).End}]";
        for (var i = 0; i < sack.DuplicateCount; i++)
            text += $" dup {sack.GetDuplicate(i)}";
        return text;
    }
}
