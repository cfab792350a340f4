namespace Treff.Load.Api;

/// <summary>What <see cref="JoinLoad"/> does.</summary>
internal sealed record JoinLoadOptions
{
    /// <summary>Stored before anybody joins.</summary>
    public int Meetings { get; init; } = 10_000;

    /// <summary>Joins in a second.</summary>
    public int Rate { get; init; } = 200;

    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Treff.Server.dll; null = the one that was built last.</summary>
    public string? Server { get; init; }

    /// <exception cref="LoadException">A word is unknown or a value impossible; the message says which.</exception>
    public static JoinLoadOptions Parse(IReadOnlyList<string> words)
    {
        var values = new Words(words);
        var defaults = new JoinLoadOptions();
        var options = new JoinLoadOptions
        {
            Meetings = values.Number("--meetings", 1, 100_000) ?? defaults.Meetings,
            Rate = values.Number("--rate", 1, 2000) ?? defaults.Rate,
            Duration = values.Number("--seconds", 1, 600) is { } seconds ? TimeSpan.FromSeconds(seconds) : defaults.Duration,
            Server = values.Text("--server"),
        };
        values.RefuseOthers();
        return options;
    }
}
