using System.Diagnostics.CodeAnalysis;
using System.Threading.RateLimiting;

namespace Treff.Server.Operations;

/// <summary>
/// So many permits a minute, a minute's worth at once, by the virtual-scheduling form of the generic cell rate algorithm (ITU-T I.371): one number per client and
/// no timer. The framework's own limiters have the same effect but no clock that a test could set. Thread-safe.
/// </summary>
public sealed class PacedRateLimiter(int permitsPerMinute, TimeProvider time) : RateLimiter
{
    private static readonly TimeSpan Burst = TimeSpan.FromMinutes(1);

    private readonly TimeSpan _perPermit = Burst / permitsPerMinute;
    private readonly Lock _gate = new();
    private DateTimeOffset _paidUntil = time.GetUtcNow();

    /// <summary>How long it has been as good as new; such limiters are thrown away.</summary>
    public override TimeSpan? IdleDuration
    {
        get
        {
            lock (_gate)
            {
                var idle = time.GetUtcNow() - _paidUntil;
                return idle > TimeSpan.Zero ? idle : null;
            }
        }
    }

    public override RateLimiterStatistics? GetStatistics() => null;

    protected override RateLimitLease AttemptAcquireCore(int permitCount)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            var next = (_paidUntil > now ? _paidUntil : now) + (permitCount * _perPermit);
            var tooFar = next - now - Burst;
            if (tooFar > TimeSpan.Zero)
                return new Refused(tooFar);
            _paidUntil = next;
            return Granted.Instance;
        }
    }

    /// <summary>Nobody waits: who is too fast is told when to come back.</summary>
    protected override ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken) => new(AttemptAcquireCore(permitCount));

    private sealed class Granted : RateLimitLease
    {
        public static readonly Granted Instance = new();

        public override bool IsAcquired => true;

        public override IEnumerable<string> MetadataNames => [];

        public override bool TryGetMetadata(string metadataName, out object? metadata)
        {
            metadata = null;
            return false;
        }
    }

    private sealed class Refused(TimeSpan wait) : RateLimitLease
    {
        public override bool IsAcquired => false;

        public override IEnumerable<string> MetadataNames => [MetadataName.RetryAfter.Name];

        public override bool TryGetMetadata(string metadataName, [NotNullWhen(true)] out object? metadata)
        {
            metadata = metadataName == MetadataName.RetryAfter.Name ? wait : null;
            return metadata is not null;
        }
    }
}
