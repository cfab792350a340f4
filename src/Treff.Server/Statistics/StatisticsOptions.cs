namespace Treff.Server.Statistics;

/// <summary>What is remembered of meetings.</summary>
public sealed record StatisticsOptions
{
    /// <summary>Days after a meeting has ended; 0 = nothing is recorded. A month answers "who was there?" and is not an archive.</summary>
    public int RetentionDays { get; init; } = 30;

    /// <summary>Records people without their names, each under a code that is the same within one meeting.</summary>
    public bool IsPseudonymous { get; init; }

    public bool IsOn => RetentionDays > 0;
}
