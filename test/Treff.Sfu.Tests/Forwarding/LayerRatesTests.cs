using Treff.Rtc;
using Treff.Sfu.Forwarding;

namespace Treff.Sfu.Tests.Forwarding;

public sealed class LayerRatesTests
{
    private readonly LayerRates _rates = new();
    private Timestamp _now = Timestamp.Zero;

    [Fact]
    public void Each_layer_has_a_rate_of_its_own()
    {
        Run(seconds: 3);
        Assert.Equal(80_000, _rates.BitsPerSecond(_now, 0, 0), 4_000.0);
        Assert.Equal(160_000, _rates.BitsPerSecond(_now, 2, 1), 8_000.0);
        Assert.Equal(0, _rates.BitsPerSecond(_now, 1, 0));
    }

    [Fact]
    public void A_rate_is_known_before_the_first_window_is_over()
    {
        Run(seconds: 0.3);
        Assert.InRange(_rates.BitsPerSecond(_now, 0, 0), 70_000, 110_000);
    }

    [Fact]
    public void What_stops_has_no_rate_any_more()
    {
        Run(seconds: 2);
        _now += TimeSpan.FromSeconds(2.5);
        Assert.Equal(0, _rates.BitsPerSecond(_now, 0, 0));
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, 4)]
    [InlineData(int.MaxValue, int.MaxValue)]
    public void A_layer_that_cannot_exist_has_no_rate(int spatial, int temporal)
    {
        Run(seconds: 2);
        Assert.Equal(0, _rates.BitsPerSecond(_now, spatial, temporal));
    }

    [Fact]
    public void Targets_are_the_lower_of_two_bounds()
    {
        Assert.Equal(new LayerTarget(0, 1), LayerTarget.Min(new LayerTarget(0, 2), new LayerTarget(2, 1)));
        Assert.True(LayerTarget.Min(LayerTarget.Unbounded, LayerTarget.Paused).IsPaused);
        Assert.False(LayerTarget.Unbounded.IsPaused);
    }

    /// <summary>Every 10 ms 100 bytes of the lowest layer and 200 of another.</summary>
    private void Run(double seconds)
    {
        for (var end = _now + TimeSpan.FromSeconds(seconds); _now < end; _now = _now.AddMilliseconds(10))
        {
            _rates.Add(_now, 0, 0, 100);
            _rates.Add(_now, 2, 1, 200);
        }
    }
}
