using Treff.Sfu.Forwarding;

namespace Treff.Sfu.Tests.Forwarding;

public sealed class StreamRewriterTests
{
    private readonly StreamRewriter _rewriter = new();

    [Fact]
    public void The_first_source_keeps_its_numbers()
    {
        _rewriter.Start(500, 9000, 0);
        Assert.Equal((500, 9000u), Map(500, 9000));
        Assert.Equal((501, 12000u), Map(501, 12000));
    }

    [Fact]
    public void Packets_from_before_the_start_are_refused()
    {
        _rewriter.Start(500, 9000, 0);
        Assert.Null(Map(499, 9000));
    }

    [Fact]
    public void A_wrap_goes_through()
    {
        _rewriter.Start(65534, uint.MaxValue - 1, 0);
        Assert.Equal((65534, uint.MaxValue - 1), Map(65534, uint.MaxValue - 1));
        Assert.Equal((1, 5u), Map(1, 5));
        Assert.Equal((65535, uint.MaxValue), Map(65535, uint.MaxValue));
    }

    [Fact]
    public void Dropped_packets_leave_no_gap()
    {
        _rewriter.Start(10, 0, 0);
        Map(10, 0);
        _rewriter.TryDrop(11);
        _rewriter.TryDrop(12);
        Assert.Equal((11, 3000u), Map(13, 3000));
    }

    [Fact]
    public void A_packet_reordered_around_a_drop_keeps_its_place()
    {
        _rewriter.Start(10, 0, 0);
        Map(10, 0);
        _rewriter.TryDrop(12);
        Assert.Equal((12, 0u), Map(13, 0));
        Assert.Equal((11, 0u), Map(11, 0));
    }

    [Fact]
    public void A_drop_that_comes_late_changes_nothing()
    {
        _rewriter.Start(10, 0, 0);
        Map(10, 0);
        Assert.Equal((12, 0u), Map(12, 0));
        _rewriter.TryDrop(11);
        Assert.Equal((13, 0u), Map(13, 0));
    }

    [Fact]
    public void Another_source_follows_without_a_gap()
    {
        _rewriter.Start(10, 1000, 0);
        Map(10, 1000);
        Map(11, 4000);
        _rewriter.Start(60000, 777, 7000);
        Assert.Equal((12, 7000u), Map(60000, 777));
        Assert.Equal((13, 10000u), Map(60001, 3777));
        Assert.Null(Map(59999, 777));
    }

    [Fact]
    public void Time_never_stands_still_or_runs_back_over_a_switch()
    {
        _rewriter.Start(10, 1000, 0);
        Map(10, 1000);
        _rewriter.Start(20, 50, 900);
        Assert.Equal((11, 1001u), Map(20, 50));
    }

    [Fact]
    public void Lost_packets_stay_gaps_so_that_they_can_be_asked_for()
    {
        _rewriter.Start(10, 0, 0);
        Map(10, 0);
        Assert.Equal((15, 0u), Map(15, 0));
        Assert.Equal((13, 0u), Map(13, 0));
    }

    private (int, uint)? Map(ushort sequenceNumber, uint timestamp) =>
        _rewriter.TryMap(sequenceNumber, timestamp, out var outgoing, out var outgoingTimestamp) ? (outgoing, outgoingTimestamp) : null;
}
