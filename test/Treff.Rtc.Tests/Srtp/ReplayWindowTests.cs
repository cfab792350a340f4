using Treff.Rtc.Srtp;
using Treff.Rtc.Tests.Support;

namespace Treff.Rtc.Tests.Srtp;

public sealed class ReplayWindowTests
{
    [Fact]
    public void Answers_as_a_set_of_all_indices_would()
    {
        var random = new SeededRandom(9);
        for (var run = 0; run < 20; run++)
        {
            var window = new ReplayWindow();
            var seen = new HashSet<long>();
            var centre = (long)random.Next(70_000);
            for (var step = 0; step < 5000; step++)
            {
                centre += random.Next(4) == 0 ? random.Next(40) : 0;
                centre += random.Next(500) == 0 ? random.Next(3000) : 0;
                var index = Math.Max(0, centre - random.Next(1300));
                var expected = index > window.Highest || (index > window.Highest - ReplayWindow.Width && !seen.Contains(index));
                Assert.Equal(expected, window.MayAccept(index));
                if (!expected)
                    continue;
                window.Commit(index);
                seen.Add(index);
            }
        }
    }
}
