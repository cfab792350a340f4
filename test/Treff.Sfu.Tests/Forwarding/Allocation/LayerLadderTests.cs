using Treff.Sfu.Forwarding;
using Treff.Sfu.Forwarding.Allocation;

namespace Treff.Sfu.Tests.Forwarding.Allocation;

public sealed class LayerLadderTests
{
    private static readonly LayerTarget All = new(2, 2);

    [Fact]
    public void Larger_pictures_follow_smaller_ones_without_their_slowest_frame_rate() => Assert.Equal(
        ["0.0 60", "0.1 100", "0.2 150", "1.1 300", "1.2 450", "2.1 1100", "2.2 1700"],
        Fill([60, 100, 150, 180, 300, 450, 700, 1100, 1700], All));

    [Fact]
    public void Nothing_above_what_is_wanted_is_a_step() => Assert.Equal(
        ["0.0 60", "0.1 100", "1.1 300"], Fill([60, 100, 150, 180, 300, 450, 700, 1100, 1700], new LayerTarget(1, 1)));

    [Fact]
    public void Without_temporal_layers_each_picture_is_one_step() =>
        Assert.Equal(["0.2 150", "1.2 450"], Fill([150, 150, 150, 450, 450, 450, 0, 0, 0], All));

    [Fact]
    public void Layers_that_do_not_come_are_no_steps() => Assert.Equal(["2.2 900"], Fill([0, 0, 0, 0, 0, 0, 900, 900, 900], All));

    [Fact]
    public void A_better_layer_that_costs_less_replaces_the_worse() =>
        Assert.Equal(["0.2 200", "2.2 300"], Fill([200, 200, 200, 400, 400, 400, 300, 300, 300], All));

    [Fact]
    public void Nothing_is_wanted_when_it_is_switched_off() => Assert.Empty(Fill([60, 100, 150, 0, 0, 0, 0, 0, 0], LayerTarget.Paused));

    /// <summary>Rates of three spatial by three temporal layers.</summary>
    private static string[] Fill(long[] rates, LayerTarget bound)
    {
        var all = new long[LayerTarget.MaxLayers * LayerTarget.MaxLayers];
        for (var i = 0; i < rates.Length; i++)
            all[(i / 3 * LayerTarget.MaxLayers) + (i % 3)] = rates[i];
        var steps = new List<LayerStep>();
        LayerLadder.Fill(steps, all, bound);
        return [.. steps.Select(step => $"{step.Target.Spatial}.{step.Target.Temporal} {step.BitsPerSecond}")];
    }
}
