using System.Buffers.Binary;
using Treff.Rtc.Sctp;
using Treff.Rtc.Sctp.DataChannels;
using Treff.Rtc.Tests.Sctp.Support;
using Treff.Rtc.Tests.Support;

namespace Treff.Rtc.Tests.Sctp;

/// <summary>Two ends over links that lose, double, delay and reorder: whatever is promised to arrive arrives once and in order.</summary>
public sealed class LossyLinkTests
{
    private const int Seeds = 1000;

    [Fact]
    public void No_reliable_message_is_lost_doubled_or_out_of_order()
    {
        for (ulong seed = 0; seed < Seeds; seed++)
            Exchange(seed);
    }

    private static void Exchange(ulong seed)
    {
        var random = new SeededRandom(seed);

        // With a third of the packets lost both ways, eleven failures in a row are rare but not rare enough for this many seeds.
        var pair = new SctpPair(seed, options => options with { MaxRetransmissions = 40, MaxInitRetransmissions = 40 })
        {
            Link = new LinkConditions
            {
                Loss = random.Next(4) * 0.1,
                Duplication = random.Next(3) * 0.1,
                DelayMilliseconds = random.Next(150),
                JitterMilliseconds = random.Next(3) * 30,
                Damage = random.Next(2) * 0.02,
            },
        };
        var ordered = pair.Client.Channels.Open("ordered", DataChannelOptions.Reliable)!;
        var unordered = pair.Client.Channels.Open("unordered", new DataChannelOptions { IsOrdered = false })!;
        var back = pair.Server.Channels.Open("back", DataChannelOptions.Reliable)!;
        var lossy = pair.Client.Channels.Open("lossy", new DataChannelOptions { IsOrdered = random.Chance(0.5), MaxRetransmits = random.Next(2) })!;
        if (random.Chance(0.5))
            pair.Server.Association.Connect(pair.Now);
        pair.Client.Association.Connect(pair.Now);

        var count = 4 + random.Next(8);
        for (var i = 0; i < count; i++)
        {
            Send(pair, pair.Client, ordered, i, random);
            Send(pair, pair.Client, lossy, i, random);
            Send(pair, pair.Client, unordered, i, random);
            Send(pair, pair.Server, back, i, random);
            if (random.Chance(0.3))
                pair.Run(random.Next(300));
        }

        var done = pair.RunUntil(
            () => Count(pair.Server, "ordered") >= count && Count(pair.Server, "unordered") >= count && Count(pair.Client, "back") >= count
                && pair.Client.Association.BufferedAmount == 0 && pair.Server.Association.BufferedAmount == 0,
            maxMilliseconds: 300_000);
        done &= pair.Client.Association.State == SctpState.Connected && pair.Server.Association.State == SctpState.Connected;
        Assert.True(done, $"Seed {seed} hangs: {Describe(pair)}");
        pair.Run(1000);
        Assert.Equal(Enumerable.Range(0, count), Numbers(pair.Server, "ordered"));
        Assert.Equal(Enumerable.Range(0, count), Numbers(pair.Server, "unordered").Order());
        Assert.Equal(Enumerable.Range(0, count), Numbers(pair.Client, "back"));
        var some = Numbers(pair.Server, "lossy").ToArray();
        Assert.Equal(some.Distinct(), some);
        if (lossy.Options.IsOrdered)
            Assert.Equal(some.Order(), some);
    }

    private static void Send(SctpPair pair, SctpEnd from, DataChannel channel, int number, SeededRandom random)
    {
        var message = new byte[4 + (random.Chance(0.2) ? random.Next(20_000) : random.Next(200))];
        message.AsSpan().Fill((byte)number);
        BinaryPrimitives.WriteInt32BigEndian(message, number);
        Assert.Equal(SendResult.Queued, from.Channels.Send(pair.Now, channel, message));
    }

    private static int Count(SctpEnd end, string label) => end.Messages.Count(m => m.Label == label);

    private static IEnumerable<int> Numbers(SctpEnd end, string label)
    {
        foreach (var message in end.Messages.Where(m => m.Label == label))
        {
            var number = BinaryPrimitives.ReadInt32BigEndian(message.Data);
            Assert.True(message.Data.AsSpan(4).IndexOfAnyExcept((byte)number) < 0);
            yield return number;
        }
    }

    private static string Describe(SctpPair pair) =>
        $"{pair.Now.Milliseconds} ms, {pair.Link}, timeouts {pair.Client.Association.Statistics.Timeouts} {pair.Server.Association.Statistics.Timeouts} " +
        string.Join(',', Enum.GetValues<SctpDrop>().Select(d => d + "=" + pair.Client.Association.Statistics.Drops(d) + "/" + pair.Server.Association.Statistics.Drops(d))) +
        $"{pair.Client.Association.State} {pair.Client.Association.Failure} {pair.Client.Association.BufferedAmount}, " +
        $"{pair.Server.Association.State} {pair.Server.Association.Failure} {pair.Server.Association.BufferedAmount}, " +
        string.Join(' ', pair.Server.Messages.GroupBy(m => m.Label).Select(g => g.Key + g.Count()));
}
