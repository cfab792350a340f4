using Treff.Rtc.Congestion;
using Treff.Rtc.Tests.Support;

namespace Treff.Rtc.Tests.Congestion;

public sealed class LossModelTests
{
    [Theory]
    [InlineData(0.05)]
    [InlineData(0.15)]
    public void Loss_that_does_not_depend_on_the_rate_sets_no_bound(double loss)
    {
        for (ulong seed = 1; seed <= 20; seed++)
        {
            var model = new LossModel();
            var random = new SeededRandom(seed);
            Feed(model, random, seconds: 8, rate: second => 500_000 + (100_000 * second), lost: _ => loss);
            Assert.Equal(LossModel.Unbounded, model.Bound);
            Assert.InRange(model.InherentLoss, loss * 0.4, loss * 1.7);
        }
    }

    [Fact]
    public void Loss_that_begins_at_a_rate_bounds_to_that_rate()
    {
        for (ulong seed = 1; seed <= 20; seed++)
        {
            var model = new LossModel();
            Feed(model, new SeededRandom(seed), seconds: 5, rate: second => 700_000 + (200_000 * second), lost: rate => Math.Max(0, 1 - (1_000_000 / rate)));
            Assert.InRange(model.Bound, 750_000, 1_300_000);
            Assert.InRange(model.InherentLoss, 0, 0.05);
        }
    }

    [Fact]
    public void More_loss_than_a_medium_has_bounds_whatever_the_rate()
    {
        var model = new LossModel();
        Feed(model, new SeededRandom(1), seconds: 5, rate: _ => 1_000_000, lost: _ => 0.5);
        Assert.InRange(model.Bound, 300_000, 850_000);
    }

    [Fact]
    public void What_arrives_late_was_not_lost()
    {
        var model = new LossModel();
        for (var i = 0; i < 400; i++)
        {
            model.OnReported(new TransportPacket(i * 10_000, 1200), isReceived: false);
            model.OnRecovered();
            model.EndReport(isContinuous: true);
        }

        Assert.Equal(0, model.Loss);
    }

    private static void Feed(LossModel model, SeededRandom random, double seconds, Func<double, double> rate, Func<double, double> lost)
    {
        for (double time = 0; time < seconds;)
        {
            var bitsPerSecond = rate(time);
            model.OnReported(new TransportPacket((long)(time * 1_000_000), 1200), isReceived: !random.Chance(lost(bitsPerSecond)));
            model.EndReport(isContinuous: true);
            time += 1200 * 8 / bitsPerSecond;
        }
    }
}
