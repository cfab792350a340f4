using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

namespace Treff.Load.Api;

/// <summary>
/// <c>./dev load joins</c>: people join over the REST API at a steady rate while many meetings are stored; a bare endpoint is asked beside them, so that
/// what the machine itself takes is known.
/// </summary>
internal sealed class JoinLoad(JoinLoadOptions options, TextWriter output) : IDisposable
{
    private const int Creators = 8;
    private const double AimMilliseconds = 50;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);

    private readonly HttpClient _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 1000 });
    private readonly List<string> _meetings = [];
    private long _failures;

    /// <summary>Limits that are for strangers, out of the way.</summary>
    private static readonly Dictionary<string, string> Settings = new[]
    {
        "MAX_MEETINGS", "MAX_ROOMS", "MAX_TOTAL_PARTICIPANTS", "MAX_API_REQUESTS_PER_MINUTE", "MAX_CREATES_PER_MINUTE", "MAX_JOINS_PER_MINUTE",
        "MAX_JOINS_PER_MEETING_PER_MINUTE", "MAX_TICKETS_PER_MEETING",
    }.ToDictionary(name => name, _ => "1000000");

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var server = await ServerProcess.StartAsync(options.Server ?? ServerFile.Find(), cancellationToken, Settings);
        _http.BaseAddress = new Uri(server.Target.Url.ToString().Replace("ws", "http", StringComparison.Ordinal));
        var start = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(Enumerable.Range(0, options.Meetings), new ParallelOptions { MaxDegreeOfParallelism = Creators, CancellationToken = cancellationToken }, CreateAsync);
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{_meetings.Count} meetings created, {_meetings.Count / Stopwatch.GetElapsedTime(start).TotalSeconds:F0} a second"));

        await MeasureAsync(WarmUp, cancellationToken);
        var before = ProcessUsage.Read(server.Target.ProcessId);
        var (joins, bare) = await MeasureAsync(options.Duration, cancellationToken);
        var used = ProcessUsage.Read(server.Target.ProcessId) - before;
        Write(joins, bare, used);
        if (_failures > 0)
            throw new LoadException($"{_failures} requests failed.{Environment.NewLine}{server.Output}");
    }

    public void Dispose() => _http.Dispose();

    private async ValueTask CreateAsync(int index, CancellationToken cancellationToken)
    {
        using var answer = await _http.PostAsJsonAsync("/api/v1/meetings/create", new { name = $"Meeting {index}" }, cancellationToken);
        answer.EnsureSuccessStatusCode();
        var meeting = await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        lock (_meetings)
            _meetings.Add(meeting.GetProperty("meeting_id").GetString()!);
    }

    /// <summary>Requests start when their time has come, whether or not those before have been answered; what is late counts as waiting.</summary>
    private async Task<(DelayHistogram Joins, DelayHistogram Bare)> MeasureAsync(TimeSpan duration, CancellationToken cancellationToken)
    {
        var (joins, bare) = (new DelayHistogram(), new DelayHistogram());
        var running = new List<Task>();
        var count = (int)(options.Rate * duration.TotalSeconds);
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < count; i++)
        {
            var due = TimeSpan.FromSeconds((double)i / options.Rate);
            if (due - Stopwatch.GetElapsedTime(start) is { Ticks: > 0 } wait)
                await Task.Delay(wait, cancellationToken);
            var meeting = _meetings[(int)((uint)i * 2_654_435_761 % (uint)_meetings.Count)];
            running.Add(TimeAsync(start, due, joins, token => _http.PostAsJsonAsync($"/api/v1/meetings/{meeting}/join", new { display_name = "Load" }, token), cancellationToken));
            running.Add(TimeAsync(start, due, bare, token => _http.GetAsync(new Uri("/health/live", UriKind.Relative), token), cancellationToken));
        }

        await Task.WhenAll(running);
        return (joins, bare);
    }

    private async Task TimeAsync(long start, TimeSpan due, DelayHistogram delays, Func<CancellationToken, Task<HttpResponseMessage>> send, CancellationToken cancellationToken)
    {
        using var answer = await send(cancellationToken);
        var took = Stopwatch.GetElapsedTime(start) - due;
        if (!answer.IsSuccessStatusCode)
            Interlocked.Increment(ref _failures);
        lock (delays)
            delays.Add((long)took.TotalMicroseconds);
    }

    private void Write(DelayHistogram joins, DelayHistogram bare, ProcessUsage? used)
    {
        static double Milliseconds(DelayHistogram delays, double share) => delays.Percentile(share) / 1000.0;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"bare endpoint   p50 {Milliseconds(bare, 0.5):F1} ms   p95 {Milliseconds(bare, 0.95):F1}   p99 {Milliseconds(bare, 0.99):F1}"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"join            p50 {Milliseconds(joins, 0.5):F1} ms   p95 {Milliseconds(joins, 0.95):F1}   p99 {Milliseconds(joins, 0.99):F1}   {options.Rate} a second"));
        if (used is { } time)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"server          {time.Total.TotalMilliseconds / (options.Rate * options.Duration.TotalSeconds):F2} ms of processor time for a join and a bare request"));
        var more = Milliseconds(joins, 0.95) - Milliseconds(bare, 0.5);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"p95 of joins, beyond the median of the bare endpoint, under {AimMilliseconds:F0} ms: {more:F1}   {(more < AimMilliseconds ? "yes" : "NO")}"));
    }
}
