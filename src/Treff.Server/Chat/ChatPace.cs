namespace Treff.Server.Chat;

/// <summary>How often one participant may write or ask: a burst at once, then one a second. Thread-safe.</summary>
public sealed class ChatPace(TimeProvider time)
{
    /// <summary>Faster than anybody types, slower than a flood.</summary>
    public const int Burst = 10;

    public static readonly TimeSpan PerRequest = TimeSpan.FromSeconds(1);

    /// <summary>From here on, idle entries are looked for; they take some 200 bytes each.</summary>
    private const int ManyEntries = 1024;

    private readonly Dictionary<(string Meeting, string Identity), DateTimeOffset> _paidUntil = [];

    /// <summary>Zero when the request may go on; otherwise how long to wait.</summary>
    public TimeSpan Take(string meeting, string identity)
    {
        var now = time.GetUtcNow();
        lock (_paidUntil)
        {
            if (_paidUntil.Count >= ManyEntries)
                ForgetIdle(now);
            var known = _paidUntil.GetValueOrDefault((meeting, identity), now);
            var next = (known > now ? known : now) + PerRequest;
            var tooFar = next - now - (Burst * PerRequest);
            if (tooFar > TimeSpan.Zero)
                return tooFar;
            _paidUntil[(meeting, identity)] = next;
            return TimeSpan.Zero;
        }
    }

    private void ForgetIdle(DateTimeOffset now)
    {
        foreach (var (key, until) in _paidUntil)
        {
            if (until <= now)
                _paidUntil.Remove(key);
        }
    }
}
