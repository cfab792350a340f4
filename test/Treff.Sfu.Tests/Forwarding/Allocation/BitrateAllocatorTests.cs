using Treff.Sfu.Forwarding.Allocation;

namespace Treff.Sfu.Tests.Forwarding.Allocation;

/// <summary>Who gets what of a budget. Levels: 0 paused, 1 small (150 kbit/s), 2 middle (500), 3 large (1700).</summary>
public sealed class BitrateAllocatorTests
{
    [Theory]
    [InlineData(100, 0)]
    [InlineData(149, 0)]
    [InlineData(150, 1)]
    [InlineData(499, 1)]
    [InlineData(500, 2)]
    [InlineData(1699, 2)]
    [InlineData(1700, 3)]
    public void One_video_gets_the_best_that_fits(int kilobits, int level) => Assert.Equal([level], Divide(kilobits, Demands.Simulcast()));

    [Theory]
    [InlineData(200, "1 0 0 0")]
    [InlineData(600, "1 1 1 1")]
    [InlineData(1000, "2 1 1 1")]
    [InlineData(2000, "2 2 2 2")]
    [InlineData(3300, "3 2 2 2")]
    [InlineData(6800, "3 3 3 3")]
    public void Equals_rise_together(int kilobits, string levels) =>
        Assert.Equal(levels, string.Join(' ', Divide(kilobits, Demands.Many(4, () => Demands.Simulcast()))));

    [Theory]
    [InlineData(150, "1 0 0")]
    [InlineData(450, "1 1 1")]
    [InlineData(800, "2 1 1")]
    [InlineData(2000, "3 1 1")]
    [InlineData(2350, "3 2 1")]
    public void The_first_one_comes_before_the_others_but_leaves_them_something(int kilobits, string levels) => Assert.Equal(
        levels, string.Join(' ', Divide(kilobits, Demands.Simulcast(isFirst: true), Demands.Simulcast(), Demands.Simulcast())));

    [Fact]
    public void The_first_one_keeps_six_tenths_from_a_crowd() =>
        Assert.Equal([2, 1, 1, 0, 0, 0], Divide(850, [Demands.Simulcast(isFirst: true), .. Demands.Many(5, () => Demands.Simulcast())]));

    [Fact]
    public void A_large_tile_rises_before_small_ones() => Assert.Equal(
        [3, 1, 1],
        Divide(2200, Demands.Simulcast(weight: 1280 * 720), Demands.Simulcast(weight: 320 * 180), Demands.Simulcast(weight: 320 * 180)));

    [Fact]
    public void Nobody_gets_more_than_it_wants() => Assert.Equal([1, 2], Divide(100_000, Demands.Simulcast(wanted: 0), Demands.Simulcast(wanted: 1)));

    [Fact]
    public void What_may_not_be_paused_gets_its_lowest_layer_in_any_case() =>
        Assert.Equal([1, 1], Divide(10, Demands.Simulcast(mayPause: false), Demands.Simulcast(mayPause: false)));

    [Fact]
    public void Between_equals_the_one_that_has_the_step_keeps_it()
    {
        var first = Demands.Simulcast();
        var second = Demands.Simulcast(scale: 1.02);
        first.Take(1);
        second.Take(2);
        Assert.Equal([1, 2], Divide(700, first, second));
    }

    [Fact]
    public void The_sum_never_exceeds_the_budget_whatever_is_wanted()
    {
        var random = new Random(7);
        var levels = new int[12];
        for (var round = 0; round < 3000; round++)
        {
            var demands = Demands.Many(random.Next(1, levels.Length), () => Demands.Simulcast(
                random.Next(3) == 0, random.Next(1, 2_000_000), wanted: random.Next(3), scale: 0.3 + random.NextDouble()));
            var budget = random.Next(10_000_000);
            BitrateAllocator.Divide(demands, budget, levels);
            Assert.True(demands.Select((demand, i) => demand.Cost(levels[i])).Sum() <= budget);
        }
    }

    private static int[] Divide(int kilobits, params VideoDemand[] demands)
    {
        var levels = new int[demands.Length];
        BitrateAllocator.Divide(demands, kilobits * 1000L, levels);
        return levels;
    }
}
