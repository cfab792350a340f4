using Treff.LiveKit.Protocol;

namespace Treff.Sfu.Tests.Traces;

/// <summary>Which layers a recorded publisher was told to send, and when, against what our room tells it.</summary>
public sealed class DynacastTraceTests
{
    // LiveKit waits a tenth of a second before it applies a change of size, and looks in steps; we apply it at once.
    private const double ToleranceMilliseconds = 400;

    [Theory]
    [InlineData("adaptive-dynacast", 11)]
    [InlineData("manual-quality", 4)]
    [InlineData("single-pc", 4)]
    public void The_publisher_is_told_what_is_watched_when_LiveKit_told_it(string scenario, int updates)
    {
        using var replay = new TraceReplay();
        var alice = replay.Add(scenario + ".alice");
        replay.Add(scenario + ".bob");
        replay.Run();
        var theirs = alice.Trace.Messages
            .Where(message => message.Response?.SubscribedQualityUpdate is not null)
            .Select(message => (message.Milliseconds, message.Response!.SubscribedQualityUpdate))
            .ToList();
        var ours = alice.Timed
            .Where(message => message.Response.SubscribedQualityUpdate is not null)
            .Select(message => (message.Milliseconds, message.Response.SubscribedQualityUpdate))
            .ToList();
        Assert.Equal(updates, theirs.Count);
        Assert.Equal(theirs.Select(update => Describe(update.SubscribedQualityUpdate)), ours.Select(update => Describe(update.SubscribedQualityUpdate)));
        foreach (var (their, our) in theirs.Zip(ours))
            Assert.InRange(our.Milliseconds, their.Milliseconds - ToleranceMilliseconds, their.Milliseconds + ToleranceMilliseconds);
    }

    /// <summary>Layers per codec, and the same list for clients that know one codec only.</summary>
    private static string Describe(SubscribedQualityUpdate update)
    {
        var codecs = update.SubscribedCodecs.Select(codec => $"{codec.Codec}:{Describe(codec.Qualities)}");
        return $"{string.Join(' ', codecs)} ({Describe(update.SubscribedQualities)})";
    }

    private static string Describe(IEnumerable<SubscribedQuality> qualities) =>
        string.Join(' ', qualities.Select(quality => $"{quality.Quality}={(quality.Enabled ? 1 : 0)}"));
}
