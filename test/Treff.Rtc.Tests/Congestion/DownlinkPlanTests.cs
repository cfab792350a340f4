namespace Treff.Rtc.Tests.Congestion;

/// <summary>
/// Plans: conditions of a link, a duration, and what has to come of it. The picture of most plans follows the estimate as an encoder does, so
/// that the link's use shows how good the estimate is; those with layers jump as simulcast does.
/// </summary>
public sealed class DownlinkPlanTests
{
    private static readonly double[] Layers = [150_000, 500_000, 1_700_000];

    [Theory]
    [InlineData(300_000, 1)]
    [InlineData(300_000, 101)]
    [InlineData(1_000_000, 1)]
    [InlineData(1_000_000, 102)]
    [InlineData(1_000_000, 103)]
    [InlineData(3_000_000, 1)]
    [InlineData(3_000_000, 104)]
    public void A_steady_link_is_used_within_ten_seconds_and_its_queue_stays_short(double rate, ulong seed)
    {
        using var downlink = new Downlink(seed);
        downlink.Link.BitsPerSecond = rate;
        downlink.Run(25);

        Assert.InRange(Use(downlink, 10, 25, rate), 0.8, 1);
        AssertShortQueue(downlink, 5, 25);
        Assert.InRange(AudioLost(downlink), 0, 0.02);
    }

    [Theory]
    [InlineData(300_000, 0)]
    [InlineData(1_000_000, 1)]
    [InlineData(3_000_000, 2)]
    public void Of_three_layers_the_highest_that_fits_is_kept(double rate, int layer)
    {
        using var downlink = new Downlink(2, Layers);
        downlink.Link.BitsPerSecond = rate;
        downlink.Run(20);

        Assert.All(downlink.Between(3, 20), sample => Assert.Equal(layer, sample.Layer));
        Assert.InRange(downlink.LayerSwitches, 1, 3);
        AssertShortQueue(downlink, 1, 20);
        Assert.InRange(AudioLost(downlink), 0, 0.01);
    }

    [Fact]
    public void The_estimate_of_a_link_that_carries_all_that_is_wanted_costs_no_padding()
    {
        using var downlink = new Downlink(3, Layers);
        downlink.Link.BitsPerSecond = 20_000_000;
        downlink.Run(5);
        var padding = downlink.Server.Statistics.PaddingBytesSent;
        downlink.Run(25);

        Assert.Equal(2, downlink.Samples[^1].Layer);
        Assert.Equal(padding, downlink.Server.Statistics.PaddingBytesSent);
    }

    [Fact]
    public void Probing_while_something_is_held_back_costs_under_two_percent()
    {
        using var downlink = new Downlink(4, Layers);
        downlink.Link.BitsPerSecond = 1_000_000;
        downlink.Run(60);

        Assert.InRange(downlink.Server.Statistics.PaddingBytesSent, 1, 60 * 1_000_000 / 8 * 0.02);
    }

    [Theory]
    [InlineData(false, 5)]
    [InlineData(false, 105)]
    [InlineData(true, 5)]
    [InlineData(true, 106)]
    [InlineData(true, 107)]
    public void A_link_that_falls_to_a_sixth_and_comes_back_is_followed(bool hasLayers, ulong seed)
    {
        using var downlink = hasLayers ? new Downlink(seed, Layers) : new Downlink(seed);
        downlink.Link.BitsPerSecond = 3_000_000;
        downlink.Run(12);
        downlink.Link.BitsPerSecond = 500_000;
        downlink.Run(20);
        downlink.Link.BitsPerSecond = 3_000_000;
        downlink.Run(20);

        AssertShortQueue(downlink, 15, 32);
        Assert.InRange(downlink.Between(22, 32).Average(sample => sample.Target), 0.7 * 500_000, 500_000);
        Assert.InRange(downlink.Between(42, 52).Average(sample => sample.Target), 0.75 * 3_000_000, 3_000_000);
        Assert.InRange(AudioLost(downlink), 0, 0.01);
        if (hasLayers)
            Assert.All(downlink.Between(42, 52), sample => Assert.Equal(2, sample.Layer));
        else
            Assert.InRange(Use(downlink, 22, 32, 500_000), 0.8, 1);
    }

    [Theory]
    [InlineData(0.05, 1_000_000, 6)]
    [InlineData(0.05, 1_000_000, 108)]
    [InlineData(0.15, 1_000_000, 6)]
    [InlineData(0.15, 3_000_000, 6)]
    [InlineData(0.15, 3_000_000, 109)]
    public void Random_loss_is_not_taken_for_congestion(double loss, double rate, ulong seed)
    {
        using var downlink = new Downlink(seed);
        downlink.Link.BitsPerSecond = rate;
        downlink.Link.Loss = loss;
        downlink.BackLink.Loss = loss;
        downlink.Run(30);

        Assert.InRange(Use(downlink, 10, 30, rate), 0.75, 1.01);
        AssertShortQueue(downlink, 5, 30);
    }

