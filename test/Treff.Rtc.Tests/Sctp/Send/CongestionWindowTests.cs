using Treff.Rtc.Sctp.Send;

namespace Treff.Rtc.Tests.Sctp.Send;

public sealed class CongestionWindowTests
{
    private const int Mtu = 1000;

    private readonly CongestionWindow _window = new(Mtu, initialPackets: 10, maxSize: 1_000_000);

    [Fact]
    public void Slow_start_grows_by_what_is_acknowledged_but_at_most_a_packet_a_time()
    {
        Ack(400);
        Assert.Equal(10_400, _window.Size);
        Ack(5000);
        Assert.Equal(11_400, _window.Size);
    }

    [Fact]
    public void A_window_that_was_not_full_does_not_grow()
    {
        _window.OnAcked(1000, cumulativeAdvanced: true, wasFull: false, allAcked: false);
        Assert.Equal(10_000, _window.Size);
    }

    [Fact]
    public void Loss_halves_the_window_once_until_what_was_out_is_acknowledged()
    {
        Assert.True(_window.OnLoss(newestTsn: 100));
        Assert.Equal((5000, 5000, true), (_window.Size, _window.SlowStartThreshold, _window.InFastRecovery));
        Assert.False(_window.OnLoss(110));
        Ack(1000);
        _window.OnCumulativeAck(99);
        Assert.True(_window.InFastRecovery);
        Assert.Equal(5000, _window.Size);
        _window.OnCumulativeAck(100);
        Assert.False(_window.InFastRecovery);
        Assert.True(_window.OnLoss(120));
        Assert.Equal(4000, _window.Size);
    }

    [Fact]
    public void Avoidance_grows_by_one_packet_per_window()
    {
        _window.OnLoss(1);
        _window.OnCumulativeAck(1);
        Ack(1000);
        Assert.Equal(6000, _window.Size);
        for (var i = 0; i < 5; i++)
            Ack(1000);
        Assert.Equal(6000, _window.Size);
        Ack(1000);
        Assert.Equal(7000, _window.Size);
    }

    [Fact]
    public void A_timeout_leaves_one_packet_and_slow_start_to_half_of_before()
    {
        _window.OnTimeout();
        Assert.Equal((1000, 5000), (_window.Size, _window.SlowStartThreshold));
        for (var i = 0; i < 4; i++)
            Ack(1000);
        Assert.Equal(5000, _window.Size);
        Assert.True(_window.InSlowStart);
    }

    [Fact]
    public void Idleness_shrinks_the_window_to_four_packets_at_least()
    {
        _window.OnIdle(1);
        Assert.Equal(5000, _window.Size);
        _window.OnIdle(1_000_000_000);
        Assert.Equal(4000, _window.Size);
    }

    [Fact]
    public void Growth_ends_at_the_limit()
    {
        for (var i = 0; i < 2000; i++)
            Ack(1000);
        Assert.Equal(1_000_000, _window.Size);
    }

    private void Ack(int bytes) => _window.OnAcked(bytes, cumulativeAdvanced: true, wasFull: true, allAcked: false);
}
