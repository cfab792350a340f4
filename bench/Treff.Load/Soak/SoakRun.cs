using System.Diagnostics;
using System.Globalization;

namespace Treff.Load.Soak;

/// <summary>
/// <c>./dev soak</c>: meetings of synthetic people, one after the other, for as long as wanted; what the server keeps of them in memory and handles, and
/// what it complained about, is told at the end.
/// </summary>
internal sealed class SoakRun(SoakOptions options, TextWriter output)
{
    /// <summary>Code is compiled and buffers are made in the first rounds; growth counts from then on.</summary>
    private const int RoundsToSettle = 3;

    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(30);

    private readonly List<Sample> _samples = [];

    /// <summary>False when the server complained, lost a handle for good, or grew.</summary>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        await using var server = await ServerProcess.StartAsync(options.Server ?? ServerFile.Find(), cancellationToken);
        var start = Stopwatch.GetTimestamp();
        long packets = 0, lost = 0;
        await output.WriteLineAsync("round   minutes   resident MB   handles   threads");
        while (_samples.Count <= RoundsToSettle || Stopwatch.GetElapsedTime(start) < options.Duration)
        {
            var report = await LoadRun.RunAsync(server.Target, Round, cancellationToken);
            packets += report.Packets;
            lost += Math.Max(0, report.Lost);
            _samples.Add(await SettleAsync(server.Target.ProcessId!.Value, Stopwatch.GetElapsedTime(start), cancellationToken));
            await output.WriteLineAsync(_samples[^1].Line(_samples.Count));
        }

        var complaints = Complaints(server.Output);
        Write(packets, lost, complaints);
        return complaints.Count == 0 && !HasGrown && !HasKeptHandles;
    }

    private static Scenario Round => new()
    {
        Name = "soak",
        Publishers = 6,
        Subscribers = 6,
        IsMeeting = true,
        HasAudio = true,
        Layers = Scenario.Simulcast(850_000),
        WarmUp = TimeSpan.FromSeconds(1),
        Duration = TimeSpan.FromSeconds(10),
    };

    private Sample Settled => _samples[RoundsToSettle - 1];

    private double Growth => (_samples[^1].ResidentBytes - Settled.ResidentBytes) / 1e6;

    private int Handles => _samples[^1].Handles - Settled.Handles;

    /// <summary>A fifth and 20 MB more than after the first rounds: what the collector leaves lying about is less.</summary>
    private bool HasGrown => Growth > 20 + (Settled.ResidentBytes / 1e6 / 5);

    /// <summary>A tenth more: pools of connections to the database grow and shrink by a few.</summary>
    private bool HasKeptHandles => Handles > Settled.Handles / 10;

    /// <summary>When those who left are forgotten: handles no longer fall.</summary>
    private static async Task<Sample> SettleAsync(int process, TimeSpan elapsed, CancellationToken cancellationToken)
    {
        var sample = Sample.Take(process, elapsed);
        for (var waited = TimeSpan.Zero; waited < LongestRest; waited += TimeSpan.FromSeconds(1))
        {
            await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
            var next = Sample.Take(process, elapsed);
            if (next.Handles >= sample.Handles)
                return next;
            sample = next;
        }

        return sample;
    }

    /// <summary>Warnings and errors, but for the advice at start that a server on loopback has no TLS.</summary>
    private static List<string> Complaints(string log) =>
    [
        .. log.Split(Environment.NewLine)
            .Where(line => line.Contains(" warn: ", StringComparison.Ordinal) || line.Contains(" fail: ", StringComparison.Ordinal) || line.Contains(" crit: ", StringComparison.Ordinal))
            .Where(line => !line.Contains("There is no TLS", StringComparison.Ordinal)),
    ];

    private void Write(long packets, long lost, List<string> complaints)
    {
        output.WriteLine();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{_samples.Count} meetings of {Round.Participants}, {packets:N0} packets received, {lost:N0} lost, {_samples[^1].Elapsed.TotalMinutes:F1} minutes"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"resident memory since round {RoundsToSettle}: {Growth:+0.0;-0.0;0} MB   {(HasGrown ? "GREW" : "steady")}"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"handles since round {RoundsToSettle}: {Handles:+0;-0;0}   {(HasKeptHandles ? "GREW" : "steady")}"));
        output.WriteLine($"warnings and errors: {complaints.Count}");
        foreach (var line in complaints.Take(20))
            output.WriteLine($"  {line}");
    }

    private sealed record Sample(TimeSpan Elapsed, long ResidentBytes, int Handles, int Threads)
    {
        public static Sample Take(int process, TimeSpan elapsed) => new(
            elapsed,
            ProcessUsage.Read(process)?.ResidentBytes ?? throw new LoadException("The server is gone."),
            Directory.GetFiles($"/proc/{process}/fd").Length,
            Directory.GetDirectories($"/proc/{process}/task").Length);

        public string Line(int round) =>
            string.Create(CultureInfo.InvariantCulture, $"{round,5}   {Elapsed.TotalMinutes,7:F1}   {ResidentBytes / 1e6,11:F1}   {Handles,7}   {Threads,7}");
    }
}
