using Treff.Rtc;

namespace Treff.Sfu.Data;

/// <summary>
/// An allowance that refills with time. Taking may leave a debt; the caller decides whether to refuse or to wait until it is paid.
/// </summary>
internal sealed class TokenBucket(int perSecond, int burst, Timestamp now)
{
    private double _level = burst;
    private Timestamp _updatedAt = now;

    /// <summary>Whether so many could be taken without a debt.</summary>
    public bool Has(Timestamp now, int tokens)
    {
        Refill(now);
        return _level >= tokens;
    }

    public void Take(Timestamp now, int tokens)
    {
        Refill(now);
        _level -= tokens;
    }

    /// <summary>When there is no debt; now or earlier when there is none.</summary>
    public Timestamp PaidAt => _level >= 0 ? _updatedAt : _updatedAt + TimeSpan.FromSeconds(-_level / perSecond);

    private void Refill(Timestamp now)
    {
        _level = Math.Min(burst, _level + ((now - _updatedAt).TotalSeconds * perSecond));
        _updatedAt = now;
    }
}
