using Treff.Rtc;
using Treff.Sfu.Forwarding.Allocation;

namespace Treff.Sfu.Tests.Forwarding.Allocation;

public sealed class RaiseHoldTests
{
    private readonly RaiseHold _hold = new();
    private readonly AllocationPlan _plan = new();
    private readonly VideoDemand[] _demands = [Demands.Simulcast()];

    [Fact]
    public void After_lowering_nothing_is_raised_for_two_seconds()
    {
        Observe(0, 5000);
        Observe(1, 600);
        Assert.False(_hold.MayRaise(At(2.9)));
        Assert.True(_hold.MayRaise(At(3)));
    }

    [Fact]
    public void Raising_that_was_a_mistake_doubles_the_wait()
    {
        Observe(0, 600);
        Observe(10, 5000);
        Observe(12, 600);
        Assert.False(_hold.MayRaise(At(15.9)));
        Observe(16, 5000);
        Observe(17, 600);
        Assert.False(_hold.MayRaise(At(24.9)));
        Assert.True(_hold.MayRaise(At(25)));
    }

    [Fact]
    public void What_went_well_for_a_while_is_forgiven()
    {
        Observe(0, 600);
        Observe(10, 5000);
        Observe(12, 600);
        Observe(20, 5000);
        Observe(60, 600);
        Assert.True(_hold.MayRaise(At(62)));
    }

    [Fact]
    public void A_new_wish_does_not_wait()
    {
        Observe(0, 5000);
        Observe(1, 600);
        _hold.Reset(At(1.5));
        Assert.True(_hold.MayRaise(At(1.5)));
    }

    private static Timestamp At(double seconds) => Timestamp.FromMilliseconds((long)(seconds * 1000) + 1_000_000);

    private void Observe(double second, int kilobits)
    {
        _plan.Apply(_demands, kilobits * 1000L, kilobits * 1000L, _hold.MayRaise(At(second)));
        _hold.Observe(At(second), _plan);
    }
}
