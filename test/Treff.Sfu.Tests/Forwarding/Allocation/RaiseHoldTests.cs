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
        Assert.False(MayRaise(2.9));
        Assert.True(MayRaise(3));
    }

    [Fact]
    public void Raising_that_was_a_mistake_doubles_the_wait()
    {
        Observe(0, 600);
        Observe(10, 5000);
        Observe(12, 600);
        Assert.False(MayRaise(15.9));
        Observe(16, 5000);
        Observe(17, 600);
        Assert.False(MayRaise(24.9));
        Assert.True(MayRaise(25));
    }

    [Fact]
    public void What_went_well_for_a_while_is_forgiven()
    {
        Observe(0, 600);
        Observe(10, 5000);
        Observe(12, 600);
        Observe(20, 5000);
        Observe(60, 600);
        Assert.True(MayRaise(62));
    }

    [Fact]
    public void A_new_wish_does_not_wait()
    {
        Observe(0, 5000);
        Observe(1, 600);
        _hold.Reset(At(1.5));
        Assert.True(MayRaise(1.5));
    }

    [Fact]
    public void A_path_that_carries_twice_as_much_is_another_path()
    {
        Observe(0, 600);
        Observe(10, 5000);
        Observe(12, 400);
        Assert.False(MayRaise(14.1, 799));
        Assert.True(MayRaise(14.1, 800));
        Assert.False(MayRaise(13.9, 5000));
    }

    private static Timestamp At(double seconds) => Timestamp.FromMilliseconds((long)(seconds * 1000) + 1_000_000);

    private bool MayRaise(double second, int kilobits = 600) => _hold.MayRaise(At(second), kilobits * 1000L);

    private void Observe(double second, int kilobits)
    {
        _plan.Apply(_demands, kilobits * 1000L, kilobits * 1000L, _hold.MayRaise(At(second), kilobits * 1000L));
        _hold.Observe(At(second), _plan, kilobits * 1000L);
    }
}
