using Treff.Server.Statistics;
using static Treff.Server.Tests.Statistics.StatisticsApp;

namespace Treff.Server.Tests.Statistics;

[Trait("Database", "SQLite")]
public class IntervalTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("0-10", 1)]
    [InlineData("0-10 10-20", 1)]
    [InlineData("0-11 10-20", 2)]
    [InlineData("0- 5- 7-8 9-", 3)]
    [InlineData("5-5 5-5", 2)]
    [InlineData("0-100 10-20 15-25 30-40", 3)]
    public void The_peak_is_the_most_at_the_same_time(string intervals, int expected)
    {
        var parsed = intervals.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(text => text.Split('-')).Select(ends =>
            new Interval("", At(int.Parse(ends[0])), ends[1].Length > 0 ? At(int.Parse(ends[1])) : null));
        Assert.Equal(expected, Interval.Peak([.. parsed]));
    }
}
