using System.Globalization;
using System.Net;
using Treff.Server.Operations;
using Treff.Server.Storage;

namespace Treff.Server.Joining;

/// <summary>
/// Wrong passwords, by address and meeting: so many within a minute, the last of them answered more and more slowly, and then none is looked at until the
/// oldest is a minute old. Nodes tell each other, so that several do not grant several times as much. Thread-safe.
/// </summary>
public sealed class PasswordTries
{
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    /// <summary>So many slips of the finger cost nothing.</summary>
    public const int FreeTries = 2;

    /// <summary>The answer to the first wrong try after those; each further one takes twice as long.</summary>
    public static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(0.5);

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(4);

    /// <summary>From here on, entries that no longer count are looked for.</summary>
    private const int ManyEntries = 1024;

    private const string Topic = "password";

    private readonly Dictionary<(string Meeting, UInt128 Network), Queue<DateTimeOffset>> _failures = [];
    private readonly TreffOptions _options;
    private readonly INodeLink _nodes;
    private readonly TimeProvider _time;
    private long _told;

    public PasswordTries(TreffOptions options, INodeLink nodes, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        _options = options;
        _nodes = nodes;
        _time = time;
        // What was missed is missed: a try too many.
        nodes.Listen(Topic, Hear, static () => { });
    }

    /// <summary>Zero when a password may be tried; otherwise how long to wait.</summary>
    public TimeSpan Wait(string meeting, IPAddress address)
    {
        var now = _time.GetUtcNow();
        lock (_failures)
        {
            var failures = Recent((meeting, ClientAddress.NetworkOf(address)), now);
            return failures is null || failures.Count < _options.Limits.MaxPasswordTriesPerMinute ? TimeSpan.Zero : failures.Peek() + Window - now;
        }
    }

    /// <summary>A wrong one; how long to let the answer wait.</summary>
    public TimeSpan Fail(string meeting, IPAddress address)
    {
        var network = ClientAddress.NetworkOf(address);
        // Numbered: of news that are the same, one may arrive for all.
        var number = Interlocked.Increment(ref _told);
        _nodes.Tell(Topic, string.Create(CultureInfo.InvariantCulture, $"{number} {network:x} {meeting}"));
        return Fail((meeting, network));
    }

    private TimeSpan Fail((string Meeting, UInt128 Network) key)
    {
        var now = _time.GetUtcNow();
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

    private void Hear(string text)
    {
        if (text.Split(' ', 3) is [_, var network, var meeting] && UInt128.TryParse(network, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var known))
            Fail((meeting, known));
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
