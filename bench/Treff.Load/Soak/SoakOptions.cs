namespace Treff.Load.Soak;

/// <summary>What <see cref="SoakRun"/> does.</summary>
internal sealed record SoakOptions
{
    public TimeSpan Duration { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Treff.Server.dll; null = the one that was built last.</summary>
    public string? Server { get; init; }

    /// <summary>A number of minutes, and nothing else that is needed.</summary>
    /// <exception cref="LoadException">A word is unknown or a value impossible; the message says which.</exception>
    public static SoakOptions Parse(IReadOnlyList<string> words)
    {
        var values = words is [var first, ..] && !first.StartsWith('-') ? new Words(["--minutes", .. words]) : new Words(words);
        var defaults = new SoakOptions();
        var options = new SoakOptions
        {
            Duration = values.Number("--minutes", 0, 7 * 24 * 60) is { } minutes ? TimeSpan.FromMinutes(minutes) : defaults.Duration,
            Server = values.Text("--server"),
        };
        values.RefuseOthers();
        return options;
    }
}
