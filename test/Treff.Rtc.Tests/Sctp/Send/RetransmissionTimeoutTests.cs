using Treff.Rtc.Sctp.Send;
using Treff.Rtc.Tests.Sctp.Support;

namespace Treff.Rtc.Tests.Sctp.Send;

public sealed class RetransmissionTimeoutTests
{
    private readonly RetransmissionTimeout _timeout = new(SctpEnd.Options(1));

    [Fact]
    public void Begins_with_half_a_second_and_follows_the_round_trip()
    {
        Assert.Equal(500, _timeout.Value.TotalMilliseconds);
        Observe(20);
        Assert.Equal(400, _timeout.Value.TotalMilliseconds);
        Observe(20);
        Assert.Equal(20, _timeout.SmoothedRoundTrip.TotalMilliseconds);
        for (var i = 0; i < 100; i++)
            Observe(600);
        Assert.InRange(_timeout.Value.TotalMilliseconds, 810, 830);
    }

    [Fact]
    public void A_wavering_path_gets_more_time()
    {
        for (var i = 0; i < 100; i++)
            Observe(i % 2 == 0 ? 200 : 600);
        Assert.InRange(_timeout.Value.TotalMilliseconds, 1000, 1400);
    }

    [Fact]
    public void Backing_off_doubles_to_the_limit_until_the_next_measurement()
    {
        Observe(100);
        foreach (var expected in (int[])[800, 1600, 3200, 6400, 10_000, 10_000])
        {
            _timeout.BackOff();
            Assert.Equal(expected, _timeout.Value.TotalMilliseconds);
        }

        Observe(100);
        Assert.Equal(400, _timeout.Value.TotalMilliseconds);
    }

    [Theory]
    [InlineData(-5)]
    [InlineData(0)]
    [InlineData(1_000_000_000)]
    public void Odd_measurements_stay_within_bounds(long milliseconds)
    {
        Observe(milliseconds);
        Assert.InRange(_timeout.Value.TotalMilliseconds, 400, 10_000);
    }

    private void Observe(long milliseconds) => _timeout.Observe(TimeSpan.FromMilliseconds(milliseconds));
}
