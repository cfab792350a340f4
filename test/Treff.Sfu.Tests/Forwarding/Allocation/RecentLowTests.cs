using Treff.Rtc;
using Treff.Sfu.Forwarding.Allocation;

namespace Treff.Sfu.Tests.Forwarding.Allocation;

public sealed class RecentLowTests
{
    private readonly RecentLow _low = new();

    [Fact]
    public void A_low_estimate_counts_for_a_second_at_least_and_two_at_most()
    {
        Assert.Equal(500, _low.Observe(At(0), 500));
        Assert.Equal(300, _low.Observe(At(0.9), 300));
        Assert.Equal(300, _low.Observe(At(1), 500));
        Assert.Equal(300, _low.Observe(At(1.9), 500));
        Assert.Equal(500, _low.Observe(At(2), 500));
    }

    [Fact]
    public void What_was_long_ago_does_not_count()
    {
        _low.Observe(At(0), 100);
        Assert.Equal(900, _low.Observe(At(5), 900));
    }

    private static Timestamp At(double seconds) => Timestamp.FromMilliseconds((long)(seconds * 1000) + 1_000_000);
}