    [Fact]
    public void Bursts_of_loss_cost_little()
    {
        using var downlink = new Downlink(7);
        downlink.Link.BitsPerSecond = 1_000_000;
        downlink.Link.BurstLoss = 0.003;
        downlink.Link.BurstLength = 15;
        downlink.Run(30);

        Assert.InRange(Use(downlink, 10, 30, 1_000_000), 0.65, 1.01);
        AssertShortQueue(downlink, 5, 30);
    }

    [Theory]
    [InlineData(0, 0.8)]
    [InlineData(30, 0.75)]
    [InlineData(60, 0.6)]
    public void A_long_path_with_jitter_is_used_too(int jitterMilliseconds, double use)
    {
        using var downlink = new Downlink(8);
        downlink.Link.BitsPerSecond = 1_000_000;
        downlink.Link.Delay = downlink.BackLink.Delay = TimeSpan.FromMilliseconds(100);
        downlink.Link.Jitter = TimeSpan.FromMilliseconds(jitterMilliseconds);
        downlink.Run(30);

        Assert.InRange(Use(downlink, 10, 30, 1_000_000), use, 1.01);
        AssertShortQueue(downlink, 6, 30, milliseconds: 300);
        Assert.InRange(AudioLost(downlink), 0, 0.02);
    }

    /// <summary>A loss of a tenth is let stand for a while, and what a probe costs such a queue comes on top.</summary>
    [Theory]
    [InlineData(9)]
    [InlineData(113)]
    [InlineData(114)]
    [InlineData(115)]
    public void A_queue_too_short_to_be_noticed_by_delay_is_noticed_by_loss(ulong seed)
    {
        using var downlink = new Downlink(seed);
        downlink.Link.BitsPerSecond = 1_000_000;
        downlink.Link.QueueLimit = TimeSpan.FromMilliseconds(25);
        downlink.Run(30);

        Assert.InRange(Use(downlink, 10, 30, 1_000_000), 0.75, 1);
        Assert.InRange(downlink.Link.DroppedByQueue, 1, downlink.Link.Sent * 15 / 100);
    }

    [Fact]
    public void Without_feedback_less_is_sent_and_when_it_is_back_the_rate_comes_back()
    {
        using var downlink = new Downlink(10);
        downlink.Link.BitsPerSecond = 3_000_000;
        downlink.Run(10);
        downlink.BackLink.Loss = 1;
        downlink.Run(6);
        var silent = downlink.Samples[^1].Target;
        downlink.BackLink.Loss = 0;
        downlink.Run(8);

        Assert.InRange(silent, 50_000, 800_000);
        Assert.InRange(downlink.Samples[^1].Target, 0.7 * 3_000_000, 3_000_000);
    }

    /// <summary>Paused in the outage, nothing flows and nothing is reported: only probes can show that the path is back.</summary>
    [Theory]
    [InlineData(true, 11)]
    [InlineData(true, 110)]
    [InlineData(false, 11)]
    [InlineData(false, 111)]
    [InlineData(false, 112)]
    public void A_picture_that_an_outage_stopped_comes_back(bool hasAudio, ulong seed)
    {
        using var downlink = new Downlink(seed, Layers) { HasAudio = hasAudio };
        downlink.Link.BitsPerSecond = 1_000_000;
        downlink.Run(10);
        downlink.Link.Loss = downlink.BackLink.Loss = 1;
        downlink.Run(8);
        downlink.Link.Loss = downlink.BackLink.Loss = 0;
        downlink.Run(12);

        Assert.Equal(-1, downlink.Between(17, 18).Last().Layer);
        Assert.All(downlink.Between(22, 30), sample => Assert.Equal(1, sample.Layer));
    }

    /// <summary>The share of the link that was used, with headers.</summary>
    private static double Use(Downlink downlink, double from, double to, double rate) =>
        downlink.Between(from, to).Average(sample => sample.Passed) / rate;

    /// <summary>A queue may be longer for a moment, never for half a second.</summary>
    private static void AssertShortQueue(Downlink downlink, double from, double to, double milliseconds = 200)
    {
        var samples = downlink.Between(from, to).ToArray();
        for (var i = 0; i + 5 <= samples.Length; i++)
            Assert.InRange(samples[i..(i + 5)].Min(sample => sample.Queue.TotalMilliseconds), 0, milliseconds);
    }

    private static double AudioLost(Downlink downlink)
    {
        // What is under way at the end has not arrived yet.
        var underWay = (int)((downlink.Link.Delay + downlink.Link.Jitter).TotalMilliseconds / 20) + 5;
        return Math.Max(0, downlink.AudioSent - underWay - downlink.AudioReceived) / (double)downlink.AudioSent;
    }
}
