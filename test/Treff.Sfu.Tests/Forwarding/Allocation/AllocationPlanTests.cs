using Treff.Sfu.Forwarding;
using Treff.Sfu.Forwarding.Allocation;

namespace Treff.Sfu.Tests.Forwarding.Allocation;

/// <summary>What changes as the budget moves, and what stays. A layer of 500 kbit/s is kept down to 527 and taken from 589.</summary>
public sealed class AllocationPlanTests
{
    private readonly AllocationPlan _plan = new();

    [Fact]
    public void A_new_video_gets_at_once_what_fits_with_head_room()
    {
        var demand = Demands.Simulcast();
        Apply(600, mayRaise: false, demand);
        Assert.Equal(2, demand.Level);
    }

    [Fact]
    public void What_lies_between_raising_and_lowering_stays_as_it_is()
    {
        var low = Demands.Simulcast();
        var high = Demands.Simulcast();
        low.Take(1);
        high.Take(2);
        Apply(560, mayRaise: true, low);
        Apply(560, mayRaise: true, high);
        Assert.Equal((1, 2), (low.Level, high.Level));
    }

    [Fact]
    public void A_budget_that_swings_a_little_changes_nothing()
    {
        var demands = Demands.Many(6, () => Demands.Simulcast());
        Apply(2500, mayRaise: true, demands);
        var before = demands.Select(demand => demand.Level).ToArray();
        Assert.Equal([2, 2, 2, 1, 1, 1], before);
        var random = new Random(3);
        for (var i = 0; i < 200; i++)
        {
            // Rates and estimate by 3 % each.
            foreach (var demand in demands)
                demand.WithRates(scale: 1 + ((random.NextDouble() - 0.5) * 0.06));
            Apply(2500 + random.Next(-75, 75), mayRaise: true, demands);
            Assert.Equal(before, demands.Select(demand => demand.Level));
        }
    }

    [Fact]
    public void Too_much_is_taken_away_in_one_step()
    {
        var demands = Demands.Many(3, () => Demands.Simulcast());
        Apply(10_000, mayRaise: true, demands);
        Assert.All(demands, demand => Assert.Equal(3, demand.Level));
        Apply(500, mayRaise: false, demands);
        Assert.True(_plan.WasTooMuch);
        Assert.Equal(450_000, _plan.Granted);
        Assert.Equal([1, 1, 1], demands.Select(demand => demand.Level));
    }

    [Fact]
    public void Nothing_is_raised_while_that_is_held_back()
    {
        var demand = Demands.Simulcast();
        demand.Take(1);
        Apply(5000, mayRaise: false, demand);
        Assert.Equal(1, demand.Level);
        Assert.False(_plan.HasRaised);
        Apply(5000, mayRaise: true, demand);
        Assert.Equal(3, demand.Level);
        Assert.True(_plan.HasRaised);
    }

    [Fact]
    public void It_says_what_the_next_step_needs()
    {
        var demand = Demands.Simulcast();
        demand.Take(1);
        Apply(400, mayRaise: true, demand);
        var wanted = _plan.ToDemand(40_000);
        Assert.Equal(40_000 + (long)(500_000 / 0.85), wanted.NextStepBitsPerSecond);
        Assert.Equal(40_000 + (long)(1_700_000 / 0.85), wanted.DesiredBitsPerSecond);
        Apply(5000, mayRaise: true, demand);
        Assert.Equal(0, _plan.ToDemand(40_000).NextStepBitsPerSecond);
    }

    [Fact]
    public void A_video_without_packets_waits_for_its_lowest_layer()
    {
        var demand = new VideoDemand();
        Apply(5000, mayRaise: true, demand);
        Assert.Equal(VideoDemand.New, demand.Level);
        Assert.Equal(LayerTarget.Lowest, demand.Granted);
    }

    [Fact]
    public void A_level_means_the_same_layers_when_others_come_and_go()
    {
        var demand = Demands.Simulcast();
        Apply(5000, mayRaise: true, demand);
        demand.WithRates(wanted: 1);
        Assert.Equal(2, demand.Level);
        Apply(5000, mayRaise: true, demand);
        demand.WithRates(wanted: 2);
        Assert.Equal(2, demand.Level);
        Apply(5000, mayRaise: true, demand);
        Assert.Equal(3, demand.Level);
    }

    [Fact]
    public void What_is_granted_fits_whatever_was_before()
    {
        var random = new Random(11);
        for (var round = 0; round < 2000; round++)
        {
            var demands = Demands.Many(
                random.Next(1, 9), () => Demands.Simulcast(random.Next(4) == 0, random.Next(1, 900_000), scale: 0.5 + random.NextDouble()));
            foreach (var demand in demands)
                demand.Take(random.Next(4));
            var budget = random.Next(8_000);
            Apply(budget, random.Next(2) == 0, demands);
            Assert.True(_plan.Granted <= (budget * 1000L * 0.95) + 1);
        }
    }

    private void Apply(int kilobits, bool mayRaise, params VideoDemand[] demands) => _plan.Apply(demands, kilobits * 1000L, kilobits * 1000L, mayRaise);
}
