namespace Treff.Server.Operations.Tls.Acme;

/// <summary>When a certificate is asked for. Pure.</summary>
internal static class AcmeSchedule
{
    /// <summary>How often the stored certificate is looked at, which another process may have renewed.</summary>
    internal static readonly TimeSpan Look = TimeSpan.FromHours(1);

    /// <summary>
    /// After a first failure, doubled with each further one: five within an hour, which is as often as Let's Encrypt lets a check of one name fail.
    /// </summary>
    internal static readonly TimeSpan FirstPause = TimeSpan.FromMinutes(3);

    internal static readonly TimeSpan LongestPause = TimeSpan.FromHours(6);

    /// <summary>Where a limit does not say when it ends.</summary>
    internal static readonly TimeSpan LimitPause = TimeSpan.FromHours(1);

    /// <summary>Limits of Let's Encrypt end within a week; who says more is not believed.</summary>
    internal static readonly TimeSpan LongestLimit = TimeSpan.FromDays(8);

    /// <summary>A third of its life is left: a month, for most.</summary>
    public static bool IsDue(TlsCertificate certificate, DateTimeOffset now) => now.UtcDateTime >= DueAt(certificate);

    /// <summary>UTC.</summary>
    public static DateTime DueAt(TlsCertificate certificate) => certificate.NotAfter - ((certificate.NotAfter - certificate.NotBefore) / 3);

    /// <summary>How long to wait while there is nothing to do. By chance a little longer, so that not all servers ask at the same minute.</summary>
    /// <param name="certificate">That is served.</param>
    /// <param name="now">It is.</param>
    /// <param name="chance">From 0 to 1.</param>
    public static TimeSpan PauseUntilDue(TlsCertificate certificate, DateTimeOffset now, double chance)
    {
        var left = DueAt(certificate) - now.UtcDateTime;
        return (left < Look ? left : Look) + (Look * chance / 6);
    }

    /// <summary>How long to wait after a failure.</summary>
    /// <param name="failures">In a row, from 1.</param>
    /// <param name="failure">The last one.</param>
    /// <param name="chance">From 0 to 1.</param>
    public static TimeSpan PauseAfter(int failures, AcmeException failure, double chance)
    {
        var pause = FirstPause * Math.Pow(2, Math.Min(failures - 1, 20));
        if (pause > LongestPause)
            pause = LongestPause;
        var atLeast = failure.RetryAfter ?? (failure.Kind == AcmeFailureKind.RateLimited ? LimitPause : TimeSpan.Zero);
        if (atLeast > LongestLimit)
            atLeast = LongestLimit;
        return (pause > atLeast ? pause : atLeast) * (1 + (chance / 4));
    }
}
