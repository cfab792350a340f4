using Treff.Load;

namespace Treff.Server.Tests.Load;

public sealed class DelayHistogramTests
{
    [Fact]
    public void Percentiles_are_right_within_three_percent()
    {
        var histogram = new DelayHistogram();
        for (var i = 1; i <= 100_000; i++)
            histogram.Add(i);
        Assert.InRange(histogram.Percentile(0.5), 50_000, 51_600);
        Assert.InRange(histogram.Percentile(0.99), 99_000, 100_000);
        Assert.Equal(100_000, histogram.Percentile(1));
        Assert.Equal(100_000, histogram.Maximum);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(4095)]
    [InlineData(4096)]
    [InlineData(uint.MaxValue)]
    public void A_single_sample_is_every_percentile(long value)
    {
        var histogram = new DelayHistogram();
        histogram.Add(value);
        Assert.Equal(value, histogram.Percentile(0.01));
        Assert.Equal(value, histogram.Percentile(0.99));
    }

    [Fact]
    public void What_no_clock_would_say_is_cut_off()
    {
        var histogram = new DelayHistogram();
        histogram.Add(-5);
        histogram.Add(long.MaxValue);
        Assert.Equal(2, histogram.Count);
        Assert.Equal(uint.MaxValue, histogram.Maximum);
    }

    [Fact]
    public void Two_add_up()
    {
        var one = new DelayHistogram();
        var other = new DelayHistogram();
        one.Add(10);
        other.Add(1000);
        one.Add(other);
        Assert.Equal(2, one.Count);
        Assert.Equal(10, one.Percentile(0.5));
        Assert.Equal(1000, one.Percentile(1));
    }

    [Fact]
    public void Without_samples_there_is_no_delay() => Assert.Equal(0, new DelayHistogram().Percentile(0.99));
}
