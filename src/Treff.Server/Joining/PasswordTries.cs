using System.Net;
using Treff.Server.Operations;

namespace Treff.Server.Joining;

/// <summary>
/// Wrong passwords, by address and meeting: so many within a minute, the last of them answered more and more slowly, and then none is looked at until the
/// oldest is a minute old. Thread-safe.
/// </summary>
public sealed class PasswordTries(TreffOptions options, TimeProvider time)
{
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    /// <summary>So many slips of the finger cost nothing.</summary>
    public const int FreeTries = 2;

    /// <summary>The answer to the first wrong try after those; each further one takes twice as long.</summary>
    public static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(0.5);

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(4);

    /// <summary>From here on, entries that no longer count are looked for.</summary>
    private const int ManyEntries = 1024;

    private readonly Dictionary<(string Meeting, UInt128 Network), Queue<DateTimeOffset>> _failures = [];

    /// <summary>Zero when a password may be tried; otherwise how long to wait.</summary>
    public TimeSpan Wait(string meeting, IPAddress address)
    {
        var now = time.GetUtcNow();
        lock (_failures)
        {
            var failures = Recent((meeting, ClientAddress.NetworkOf(address)), now);
            return failures is null || failures.Count < options.Limits.MaxPasswordTriesPerMinute ? TimeSpan.Zero : failures.Peek() + Window - now;
        }
    }

    /// <summary>A wrong one; how long to let the answer wait.</summary>
    public TimeSpan Fail(string meeting, IPAddress address)
    {
        var now = time.GetUtcNow();
        var key = (meeting, ClientAddress.NetworkOf(address));
        lock (_failures)
        {
            if (_failures.Count >= ManyEntries)
                ForgetOld(now);
            var failures = Recent(key, now);
            if (failures is null)
                _failures[key] = failures = new Queue<DateTimeOffset>();
            failures.Enqueue(now);
            var beyond = failures.Count - FreeTries;
            return beyond <= 0 ? TimeSpan.Zero : TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, FirstPause.Ticks << Math.Min(beyond - 1, 8)));
        }
    }

    private Queue<DateTimeOffset>? Recent((string Meeting, UInt128 Network) key, DateTimeOffset now)
    {
        if (!_failures.TryGetValue(key, out var failures))
            return null;
        while (failures.TryPeek(out var oldest) && oldest + Window <= now)
            failures.Dequeue();
        if (failures.Count > 0)
            return failures;
        _failures.Remove(key);
        return null;
    }

    private void ForgetOld(DateTimeOffset now)
    {
        foreach (var key in _failures.Keys.ToList())
            Recent(key, now);
    }
}
