using Treff.Rtc;
using Treff.Sfu.Forwarding;

namespace Treff.Sfu.Tests.Forwarding;

/// <summary>When a publisher is told what is watched: plans of what is wanted, and what is told when. Times in seconds.</summary>
public sealed class SubscribedQualitiesTests
{
    private const int Off = SubscribedQualities.Off;
    private const int None = SubscribedQualities.Unnamed;

    private readonly SubscribedQualities _qualities = new(At(0));

    [Fact]
    public void The_first_who_watches_is_told_at_once() => Play([(1, 2)], [(1, 2)]);

    [Fact]
    public void A_track_that_nobody_watches_is_switched_off_after_ten_seconds() => Play([(0, Off)], [(10, Off)]);

    [Fact]
    public void More_is_told_at_once_and_less_after_five_seconds() =>
        Play([(1, 0), (2, 2), (6, 1), (20, Off)], [(1, 0), (2, 2), (11, 1), (25, Off)]);

    [Fact]
    public void What_goes_and_comes_back_within_the_wait_is_not_told() => Play([(1, 2), (3, Off), (5, 2)], [(1, 2)]);

    [Fact]
    public void A_wait_that_has_begun_is_not_begun_again() => Play([(1, 2), (3, Off), (5, 2), (6, Off)], [(1, 2), (8, Off)]);

    [Fact]
    public void Raising_ends_a_wait() => Play([(1, 1), (3, 0), (5, 2), (9, 1)], [(1, 1), (5, 2), (14, 1)]);

    [Fact]
    public void A_second_codec_is_told_as_soon_as_somebody_needs_it()
    {
        Assert.True(_qualities.Update(At(1), [2, None]));
        Assert.False(_qualities.Update(At(2), [2, None]));
        Assert.True(_qualities.Update(At(3), [2, 2]));
        Assert.False(_qualities.Update(At(4), [Off, 2]));
        Assert.True(_qualities.Update(At(9), [Off, 2]));
        Assert.Equal([Off, 2], _qualities.Told);
    }

    [Fact]
    public void One_codec_up_and_another_down_is_told_at_once()
    {
        Assert.True(_qualities.Update(At(1), [2, 0]));
        Assert.True(_qualities.Update(At(2), [0, 2]));
    }

    private static Timestamp At(double seconds) => Timestamp.FromMilliseconds((long)(seconds * 1000) + 1_000_000);

    /// <summary>Looks every tenth of a second, as rooms do.</summary>
    private void Play((double Second, int Quality)[] wanted, (double Second, int Quality)[] told)
    {
        var heard = new List<(double, int)>();
        for (var tenth = 0; tenth <= 400; tenth++)
        {
            var second = tenth / 10.0;
            var now = wanted.LastOrDefault(step => step.Second <= second, (0, Off)).Item2;
            if (_qualities.Update(At(second), [now]))
                heard.Add((second, _qualities.Told[0]));
        }

        Assert.Equal(told, heard);
    }
}
