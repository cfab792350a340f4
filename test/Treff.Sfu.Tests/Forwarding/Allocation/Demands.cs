using Treff.Sfu.Forwarding;
using Treff.Sfu.Forwarding.Allocation;

namespace Treff.Sfu.Tests.Forwarding.Allocation;

/// <summary>Videos for the tests of the division: three sizes of 150, 500 and 1700 kbit/s, without temporal layers.</summary>
internal static class Demands
{
    private static readonly long[] Sizes = [150_000, 500_000, 1_700_000];

    public static VideoDemand Simulcast(bool isFirst = false, long weight = 1000, bool mayPause = true, int wanted = 2, double scale = 1) =>
        new VideoDemand { IsFirst = isFirst, Weight = weight, MayPause = mayPause }.WithRates(wanted, scale);

    public static VideoDemand WithRates(this VideoDemand demand, int wanted = 2, double scale = 1)
    {
        var rates = new long[LayerTarget.MaxLayers * LayerTarget.MaxLayers];
        for (var spatial = 0; spatial < Sizes.Length; spatial++)
            Array.Fill(rates, (long)(Sizes[spatial] * scale), spatial * LayerTarget.MaxLayers, LayerTarget.MaxLayers);
        demand.Rebuild(rates, new LayerTarget(wanted, LayerTarget.MaxLayers - 1));
        return demand;
    }

    public static VideoDemand[] Many(int count, Func<VideoDemand> create) => [.. Enumerable.Range(0, count).Select(_ => create())];
}
