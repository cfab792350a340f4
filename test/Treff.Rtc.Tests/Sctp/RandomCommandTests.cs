using Treff.Rtc.Sctp;
using Treff.Rtc.Sctp.DataChannels;
using Treff.Rtc.Tests.Sctp.Support;
using Treff.Rtc.Tests.Support;

namespace Treff.Rtc.Tests.Sctp;

/// <summary>Both ends do at random whatever their users may do, over links of all kinds: nothing throws, hangs or stays behind.</summary>
public sealed class RandomCommandTests
{
    [Fact]
    public void Any_sequence_of_commands_ends_in_peace()
    {
        for (ulong seed = 0; seed < 300; seed++)
            Run(seed);
    }

    private static void Run(ulong seed)
    {
        var random = new SeededRandom(seed ^ 0xABCD);
        var pair = new SctpPair(seed, o => o with { MaxSendBufferBytes = 200_000, MaxReceiveBufferBytes = 300_000, MaxRetransmissions = 40 });
        for (var step = 0; step < 60; step++)
            Command(pair, random);

        pair.Link = new LinkConditions();
        pair.Client.IsReading = pair.Server.IsReading = true;
        pair.Client.Association.Connect(pair.Now);
        pair.Server.Association.Connect(pair.Now);
        pair.Run(5000);
        pair.Client.Association.Shutdown(pair.Now);
        pair.Server.Association.Shutdown(pair.Now);
        var ended = pair.RunUntil(
            () => pair.Client.Association.State == SctpState.Closed && pair.Server.Association.State == SctpState.Closed, 900_000);
        Assert.True(ended, $"Seed {seed}: {pair.Client.Association.InnerState} {pair.Server.Association.InnerState}");
        pair.Run(100_000);
        foreach (var end in (SctpEnd[])[pair.Client, pair.Server])
        {
            Assert.Equal(0, end.Association.BufferedAmount);
            Assert.Empty(end.Channels.Channels);
            Assert.Equal(Timestamp.Never, end.Association.NextTimeout);
        }
    }

    private static void Command(SctpPair pair, SeededRandom random)
    {
        var end = random.Chance(0.5) ? pair.Client : pair.Server;
        var channels = end.Channels.Channels.ToArray();
        var channel = channels.Length > 0 ? channels[random.Next(channels.Length)] : null;
        switch (random.Next(12))
        {
            case 0:
                end.Association.Connect(pair.Now);
                break;
            case 1:
                end.Channels.Open("c", RandomOptions(random));
                break;
            case 2 or 3 or 4 or 5 when channel is not null:
                end.Channels.Send(pair.Now, channel, new byte[random.Chance(0.2) ? random.Next(65_000) : random.Next(300)]);
                break;
            case 6 when channel is not null && random.Chance(0.4):
                end.Channels.Close(channel);
                break;
            case 7:
                end.IsReading = random.Chance(0.8);
                break;
            case 8:
                pair.Link = new LinkConditions
                {
                    Loss = random.Next(4) * 0.1,
                    Duplication = random.Next(3) * 0.1,
                    DelayMilliseconds = random.Next(100),
                    JitterMilliseconds = random.Next(50),
                    Damage = random.Next(2) * 0.05,
                };
                break;
            case 9 when random.Chance(0.05):
                end.Association.Abort();
                break;
            case 10 when random.Chance(0.05):
                end.Association.Shutdown(pair.Now);
                break;
            default:
                pair.Run(random.Next(random.Chance(0.1) ? 5000 : 100));
                break;
        }
    }

    private static DataChannelOptions RandomOptions(SeededRandom random) => new()
    {
        IsOrdered = random.Chance(0.5),
        MaxRetransmits = random.Chance(0.3) ? random.Next(3) : null,
        MaxLifetime = random.Chance(0.2) ? TimeSpan.FromMilliseconds(random.Next(500)) : null,
    };
}
