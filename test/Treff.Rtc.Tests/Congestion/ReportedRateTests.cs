using Treff.Rtc.Congestion;

namespace Treff.Rtc.Tests.Congestion;

/// <summary>A subscriber that tells only how much it lost, in virtual time: voice, and a picture that is sent while it fits.</summary>
public sealed class ReportedRateTests
{
    private const int Voice = 40_000;
    private const int LowPicture = 150_000;
    private const int HighPicture = 1_700_000;

    private readonly ReportedRate _rate = new();
    private Timestamp _now = Timestamp.FromMilliseconds(1000);
    private double _picture;

    [Theory]
    [InlineData(0)]
    [InlineData(0.03)]
    public void A_picture_comes_back_after_a_bad_minute_whatever_the_loss_is_then(double loss)
    {
        Run(5, 0, HighPicture, LowPicture);
        Run(60, 0.5, HighPicture, LowPicture);
        Run(5, loss, HighPicture, LowPicture);
        Assert.InRange(_picture, LowPicture, HighPicture);
    }

    [Fact]
    public void Loss_lowers_the_rate_below_what_was_sent()
    {
        Run(3, 0, HighPicture);
        Run(2, 0.3, HighPicture);
        Assert.InRange(_rate.BitsPerSecond, 400_000, HighPicture);
        Assert.True(_rate.IsCongested);
    }

    [Fact]
    public void A_rate_that_grew_far_beyond_what_is_sent_is_lowered_at_once_too()
    {
        Run(3, 0, HighPicture);
        Run(10, 0.3, HighPicture);
        Run(60, 0, HighPicture);
        Assert.True(_rate.BitsPerSecond > 4 * HighPicture);
        Run(2, 0.3, HighPicture);
        Assert.InRange(_rate.BitsPerSecond, 400_000, HighPicture);
    }

    [Fact]
    public void What_is_not_sent_because_nobody_watches_does_not_lower_the_rate()
    {
        Run(5, 0, HighPicture);
        Run(2, 0.2, HighPicture);
        Run(15, 0, HighPicture);
        var before = _rate.BitsPerSecond;
        Run(3, 0.12);
        Assert.InRange(_rate.BitsPerSecond, 1_000_000, before);
    }

    [Fact]
    public void The_peers_own_estimate_has_no_floor()
    {
        Run(5, 0, HighPicture);
        _rate.OnEstimate(_now, 70_000);
        Assert.Equal(70_000, _rate.BitsPerSecond);
    }

    [Fact]
    public void The_peers_own_estimate_is_kept_to_while_it_repeats_it()
    {
        for (var i = 0; i < 20; i++)
        {
            _rate.OnEstimate(_now, 70_000);
            Run(1, 0, LowPicture);
        }

        Assert.Equal(70_000, _rate.BitsPerSecond);
        Assert.Equal(0, _picture);
    }

    /// <summary>It estimates from the video that comes: without any it says nothing more.</summary>
    [Fact]
    public void An_estimate_that_stopped_the_picture_is_forgotten_when_no_other_one_comes()
    {
        _rate.OnEstimate(_now, 70_000);
        Run(4.9, 0, LowPicture);
        Assert.Equal(70_000, _rate.BitsPerSecond);
        Run(20, 0, LowPicture);
        Assert.Equal(LowPicture, _picture);
        Run(200, 0, LowPicture);
        Assert.Equal(BandwidthEstimate.UnlimitedBitsPerSecond, _rate.BitsPerSecond);
        Assert.Equal(Timestamp.Never, _rate.NextTimeout);
    }

    /// <summary>Each tenth of a second what fits of the pictures is sent; a report comes each half second.</summary>
    private void Run(double seconds, double loss, params int[] pictures)
    {
        for (var tenths = 1; tenths <= seconds * 10; tenths++)
        {
            _now = _now.AddMilliseconds(100);
            _picture = pictures.FirstOrDefault(picture => picture + Voice <= _rate.BitsPerSecond);
            _rate.OnSent((int)((Voice + _picture) / 80));
            if (_now >= _rate.NextTimeout)
                _rate.HandleTimeout(_now);
            if (tenths % 5 == 0)
                _rate.OnReport(_now, loss);
        }
    }
}
